import type { Controller } from '../controller.ts';
import { about, answerHalfNamed, type CommandAnswer } from '../decision/commands/answer.ts';
import type { Entry } from '../decision/entry.ts';
import { describeExecution } from '../decision/execution.ts';
import { WHOLE_CONTROLLER } from '../decision/stage-key.ts';
import { clock } from '../decision/time.ts';
import type { CommandOf } from '../intake/command.ts';
import { answerUnknownStage } from './guarded-stages.ts';

/**
 * Entries are stored in the order of their causes, so those of a long incident lie behind what was caused since: this many
 * more are read, then put in the order in which things happened.
 */
const LONGEST_INCIDENT = 50;

/** The last decisions of a stage, newest first; where no stage is named, those about the controller as a whole. */
export async function history({ ports }: Controller, command: CommandOf<'history'>): Promise<CommandAnswer> {
  const { pipeline, stage, limit } = command;
  if ((pipeline === undefined) !== (stage === undefined)) return answerHalfNamed(command);
  const key = pipeline === undefined || stage === undefined ? WHOLE_CONTROLLER : { pipeline, stage };
  const found = await ports.history.latest(key, limit + LONGEST_INCIDENT);
  const entries = found.toSorted((one, other) => other.at - one.at).slice(0, limit);
  if (entries.length === 0 && key !== WHOLE_CONTROLLER) {
    const unknown = await answerUnknownStage(ports, { action: 'history', ...key });
    if (unknown !== undefined) return unknown;
  }
  const what =
    key === WHOLE_CONTROLLER ? 'the controller as a whole; name a pipeline and a stage for theirs' : 'the stage';
  return {
    ...about(command),
    decision: 'history',
    reason: `the last ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'} of ${what}, newest first`,
    entries: entries.map(shownEntry),
  };
}

function shownEntry(entry: Entry) {
  return {
    at: clock(entry.at),
    what: entry.code,
    ...(entry.reason !== undefined && { code: entry.reason }),
    by: entry.cause,
    why: entry.sentence,
    ...(entry.suspect && { suspect: describeExecution(entry.suspect) }),
    ...(entry.target && { target: describeExecution(entry.target) }),
    ...(entry.rollbackExecutionId !== undefined && { rollbackExecutionId: entry.rollbackExecutionId }),
    ...(entry.incident !== undefined && { incident: entry.incident }),
  };
}
