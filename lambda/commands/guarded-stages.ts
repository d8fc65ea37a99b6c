import { type Asked, about, type CommandAnswer } from '../decision/commands/answer.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { GuardPolicy } from '../guard-policy.ts';
import type { Ports } from '../ports.ts';

/** The guards that a command is about: of one stage, of one pipeline, or all. */
export function guardsAskedFor(asked: Asked, guards: readonly GuardPolicy[]): readonly GuardPolicy[] {
  return guards.filter(
    ({ pipeline, stage }) =>
      (asked.pipeline === undefined || asked.pipeline === pipeline) &&
      (asked.stage === undefined || asked.stage === stage),
  );
}

/** For names that no guard has: mistyped, most likely. */
export function answerNotGuarded(asked: Asked, guards: readonly GuardPolicy[]): CommandAnswer {
  const { pipeline = '(any pipeline)', stage = '(any stage)' } = asked;
  return {
    ...about(asked),
    decision: 'refused',
    code: 'not-guarded',
    reason: `no guard is configured for ${pipeline}/${stage}; upper and lower case matter`,
    guarded: guards.map(({ pipeline, stage }) => `${pipeline}/${stage}`),
  };
}

/** The answer for a stage that has no guard and that nothing is remembered of; undefined for every other stage. */
export async function answerUnknownStage(ports: Ports, asked: Asked & StageKey): Promise<CommandAnswer | undefined> {
  const { pipeline, stage } = asked;
  const guard = await ports.guards.of({ pipeline, stage });
  if (guard.kind !== 'missing' || (await ports.records.read({ pipeline, stage })) !== undefined) return undefined;
  const { guards } = await ports.guards.all();
  return answerNotGuarded(asked, guards);
}
