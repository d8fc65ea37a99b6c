import type { AlarmValue } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import { reason } from './reason.ts';
import { clock, type EpochMillis, inMinutes } from './time.ts';

/**
 * The reason catalogue: every way to end in "nothing was done". Codes are stable: logs, metrics, decision records and
 * `docs/how-it-decides.md` use them. Sentences may be reworded.
 */
export const hold = {
  paused: reason<{ scope: string; by: string; since: EpochMillis; reason: string | undefined }>(
    'paused',
    'announce',
    (f) => `${f.scope} has been paused by ${f.by} since ${clock(f.since)}${f.reason ? ` (${f.reason})` : ''}`,
  ),
  dryRun: reason<{ plan: string }>('dry-run', 'announce', (f) => `the guard is in dry-run mode; otherwise: ${f.plan}`),
  notATransition: reason<{ from: string; to: string }>(
    'not-a-transition',
    'record',
    (f) =>
      `the event is ${f.from} -> ${f.to}, which is neither a transition into ALARM nor the release of a suppressed ALARM`,
  ),
  alarmMuted: reason<{ alarm: string; by: string; until: string | undefined; again: string | undefined }>(
    'alarm-muted',
    'announce',
    (f) =>
      `alarm "${nameOf(f.alarm)}" is muted by ${f.by}${f.until ? ` until ${f.until}` : ''}${f.again ? `; looked at again ${f.again}` : ''}`,
  ),
  alarmSuppressed: reason<{ alarm: string; by: string }>(
    'alarm-suppressed',
    'record',
    (f) => `the actions of alarm "${nameOf(f.alarm)}" are suppressed (${f.by}); its release will be looked at`,
  ),
  alarmActionsDisabled: reason<{ alarm: string }>(
    'alarm-actions-disabled',
    'announce',
    (f) => `the actions of alarm "${nameOf(f.alarm)}" are disabled, which switches automatic rollback off for it`,
  ),
  alarmNotInAlarm: reason<{ alarm: string; value: AlarmValue; since: EpochMillis }>(
    'alarm-not-in-alarm',
    'record',
    (f) => `alarm "${nameOf(f.alarm)}" is no longer in ALARM: ${f.value} since ${clock(f.since)}`,
  ),
  alarmNotFound: reason<{ alarm: string }>(
    'alarm-not-found',
    'announce',
    (f) => `alarm "${nameOf(f.alarm)}" does not exist (any more)`,
  ),
  notGuarded: reason<{ what: string }>('not-guarded', 'record', (f) => f.what),
  unreadableGuard: reason<{ problem: string }>(
    'unreadable-guard',
    'announce',
    (f) => `the guard in the stage's item of the table cannot be used: ${f.problem}`,
  ),
  unreadableRecord: reason<{ key: string; problem: string }>(
    'unreadable-record',
    'announce',
    (f) => `the stage record ${f.key} cannot be used: ${f.problem}`,
  ),
  couldNotObserve: reason<{ what: string; problem: string }>(
    'could-not-observe',
    'announce',
    (f) => `${f.what} could not be read: ${f.problem}; what cannot be read is neither good nor bad`,
  ),
  stageNotFound: reason<{ pipeline: string; stage: string; problem: string }>(
    'stage-not-found',
    'announce',
    (f) => `pipeline "${f.pipeline}" has no state for stage "${f.stage}": ${f.problem}`,
  ),
  nothingDeployed: reason<{ stage: string }>(
    'nothing-deployed',
    'announce',
    (f) => `nothing was ever deployed through stage "${f.stage}"`,
  ),
  stageSkipped: reason<{ execution: string }>(
    'stage-skipped',
    'announce',
    (f) => `the stage was skipped by execution ${f.execution}; a skipped stage cannot be rolled back`,
  ),
  alarmPredatesDeployment: reason<{ alarm: string; execution: string; detail: string }>(
    'alarm-predates-deployment',
    'announce',
    (f) => `alarm "${nameOf(f.alarm)}" was on before deployment ${f.execution}: ${f.detail}; it may be the fix`,
  ),
  alarmAfterBakeTime: reason<{ alarm: string; execution: string; after: number; bakeMinutes: number; how: string }>(
    'alarm-after-bake-time',
    'announce',
    (f) =>
      `alarm "${nameOf(f.alarm)}" began ${inMinutes(f.after)} after deployment ${f.execution} ended, bake time is ${f.bakeMinutes} min; ${f.how}`,
  ),
  alarmNeverOk: reason<{ alarm: string; made: EpochMillis; execution: string }>(
    'alarm-never-ok',
    'announce',
    (f) =>
      `alarm "${nameOf(f.alarm)}" was made or changed at ${clock(f.made)}, not before deployment ${f.execution} began, and has not been OK since: it proves nothing`,
  ),
  suspectReplaced: reason<{ alarm: string; suspect: string; live: string; detail: string }>(
    'suspect-replaced',
    'announce',
    (f) =>
      `alarm "${nameOf(f.alarm)}" is blamed on deployment ${f.suspect}, but by now ${f.live} is in the stage: ${f.detail}; rolling back from that is for a person to decide`,
  ),
  alarmOfReplaced: reason<{ alarm: string; replaced: string; rollback: string; detail: string }>(
    'alarm-of-replaced',
    'announce',
    (f) =>
      `alarm "${nameOf(f.alarm)}" tells of ${f.replaced}, which rollback ${f.rollback} has replaced: ${f.detail}; what is live now stays`,
  ),
  platformTrouble: reason<{ alarms: string; what: string }>(
    'platform-trouble',
    'announce',
    (f) =>
      `${f.alarms} in ALARM, or until a moment ago, which speaks of the platform and not of a release; ${f.what} would have been rolled back`,
  ),
  tooManyRollbacks: reason<{ done: number; minutes: number; max: number; plan: string }>(
    'too-many-rollbacks',
    'announce',
    (f) =>
      `${f.done} incidents have rolled back in the last ${f.minutes} min across all guards, the limit is ${f.max}: that many releases are not bad at once; a person decides; otherwise: ${f.plan}`,
  ),
  barrier: reason<{ execution: string; why: string }>(
    'barrier',
    'announce',
    (f) =>
      `execution ${f.execution} must not be rolled back behind: ${f.why}; a person can with "acrossBarrier": true in the rollback command`,
  ),
  otherStageFirst: reason<{ alarm: string; other: string; deployedAt: EpochMillis }>(
    'other-stage-first',
    'announce',
    (f) =>
      `alarm "${nameOf(f.alarm)}" also guards ${f.other}, which was deployed later (${clock(f.deployedAt)}) and comes first`,
  ),
  rollbackRunning: reason<{ execution: string; by: string }>(
    'rollback-running',
    'announce',
    (f) => `a rollback of this stage is already running: execution ${f.execution}, ${f.by}`,
  ),
  stageRunning: reason<{ execution: string; status: string; approval: string | undefined }>(
    'stage-running',
    'announce',
    (f) =>
      `the stage is running execution ${f.execution} (${f.status})${f.approval ? `, which waits for approval "${f.approval}"` : ''}; CodePipeline rolls back only a stage at rest`,
  ),
  alreadyRolledBack: reason<{ execution: string; since: EpochMillis }>(
    'already-rolled-back',
    'announce',
    (f) =>
      `execution ${f.execution} was rolled back from at ${clock(f.since)} already, and brought back since; an execution is rolled back automatically once`,
  ),
  limitReached: reason<{ done: number; max: number; last: EpochMillis }>(
    'limit-reached',
    'announce',
    (f) =>
      `${f.done} automatic ${f.done === 1 ? 'rollback' : 'rollbacks'} since the stage was last healthy (last at ${clock(f.last)}), the limit is ${f.max}`,
  ),
  noEligibleTarget: reason<{ why: string }>(
    'no-eligible-target',
    'announce',
    (f) => `no execution to go back to: ${f.why}`,
  ),
  targetNotEligible: reason<{ target: string; why: string; eligible: string }>(
    'target-not-eligible',
    'record',
    (f) => `execution ${f.target} cannot be the target: ${f.why}. Eligible: ${f.eligible}`,
  ),
  incidentOpen: reason<{ incident: string; phase: string; since: EpochMillis }>(
    'incident-open',
    'record',
    (f) => `incident ${f.incident} of this stage is open (${f.phase}) since ${clock(f.since)} and covers it`,
  ),
  aborted: reason<{ incident: string; by: string }>(
    'aborted',
    'record',
    (f) => `${f.by} aborted incident ${f.incident} before this was decided`,
  ),
  stageBusy: reason<{ until: EpochMillis }>(
    'stage-busy',
    'record',
    (f) => `another invocation holds this stage's lock until ${clock(f.until)} at most; try again`,
  ),
  alarmOnAtDeployment: reason<{ alarms: string; execution: string }>(
    'alarm-on-at-deployment',
    'announce',
    (f) =>
      `${f.alarms} already in ALARM when deployment ${f.execution} ended; no further event will come, so nothing would roll it back`,
  ),
  alarmOvertaken: reason<{ alarms: string; incident: string; execution: string }>(
    'alarm-overtaken',
    'announce',
    (f) =>
      `alarm ${f.alarms} went on under incident ${f.incident}, which execution ${f.execution} has overtaken; no further event will come, so nothing would roll that one back`,
  ),
  rollbackPossible: reason<{ target: string }>(
    'rollback-possible',
    'record',
    (f) =>
      `the stage can be rolled back to ${f.target}, which runs this stage alone: ask for a rollback, or name the target to run a release through the whole pipeline all the same`,
  ),
  noRedeploy: reason<{ why: string }>('no-redeploy', 'record', (f) => f.why),
  refused: reason<{ operation: string; error: string }>(
    'refused',
    'announce',
    (f) => `AWS refused ${f.operation}: ${f.error}`,
  ),
};
