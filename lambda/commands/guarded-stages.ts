import { type Asked, about, type CommandAnswer } from '../decision/commands/answer.ts';
import { type StageKey, stageKeyOf, stageName } from '../decision/stage-key.ts';
import type { Ports } from '../ports.ts';

/** The guarded stages that a command is about: one, those of one pipeline, or all. */
export function guardsAskedFor(asked: Asked, stages: readonly StageKey[]): readonly StageKey[] {
  return stages.filter(
    ({ pipeline, stage }) =>
      (asked.pipeline === undefined || asked.pipeline === pipeline) &&
      (asked.stage === undefined || asked.stage === stage),
  );
}

/** For names that no guard has: mistyped, most likely. */
export function answerNotGuarded(asked: Asked, stages: readonly StageKey[]): CommandAnswer {
  const { pipeline = '(any pipeline)', stage = '(any stage)' } = asked;
  return {
    ...about(asked),
    decision: 'refused',
    code: 'not-guarded',
    reason: `no guard is configured for ${pipeline}/${stage}; upper and lower case matter`,
    guarded: stages.map(stageName),
  };
}

/** The answer for a stage that has no guard and that nothing is remembered of; undefined for every other stage. */
export async function answerUnknownStage(ports: Ports, asked: Asked & StageKey): Promise<CommandAnswer | undefined> {
  const key = stageKeyOf(asked);
  const guard = await ports.guards.of(key);
  if (guard.kind !== 'missing' || (await ports.records.read(key)) !== undefined) return undefined;
  return answerNotGuarded(asked, await ports.guards.stages());
}
