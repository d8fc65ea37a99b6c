import type { CommandOf } from '../command.ts';
import type { Pause } from '../decision/record.ts';
import { record } from '../journal.ts';
import type { Controller } from '../lock.ts';
import { WHOLE_CONTROLLER } from '../stage-key.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, answerHalfNamed, because, type CommandAnswer } from './answer.ts';
import { entryOfCommand } from './entry-of-command.ts';
import { underLock } from './under-lock.ts';

/** The kill switch without a deploy: for one stage, or for everything where no stage is named. */
export async function setPause(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'pause' | 'resume'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const { action, pipeline, stage, by, reason } = command;
  const pause: Pause | undefined =
    action === 'pause' ? { by, since: trigger.at, ...(reason !== undefined && { reason }) } : undefined;
  const done = action === 'pause' ? 'paused' : 'resumed';
  const entryAbout = (what: string) =>
    entryOfCommand(trigger, done, `${by} ${done} automatic rollback of ${what}${because(command)}`);
  if (pipeline === undefined && stage === undefined) {
    // The switch first: it must work also where nobody can be told.
    await ports.records.setGlobalPause(pause);
    await record(ports, WHOLE_CONTROLLER, entryAbout('every guarded stage'));
    return { action, decision: done, reason: `automatic rollback of every guarded stage is ${done}` };
  }
  if (pipeline === undefined || stage === undefined) return answerHalfNamed(command);
  return underLock(controller, trigger, { ...command, pipeline, stage }, async ({ key, lock, memory }) => {
    const { pause: _, ...rest } = memory;
    await record(ports, key, entryAbout('this stage'));
    await ports.records.save(lock, pause === undefined ? rest : { ...rest, pause }, 'release');
    return { ...about(command), decision: done, reason: `automatic rollback of this stage is ${done}` };
  });
}
