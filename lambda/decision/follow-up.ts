import { healthOf, type ObservedAlarm, quoted } from './alarm.ts';
import type { Incident, RollingBack, Verdict, Verifying } from './incident.ts';
import { type Read, stageIn } from './observation.ts';
import type { Probation } from './record.ts';
import type { ObservedStage } from './stage.ts';
import { DAY, type EpochMillis, MINUTE, SECOND, span } from './time.ts';

/** Status of a pipeline execution (API:PipelineExecution). */
export type ExecutionStatus =
  | 'Cancelled'
  | 'InProgress'
  | 'Stopped'
  | 'Stopping'
  | 'Succeeded'
  | 'Superseded'
  | 'Failed';

/** What the follow-up of an incident comes to. */
export type FollowUp =
  | { readonly kind: 'stay'; readonly wakeAt: EpochMillis }
  | { readonly kind: 'overdue'; readonly wakeAt: EpochMillis; readonly sentence: string }
  | { readonly kind: 'verify'; readonly wakeAt: EpochMillis }
  | (Verdict & {
      readonly kind: 'close';
      /** Another execution has entered the stage since the rollback. */
      readonly overtaken?: true;
    });

/** How often an open incident is looked at when no event comes. */
const LOOK_EVERY = MINUTE;
/** How long a new execution may stay invisible (facts: nothing is documented on read-after-write). */
const VISIBLE_WITHIN = 5 * MINUTE;

/** How long alarms that cannot be read for a moment are tried again after the recovery time. */
const READ_AGAIN_FOR = 3 * MINUTE;

/** Follows a rollback execution to its end. */
export function followRollback(input: {
  readonly incident: RollingBack;
  readonly status: Read<ExecutionStatus | 'not-found'>;
  readonly stage: Read<ObservedStage | 'not-found'>;
  readonly now: EpochMillis;
}): FollowUp {
  const { incident, status, now } = input;
  const running = now - incident.acceptedAt;
  const stay: FollowUp = { kind: 'stay', wakeAt: now + LOOK_EVERY };
  const failed = (how: string): FollowUp => {
    const overtaken = ifOvertaken(incident, input.stage, how);
    if (overtaken !== undefined) return overtaken;
    return { kind: 'close', code: 'rollback-failed', sentence: `rollback execution ${how} after ${span(running)}` };
  };
  if (!status.ok) {
    const isGone = input.stage.ok && input.stage.value === 'not-found';
    if (isGone && !status.transient) return failed('ended with its pipeline or stage, which is gone,');
    return overdue(incident, running, now) ?? stay;
  }
  switch (status.value) {
    case 'Succeeded':
      return { kind: 'verify', wakeAt: now + LOOK_EVERY };
    case 'InProgress':
    case 'Stopping':
      return overdue(incident, running, now) ?? stay;
    case 'not-found':
      return running < VISIBLE_WITHIN ? { kind: 'stay', wakeAt: now + 15 * SECOND } : failed('was not found');
    case 'Failed':
      return failed('failed');
    case 'Stopped':
      return failed('was stopped');
    case 'Cancelled':
      return failed('was cancelled');
    case 'Superseded':
      return failed('was superseded');
  }
}

/** After a successful rollback: the alarms have `recoveryMinutes` to return to OK. Unknown is not OK, and not ALARM. */
export function followVerification(input: {
  readonly incident: Verifying;
  readonly alarms: Read<readonly ObservedAlarm[]>;
  readonly stage: Read<ObservedStage | 'not-found'>;
  readonly now: EpochMillis;
}): FollowUp {
  const { incident, alarms, now } = input;
  const overtaken = ifOvertaken(incident, input.stage, 'succeeded');
  if (overtaken !== undefined) return overtaken;

  const health = alarms.ok ? healthOf(incident.settings.alarms, alarms.value) : undefined;
  const after = span(now - incident.succeededAt);
  if (health?.health === 'ok') {
    return {
      kind: 'close',
      code: 'recovered',
      sentence: `every alarm of the guard is OK, ${after} after the rollback`,
    };
  }
  const deadline = incident.succeededAt + incident.settings.recoveryMinutes * MINUTE;
  if (now < deadline) return { kind: 'stay', wakeAt: Math.min(now + LOOK_EVERY, deadline) };
  if (!alarms.ok && alarms.transient && now < deadline + READ_AGAIN_FOR)
    return { kind: 'stay', wakeAt: now + 30 * SECOND };

  const limit = `${after} after the rollback (recovery time is ${incident.settings.recoveryMinutes} min)`;
  if (health?.health === 'alarm') {
    return {
      kind: 'close',
      code: 'not-recovered',
      inAlarm: health.inAlarm,
      sentence: `rolled back, not recovered: ${quoted(health.inAlarm)} still in ALARM ${limit}; the deployment may not be the cause`,
    };
  }
  const unknown = health === undefined ? 'the alarms could not be read' : `${quoted(health.unknown)} without data`;
  return { kind: 'close', code: 'unverified', sentence: `rolled back, but recovery is unknown: ${unknown} ${limit}` };
}

/**
 * From when on an incident counts as stuck. A rollback, and the deployment that one waits for, run the actions of one
 * stage: both are expected to end within `rollbackMinutes`. The verification ends by itself after `recoveryMinutes`.
 */
export function overdueFrom(incident: Incident): EpochMillis {
  const { rollbackMinutes, recoveryMinutes } = incident.settings;
  switch (incident.phase) {
    case 'waiting':
    case 'claimed':
      return incident.openedAt + rollbackMinutes * MINUTE;
    case 'rolling-back':
      return incident.acceptedAt + rollbackMinutes * MINUTE;
    case 'verifying':
      return incident.succeededAt + recoveryMinutes * MINUTE + VISIBLE_WITHIN;
  }
}

/** What became of a deployment on probation. */
export type ProbationVerdict =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'wait'; readonly wakeAt: EpochMillis };

/** After this long without a clear answer probation ends; the next deployment starts another. */
const PROBATION_LIMIT = 7 * DAY;

/** Healthy: the deployment outlived its bake time with every guard alarm observed OK (design rule 8). */
export function followProbation(input: {
  readonly probation: Probation;
  readonly alarmNames: readonly string[];
  readonly alarms: Read<readonly ObservedAlarm[]>;
  readonly stage: Read<ObservedStage | 'not-found'>;
  readonly now: EpochMillis;
}): ProbationVerdict {
  const { probation, stage, now } = input;
  const again: ProbationVerdict = { kind: 'wait', wakeAt: now + 5 * MINUTE };
  if (!stage.ok) return again;
  if (stage.value === 'not-found') return { kind: 'ended' };
  if (stage.value.occupant?.executionId !== probation.executionId) return { kind: 'ended' };
  if (now < probation.endsAt) return { kind: 'wait', wakeAt: probation.endsAt };
  if (input.alarms.ok && healthOf(input.alarmNames, input.alarms.value).health === 'ok') return { kind: 'healthy' };
  return now > probation.endsAt + PROBATION_LIMIT ? { kind: 'ended' } : again;
}

function overdue(incident: RollingBack, running: number, now: EpochMillis): FollowUp | undefined {
  if (incident.overdueAnnounced || running < incident.settings.rollbackMinutes * MINUTE) return undefined;
  return {
    kind: 'overdue',
    wakeAt: now + LOOK_EVERY,
    sentence: `rollback execution ${incident.rollbackExecutionId} has been running for ${span(running)}, expected were ${incident.settings.rollbackMinutes} min at most; an approval action in the stage may be waiting`,
  };
}

/** Another execution entered the stage after the rollback. The one from before may still show: reads can lag. */
function ifOvertaken(
  { rollbackExecutionId, plan, verdict }: RollingBack | Verifying,
  stage: Read<ObservedStage | 'not-found'>,
  how: string,
): FollowUp | undefined {
  const seen = stageIn(stage);
  const occupant = seen?.occupant?.executionId;
  if (occupant === undefined || occupant === rollbackExecutionId || occupant === plan.occupant) return undefined;
  // Let in by us, when the freeze was lifted for this verdict: a crash kept it from being told.
  if (verdict !== undefined && seen?.inbound.enabled) return { kind: 'close', overtaken: true, ...verdict };
  const sentence = `the rollback ${how}, and execution ${occupant} has entered the stage since: it is judged on its own`;
  return { kind: 'close', code: 'superseded', overtaken: true, sentence };
}
