import type { Entry } from '../../lambda/decision/entry.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import { type Invocation, type Look, nameOf } from './invocation.ts';
import { trueDeployments } from './live-truth.ts';
import { SKEW, type Truth } from './truth.ts';

const MINUTE = 60_000;
/** What an invocation decided, another may tell after its death. */
const DECIDED_WITHIN = 30_000;
/** A rollback that is so much older than the claim is not taken for the answer to it (clocks differ). */
const ADOPTED_WITHIN = 5_000 + SKEW;

/** "Rolled back" means a rollback of this stage, to this target, under this incident. One that was `accepted` for the stage may have been stopped before it came there. */
export function wrongRollbackEntry(
  { codePipeline: { script } }: Truth,
  key: StageKey,
  { rollbackExecutionId = '', target, incident }: Entry,
  { incident: stored }: StageState,
  accepted: boolean,
): readonly string[] {
  const wrongs: string[] = [];
  const wrong = (why: string) => wrongs.push(`${nameOf(key)}: "rolled back" by ${rollbackExecutionId} ${why}`);
  const execution = script.execution(key.pipeline, rollbackExecutionId);
  if (execution.type !== 'ROLLBACK') wrong('which is no rollback');
  if (execution.rollbackTarget?.id !== target?.id) wrong(`which did not go back to ${target?.id}`);
  const ran = execution.actions.some(({ stageName }) => stageName === key.stage);
  const { latest, waiting } = script.stage(key);
  const isThere = latest?.execution.id === execution.id || waiting.some(({ id }) => id === execution.id);
  if (!accepted && !ran && !isThere) wrong('which never came to the stage');
  if (stored?.id !== incident || stored === undefined) return wrongs;
  if (execution.startTime < stored.openedAt - ADOPTED_WITHIN) wrong('which is older than the incident');
  return wrongs;
}

/** A stage that is running refuses every target: that says nothing of them. What was refused while another was in the stage counts for nothing. */
export function wrongNoTarget(
  { codePipeline }: Truth,
  key: StageKey,
  look: Look | undefined,
  { incident }: StageState,
): readonly string[] {
  const { latest } = codePipeline.script.stage(key);
  if (incident?.phase !== 'claimed' || incident.refused.length === 0) return [];
  if (look?.occupant !== incident.plan.occupant || latest?.status !== 'InProgress') return [];
  return [`${nameOf(key)}: no target was found for a running stage`];
}

/** Armed again: every alarm was OK, and what is in the stage has outlived its bake time. */
export function wrongReArming(
  { alarms, codePipeline, now, stageStateDelayMillis, policy }: Truth,
  { startedAt, looks }: Invocation,
  key: StageKey,
  { at }: Entry,
): readonly string[] {
  const guard = policy(key)?.policy;
  if (guard === undefined) return [];
  const wasOk = alarms.wereOk(guard.alarms, Math.min(startedAt, at - DECIDED_WITHIN), now());
  const wrongs = wasOk ? [] : [`${nameOf(key)}: re-armed although not every alarm was OK`];
  const run = codePipeline.script.stage(key).latest;
  // Told by whoever came after a death: judged by what was in the stage then.
  if (run !== undefined && run.enteredAt > at) return wrongs;
  if (run === undefined || run.enteredAt + stageStateDelayMillis > (looks.get(nameOf(key))?.at ?? 0)) return wrongs;
  const last = trueDeployments(codePipeline, key).at(-1);
  const isWhole = last !== undefined && !last.failed && last.execution.id === run.execution.id;
  const outlived = isWhole && last.endedAt + guard.bakeMinutes * MINUTE <= now() + SKEW;
  if (run.execution.type === 'STANDARD' && outlived) return wrongs;
  return [...wrongs, `${nameOf(key)}: re-armed by ${run.execution.id}, which has not outlived its bake time`];
}
