import type { Controller } from '../lock.ts';
import type { CommandTrigger } from '../trigger.ts';
import { abort } from './abort.ts';
import type { CommandAnswer } from './answer.ts';
import { check } from './check.ts';
import { forgive } from './forgive.ts';
import { history } from './history.ts';
import { setPause } from './pause.ts';
import { release } from './release.ts';
import { plan, rollBackNow } from './rollback.ts';
import { status } from './status.ts';

/** Does what a person asked for and answers in JSON that can be read in the console. */
export async function runCommand(controller: Controller, trigger: CommandTrigger): Promise<CommandAnswer> {
  const { command } = trigger;
  // Those that only look leave no decision record.
  controller.ports.log.info('command', { ...command });
  switch (command.action) {
    case 'plan':
      return plan(controller, trigger, command);
    case 'rollback':
      return command.dryRun ? plan(controller, trigger, command) : rollBackNow(controller, trigger, command);
    case 'release':
      return release(controller, trigger, command);
    case 'pause':
    case 'resume':
      return setPause(controller, trigger, command);
    case 'status':
      return status(controller, command);
    case 'history':
      return history(controller, command);
    case 'check':
      return check(controller, trigger, command);
    case 'abort':
      return abort(controller, trigger, command);
    case 'forgive':
      return forgive(controller, trigger, command);
  }
}
