import { COMMAND_EXAMPLES, type Command } from '../../intake/command.ts';
import type { Execution } from '../execution.ts';
import type { Hold } from '../reason.ts';

/** What a person reads in the console. */
export interface CommandAnswer {
  readonly action: Command['action'];
  readonly stage?: string;
  readonly decision: string;
  readonly reason: string;
  readonly [detail: string]: unknown;
}

/** The part of a command that its answer repeats. */
export interface Asked {
  readonly action: Command['action'];
  readonly pipeline?: string;
  readonly stage?: string;
}

export function answerHold(command: Asked, decided: Hold): CommandAnswer {
  return { ...about(command), decision: 'hold', code: decided.code, reason: decided.sentence };
}

export function about(command: Asked) {
  const { action, pipeline, stage } = command;
  return { action, ...(pipeline !== undefined && stage !== undefined && { stage: `${pipeline}/${stage}` }) };
}

/** For a command that names a pipeline without a stage, or the other way round, where only both or neither make sense. */
export function answerHalfNamed({ action, pipeline }: Asked): CommandAnswer {
  const missing = pipeline === undefined ? 'pipeline' : 'stage';
  return {
    action,
    decision: 'refused',
    reason: `"${missing}" is missing: name both pipeline and stage, or neither`,
  };
}

/** ` (reason)`, where the person gave one. */
export function because({ reason }: { readonly reason?: string }): string {
  return reason === undefined ? '' : ` (${reason})`;
}

/** What was wrong with what a person sent, and one example of each command. */
export function answerNotUnderstood(why: string) {
  return { decision: 'refused', reason: `not understood: ${why}`, accepted: COMMAND_EXAMPLES };
}

/** An execution for people: times as ISO 8601, the first revision. */
export function shown(execution: Execution) {
  const [revision] = execution.revisions;
  return {
    id: execution.id,
    started: new Date(execution.startedAt).toISOString(),
    ...(revision && { revision: revision.id }),
    ...(revision?.summary !== undefined && { summary: revision.summary }),
  };
}
