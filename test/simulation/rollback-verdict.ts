import type { EpochMillis } from '../../emulator/clock.ts';
import type { StageRun } from '../../emulator/codepipeline/stage.ts';
import type { Claimed } from '../../lambda/decision/incident.ts';
import type { StageMemory } from '../../lambda/decision/state.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { type Invocation, nameOf } from './invocation.ts';
import { endOf, SKEW, type Truth } from './truth.ts';

const MINUTE = 60_000;

/** A RollbackStage call of the controller, as things were when it arrived. */
export interface ArrivedRollback {
  readonly invocation: Invocation;
  readonly key: StageKey;
  readonly target: string;
  readonly claim: Claimed | undefined;
  readonly memory: StageMemory;
  readonly run: StageRun | undefined;
}

/** I2: the rules of a target, from the true state. */
export function wrongTarget(
  { codePipeline }: Truth,
  { key, target: targetId, memory }: ArrivedRollback,
  {
    claim,
    run,
    bad,
  }: { readonly claim: Claimed; readonly run: StageRun; readonly bad: ReadonlySet<string> | undefined },
): readonly string[] {
  const wrongs: string[] = [];
  const { script } = codePipeline;
  const name = nameOf(key);
  const suspect = run.execution.rollbackTarget ?? run.execution;
  const target = script.execution(key.pipeline, targetId);
  const wrong = (why: string) => wrongs.push(`${name}: target ${targetId} ${why} (suspect ${suspect.id})`);
  if (claim.plan.suspect.id !== suspect.id) {
    wrong(`was chosen for suspect ${claim.plan.suspect.id}, which is not what is deployed`);
  }
  if (target.id === suspect.id) wrong('is the suspect');
  else if (target.startTime >= suspect.startTime) wrong('is not older');
  if (target.type === 'ROLLBACK') wrong('is a rollback');
  if (bad?.has(target.id)) wrong('is known bad');
  const revisions = (execution: typeof suspect) => JSON.stringify(execution.sourceRevisions.map((r) => r.revisionId));
  if (revisions(target) === revisions(suspect)) wrong('has the same revisions');
  if (!target.succeededStages.has(key.stage)) wrong('did not succeed in the stage');
  if (claim.cause.kind === 'command' && claim.cause.target !== undefined) return wrongs;
  const excluded = new Set([...memory.knownBad.map(({ executionId }) => executionId), ...claim.refused]);
  const newer = script
    .executions(key.pipeline)
    .find(
      (other) =>
        other.startTime > target.startTime &&
        other.startTime < suspect.startTime &&
        other.type === 'STANDARD' &&
        other.pipelineVersion === target.pipelineVersion &&
        other.succeededStages.has(key.stage) &&
        revisions(other) !== revisions(suspect) &&
        !excluded.has(other.id),
    );
  if (newer !== undefined) wrong(`although ${newer.id} is newer and fits`);
  return wrongs;
}

/** The safety rule and the other rules of attribution, from the true course of alarms and deployments. */
export function wrongAttribution(
  truth: Truth,
  { invocation, key, memory }: ArrivedRollback,
  {
    claim,
    run,
    pausedSince,
  }: { readonly claim: Claimed; readonly run: StageRun; readonly pausedSince: EpochMillis | undefined },
): readonly string[] {
  const wrongs: string[] = [];
  const { cause } = claim;
  if (cause.kind !== 'alarm') return wrongs;
  const { alarms, now } = truth;
  const name = nameOf(key);
  const { startedAt } = invocation;
  const alarm = cause.event.alarmName;
  const wrong = (why: string) => wrongs.push(`${name}: automatic rollback on ${cause.id} ${why}`);
  const policy = truth.policy(key);
  if (policy === undefined) {
    wrong('without a guard');
    return wrongs;
  }
  if (!policy.policy.alarms.includes(alarm)) wrong('of another guard');
  if (policy.policy.mode === 'dry-run' && policy.modeSince < startedAt) wrong('in dry-run');
  if (memory.pause !== undefined) wrong('while the stage is paused');
  if ((pausedSince ?? Number.POSITIVE_INFINITY) < startedAt) wrong('while the controller is paused');
  if (!alarms.hadValue(alarm, 'ALARM', startedAt, now())) wrong('although the alarm is not in ALARM');
  if (alarms.disabledSince(alarm, startedAt)) wrong('although the actions of the alarm are disabled');
  if (cause.outlasted !== undefined) {
    // It may blame what a rollback brought back (by others, too, to the target that we chose), and no deployment since.
    if (run.execution.type !== 'ROLLBACK') wrong('that outlasted a rollback, and is blamed on a deployment');
    return wrongs;
  }
  const published = alarms.published(cause.id);
  if (published === undefined) wrong('which was never published');
  if (published?.muted) wrong('although it was muted');
  if (published?.suppressed) wrong('although it was suppressed');
  if (alarms.wasInAlarm(alarm, run.enteredAt)) wrong('which was in ALARM when the deployment began');
  const after = (alarms.alarmSince(alarm) ?? 0) - endOf(run);
  if (after > policy.policy.bakeMinutes * MINUTE + SKEW) wrong(`${after} ms after the end of the deployment`);
  return wrongs;
}
