import type { Controller } from '../controller.ts';
import { about, answerHalfNamed, answerHold, because, type CommandAnswer } from '../decision/commands/answer.ts';
import { entryOfCommand } from '../decision/commands/command-entry.ts';
import { entryOfSwitch, pauseOf } from '../decision/commands/pause.ts';
import { answerRelease } from '../decision/commands/release.ts';
import { answerEntry } from '../decision/commands/rollback.ts';
import { entryOfHold } from '../decision/entry-of.ts';
import { hold } from '../decision/hold.ts';
import { type StageKey, stageKeyOf, WHOLE_CONTROLLER } from '../decision/stage-key.ts';
import type { AskedFor } from '../decision/turn.ts';
import type { CommandOf } from '../intake/command.ts';
import { onCommand } from '../stage/enter.ts';
import { attempt } from '../stage/observe.ts';
import { tell } from '../stage/perform.ts';
import { check } from './check.ts';
import { answerUnknownStage } from './guarded-stages.ts';
import { history } from './history.ts';
import { plan } from './plan.ts';
import { redrive } from './redrive.ts';
import { status } from './status.ts';
import { testMessage } from './test-message.ts';
import { unguard } from './unguard.ts';

/** Does what a person asked for and answers in JSON that can be read in the console. */
export async function runCommand(controller: Controller, asked: AskedFor): Promise<CommandAnswer> {
  const { command } = asked;
  // Those that only look leave no decision record.
  controller.ports.log.info('command', { ...command });
  switch (command.action) {
    case 'plan':
      return plan(controller, { ...asked, command });
    case 'rollback':
    case 'redeploy':
      return command.dryRun ? plan(controller, { ...asked, command }) : onStage(controller, { ...asked, command });
    case 'undo':
    case 'release':
    case 'abort':
    case 'forgive':
    case 'rearm':
      return onStage(controller, { ...asked, command });
    case 'pause':
    case 'resume':
      return pauseOrResume(controller, { ...asked, command });
    case 'status':
      return status(controller, command);
    case 'history':
      return history(controller, command);
    case 'check':
      return check(controller, { ...asked, command });
    case 'test-message':
      return testMessage(controller, { ...asked, command });
    case 'redrive':
      return redrive(controller, { ...asked, command });
    case 'unguard':
      return unguard(controller, { ...asked, command });
  }
}

type StageCommand =
  | CommandOf<'rollback' | 'redeploy' | 'undo' | 'release' | 'abort' | 'forgive' | 'rearm'>
  | (CommandOf<'pause' | 'resume'> & StageKey);

/** Does what a command asks for under the lock of its stage. */
async function onStage(controller: Controller, asked: AskedFor<StageCommand>): Promise<CommandAnswer> {
  const { ports } = controller;
  const { command } = asked;
  const { action } = command;
  const key = stageKeyOf(command);
  // What cannot be read is no reason to refuse: a stage must be pausable while the guards cannot be read.
  const unknown = await attempt(answerUnknownStage(ports, { action, ...key }));
  if (unknown.ok && unknown.value !== undefined) return unknown.value;
  const outcome = await onCommand(controller, key, { causes: [], stageChanged: false, command: asked });
  if ('outcome' in outcome) {
    if (outcome.outcome === 'lost-lock')
      return { ...about(command), decision: 'lost-lock', reason: 'another invocation took the stage over; ask again' };
    if (outcome.answer !== undefined) return outcome.answer;
    const { entries = [] } = outcome;
    if (isRollback(command))
      return answerEntry(
        command,
        entries.find(({ id }) => id === asked.id),
      );
    if (command.action === 'release') return answerRelease(command, entries);
    throw new Error(`the command ${action} has no answer`);
  }
  if (isRollback(command)) {
    const { id, at } = asked;
    await tell(ports, key, entryOfHold({ kind: 'command', id, at, by: command.by }, outcome, ports.clock()));
  } else {
    const sentence = `${command.by} asked to ${action}: ${outcome.sentence}`;
    await tell(ports, key, entryOfCommand(asked, 'command-refused', sentence, { reason: outcome.code }));
  }
  return answerHold(command, outcome);
}

function isRollback(command: StageCommand): command is CommandOf<'rollback' | 'redeploy' | 'undo'> {
  return command.action === 'rollback' || command.action === 'redeploy' || command.action === 'undo';
}

/** The kill switch: for one stage, or for everything where no stage is named. */
async function pauseOrResume(
  controller: Controller,
  asked: AskedFor<CommandOf<'pause' | 'resume'>>,
): Promise<CommandAnswer> {
  const { command } = asked;
  const { action, pipeline, stage } = command;
  if (pipeline === undefined && stage === undefined) return switchEverything(controller, asked);
  if (pipeline === undefined || stage === undefined) return answerHalfNamed(command);
  const [answer, whole] = await Promise.all([
    onStage(controller, { ...asked, command: { ...command, pipeline, stage } }),
    action === 'resume' ? attempt(controller.ports.records.globalPause()) : undefined,
  ]);
  if (!whole?.ok || whole.value === undefined) return answer;
  const still = `${hold.paused({ scope: 'the controller', ...whole.value }).sentence}: {"action":"resume"} ends that`;
  return { ...answer, warnings: [still] };
}

async function switchEverything(
  { ports }: Controller,
  asked: AskedFor<CommandOf<'pause' | 'resume'>>,
): Promise<CommandAnswer> {
  const { command } = asked;
  const { action, by } = command;
  const before = action === 'resume' ? await attempt(ports.records.globalPause()) : undefined;
  if (before?.ok && before.value === undefined) {
    const reason = 'automatic rollback is not paused as a whole: "status" names the stages that are paused themselves';
    const sentence = `${by} asked to ${action}${because(command)}: ${reason}`;
    await tell(ports, WHOLE_CONTROLLER, entryOfCommand(asked, 'command-refused', sentence, { reason: 'not-paused' }));
    return { action, decision: 'not-paused', reason };
  }
  // The switch first: it must work also where nobody can be told.
  await ports.records.setGlobalPause(pauseOf(asked));
  const entry = entryOfSwitch(asked, 'every guarded stage');
  await tell(ports, WHOLE_CONTROLLER, entry);
  const but = action === 'resume' ? ', but of those that are paused themselves: "status" names them' : '';
  return { action, decision: entry.code, reason: `automatic rollback of every guarded stage is ${entry.code}${but}` };
}
