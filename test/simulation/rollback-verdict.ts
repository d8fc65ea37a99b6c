import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { StageRun } from '../../emulator/services/codepipeline/stage.ts';
import type { Claimed } from '../../lambda/decision/incident.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import { type Invocation, nameOf } from './invocation.ts';
import { liveReleases, type TrueDeployment, trueDeployments } from './live-truth.ts';
import { SKEW, type Truth } from './truth.ts';

const MINUTE = 60_000;

/** A RollbackStage call of the controller, as things were when it arrived. */
export interface ArrivedRollback {
  readonly invocation: Invocation;
  readonly key: StageKey;
  readonly target: string;
  readonly claim: Claimed | undefined;
  readonly memory: StageState;
  readonly run: StageRun | undefined;
}

/** I2: the rules of a target, from what is truly live. */
export function wrongTarget(
  { codePipeline }: Truth,
  { key, target: targetId }: ArrivedRollback,
  { claim, bad }: { readonly claim: Claimed; readonly bad: ReadonlySet<string> | undefined },
): readonly string[] {
  const wrongs: string[] = [];
  const { script } = codePipeline;
  const name = nameOf(key);
  const { suspect, suspects } = claim.plan;
  const target = script.execution(key.pipeline, targetId);
  const wrong = (why: string) => wrongs.push(`${name}: target ${targetId} ${why} (suspect ${suspect.id})`);
  const [cause] = claim.causes;
  const isUndone = cause.kind === 'command' && cause.undo === true;
  const live = liveReleases(trueDeployments(codePipeline, key));
  if (!live.some(({ id }) => id === suspect.id))
    wrong(`was chosen for a suspect that is not live: ${live.map(({ id }) => id)}`);
  if (target.id === suspect.id) wrong('is the suspect');
  else if (target.startTime >= suspect.startedAt && !isUndone) wrong('is not older');
  if (suspects.includes(target.id)) wrong('is a suspect');
  if (target.type === 'ROLLBACK') wrong('is a rollback');
  if (bad?.has(target.id) && !isUndone) wrong('is known bad');
  if (!target.succeededStages.has(key.stage)) wrong('did not succeed in the stage');
  return wrongs;
}

const MOST_SKEW = 1_000;

/** The safety rule and the other rules of attribution, from the true course of alarms and deployments. */
export function wrongAttribution(
  truth: Truth,
  { invocation, key, memory }: ArrivedRollback,
  { claim, pausedSince }: { readonly claim: Claimed; readonly pausedSince: EpochMillis | undefined },
): readonly string[] {
  const wrongs: string[] = [];
  const [cause] = claim.causes;
  if (cause.kind !== 'alarm') return wrongs;
  const { alarms, now, codePipeline } = truth;
  const name = nameOf(key);
  const { startedAt } = invocation;
  const alarm = cause.event.alarm;
  const wrong = (why: string) => wrongs.push(`${name}: automatic rollback on ${cause.id} ${why}`);
  const policy = truth.policy(key);
  if (policy === undefined) {
    wrong('without a guard');
    return wrongs;
  }
  const { bakeMinutes, mode } = policy.policy;
  if (!policy.policy.alarms.includes(alarm)) wrong('of another guard');
  if (mode === 'dry-run' && policy.modeSince < startedAt) wrong('in dry-run');
  if (memory.pause !== undefined) wrong('while the stage is paused');
  if ((pausedSince ?? Number.POSITIVE_INFINITY) < startedAt) wrong('while the controller is paused');
  if (!alarms.hadValue(alarm, 'ALARM', startedAt, now())) wrong('although the alarm is not in ALARM');
  if (alarms.disabledSince(alarm, startedAt)) wrong('although the actions of the alarm are disabled');
  const deployments = trueDeployments(codePipeline, key);
  const last = deployments.findLast(
    ({ running, execution }, index) =>
      (!running || execution.type !== 'ROLLBACK') && !broughtBackWhatWasThere(deployments, index),
  );
  if (cause.outlasted !== undefined) {
    // It may blame what a rollback brought back (by others, too, to the target that we chose), and no deployment since.
    if (last?.execution.type !== 'ROLLBACK') wrong('that outlasted a rollback, and is blamed on a deployment');
    return wrongs;
  }
  const event = cause.merged?.lastId ?? cause.id;
  const published = alarms.published(event.replace('/again', ''));
  // What was on when a rollback of others was followed to its end is decided then, with what came meanwhile: no event came since.
  if (published === undefined && !event.includes('/outlasted/')) wrong('which was never published');
  const { mutedUntil = 0 } = published ?? {};
  // One that comes when the mute is over counts; the function's clock may be ahead.
  if (mutedUntil > now() + MOST_SKEW && !cause.again && cause.merged === undefined) wrong('although it is muted');
  if (published?.suppressed && cause.merged === undefined) wrong('although it was suppressed');
  const since = alarms.troubleSince(alarm, startedAt, now()) ?? now();
  if (last === undefined) wrong('although nothing was deployed');
  else if (last.beganAt >= since) wrong('which was on when the deployment began');
  const blamed = deployments.filter(({ release }) => claim.plan.suspects.includes(release.id));
  const newest = Math.max(...blamed.map(({ running, endedAt }) => (running ? since : endedAt)));
  // One that flapped while its rollback was waited for tells of the trouble that it went on for first.
  const first = cause.merged === undefined ? undefined : alarms.published(cause.id)?.at;
  const after = Math.min(since, first ?? since) - newest;
  if (after > bakeMinutes * MINUTE + SKEW) wrong(`${after} ms after the end of the deployment`);
  return wrongs;
}

/** A rollback to what was live already: by the pipeline's own rule, with which nobody meant to change anything, or one that failed and left it. */
function broughtBackWhatWasThere(deployments: readonly TrueDeployment[], index: number): boolean {
  const { execution, release, failed = false } = deployments[index] ?? {};
  const before = deployments[index - 1]?.release;
  const changesNothing =
    execution?.trigger.triggerType === 'AutomatedRollback' || (execution?.type === 'ROLLBACK' && failed);
  return changesNothing && before?.id === release?.id;
}
