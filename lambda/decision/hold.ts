import { thenLook, thenPlan } from './advice.ts';
import { nameOf } from './alarm-arn.ts';
import { holdOfAlarm } from './hold-of-alarm.ts';
import { reason } from './reason.ts';
import { clock, type EpochMillis, MINUTE, span } from './time.ts';

/**
 * The reason catalogue: every way to end in "nothing was done", and what a person who is told may do. Codes are stable: logs, metrics,
 * decision records and `docs/how-it-decides.md` use them. Sentences may be reworded.
 */
export const hold = {
  paused: reason<{ scope: string; by: string; since: EpochMillis; reason?: string }>(
    'paused',
    (f) => `${f.scope} has been paused by ${f.by} since ${clock(f.since)}${f.reason ? ` (${f.reason})` : ''}`,
    {
      text: 'Resume when the reason is over: the stage with the first event, or everything with the second if all is paused. This alarm is not decided again by that: to roll back, now or then, use the third:',
      actions: ['resume', 'resume everything', 'rollback'],
    },
  ),
  dryRun: reason<{ plan: string }>('dry-run', (f) => `the guard is in dry-run mode; otherwise: ${f.plan}`, {
    text: 'Check the plan above; set the mode of the guard to "enforce" when you trust it. Do it now with the event:',
    actions: ['rollback'],
  }),
  ...holdOfAlarm,
  notGuarded: reason<{ what: string }>('not-guarded', (f) => f.what),
  unreadableGuard: reason<{ problem: string }>(
    'unreadable-guard',
    (f) => `the guard in the stage's item of the table cannot be used: ${f.problem}`,
    thenLook(
      'Change something in the guard and deploy it: it is written anew then (the text above names what is wrong). Then look:',
    ),
  ),
  unreadableRecord: reason<{ key: string; problem: string }>(
    'unreadable-record',
    (f) => `the stage record ${f.key} cannot be used: ${f.problem}`,
    thenLook(
      'Mend the stage record in the table (runbook: "A stage record cannot be read"), or deploy the newer version. Then look:',
    ),
  ),
  couldNotObserve: reason<{ what: string; problem: string }>(
    'could-not-observe',
    (f) => `${f.what} could not be read: ${f.problem}; what cannot be read is neither good nor bad`,
    thenPlan('See above what could not be read and why; nothing more is decided about this alarm. Decide yourself:'),
  ),
  stageNotFound: reason<{ pipeline: string; stage: string; problem: string }>(
    'stage-not-found',
    (f) => `pipeline "${f.pipeline}" has no state for stage "${f.stage}": ${f.problem}`,
    thenLook(
      'Correct the guard if the pipeline or stage was renamed; a pipeline in PARALLEL mode cannot be rolled back. The state:',
    ),
  ),
  nothingDeployed: reason<{ stage: string; deployActions?: readonly string[] | undefined }>(
    'nothing-deployed',
    (f) =>
      `nothing was ever deployed through stage "${f.stage}", as far as is known: no run of an action that deploys is listed (${f.deployActions === undefined ? 'any but sources, approvals, tests and those that only make a change set' : `deployActions: ${f.deployActions.join(', ')}`})`,
    thenLook(
      'Nothing to do if the stage never ran. If it did, see that "deployActions" of the guard names the actions that deploy. The state of the stage:',
    ),
  ),
  stageSkipped: reason<{ execution: string }>(
    'stage-skipped',
    (f) => `the stage was skipped by execution ${f.execution}; a skipped stage cannot be rolled back`,
    thenLook('Look for another cause of the alarm: the latest execution skipped the stage. The state of the stage:'),
  ),
  alarmPredatesDeployment: reason<{ alarm: string; execution: string; detail: string }>(
    'alarm-predates-deployment',
    (f) => `alarm "${nameOf(f.alarm)}" was on before deployment ${f.execution}: ${f.detail}; it may be the fix`,
    thenPlan('Watch the deployment, it may be the fix. If it is not: see the plan first, then roll back:'),
  ),
  alarmAfterBakeTime: reason<{ alarm: string; began: string; bakeMinutes: number; how: string }>(
    'alarm-after-bake-time',
    (f) => `alarm "${nameOf(f.alarm)}" began ${f.began}, bake time is ${f.bakeMinutes} min; ${f.how}`,
    thenPlan('Look for another cause of the alarm. Is it the deployment after all: see the plan, then roll back:'),
  ),
  alarmNeverOk: reason<{ alarm: string; made: EpochMillis; execution: string }>(
    'alarm-never-ok',
    (f) =>
      `alarm "${nameOf(f.alarm)}" was made or changed at ${clock(f.made)}, not before deployment ${f.execution} began, and has not gone OK since: it proves nothing`,
    thenPlan(
      'Watch the alarm: it counts once it has been OK. Is the deployment to blame: see the plan, then roll back:',
    ),
  ),
  suspectReplaced: reason<{ alarm: string; suspect: string; live: string; detail: string }>(
    'suspect-replaced',
    (f) =>
      `alarm "${nameOf(f.alarm)}" is blamed on deployment ${f.suspect}, but by now ${f.live} is in the stage: ${f.detail}; rolling back from that is for a person to decide`,
    thenPlan('A person is needed: if what is in the stage now is no better, see the plan first, then roll back:'),
  ),
  alarmOfReplaced: reason<{ alarm: string; replaced: string; rollback: string; detail: string }>(
    'alarm-of-replaced',
    (f) =>
      `alarm "${nameOf(f.alarm)}" tells of ${f.replaced}, which rollback ${f.rollback} has replaced: ${f.detail}; what is live now stays`,
    thenLook('Watch the alarm: it should recover by itself. The state of the stage:'),
  ),
  platformTrouble: reason<{ alarms: string; what: string }>(
    'platform-trouble',
    (f) =>
      `${f.alarms} stood in ALARM just now, which speaks of the platform and not of a release; without that, ${f.what} would be blamed`,
    thenPlan('Mend the platform; it is looked at again when its alarm goes off. To roll back all the same:'),
  ),
  tooManyRollbacks: reason<{ done: number; minutes: number; max: number; plan: string }>(
    'too-many-rollbacks',
    (f) =>
      `${f.done} incidents have rolled back in the last ${f.minutes} min across all guards, the limit is ${f.max}: that many releases are not bad at once; a person decides; otherwise: ${f.plan}`,
    thenPlan('A person is needed: find out what many releases have in common. To roll this one back:'),
  ),
  barrier: reason<{ execution: string; why: string }>(
    'barrier',
    (f) =>
      `execution ${f.execution} must not be rolled back behind: ${f.why}; a person can with "acrossBarrier": true in the rollback command`,
    {
      text: 'A person is needed: deploy a fix. To roll back behind it all the same, where what it changed allows that:',
      actions: ['rollback across the barrier'],
    },
  ),
  otherStageFirst: reason<{ alarm: string; other: string; deployedAt: EpochMillis }>(
    'other-stage-first',
    (f) =>
      `alarm "${nameOf(f.alarm)}" also guards ${f.other}, which was deployed later (${clock(f.deployedAt)}) and comes first`,
    thenPlan(
      'Watch the other stage: if its deployment is not to blame, this one is for a person. See the plan first, then roll back:',
    ),
  ),
  rollbackRunning: reason<{ execution: string; by: string }>(
    'rollback-running',
    (f) => `a rollback of this stage is already running: execution ${f.execution}, ${f.by}`,
    thenLook('Watch the rollback in CodePipeline; it is followed to its end. The state of the stage:'),
  ),
  stageRunning: reason<{ execution: string; status: string; approval: string | undefined }>(
    'stage-running',
    (f) =>
      `the stage is running execution ${f.execution} (${f.status})${f.approval ? `, which waits for approval "${f.approval}"` : ''}; CodePipeline rolls back only a stage at rest`,
    thenPlan('Wait for the end of the execution, or stop it in CodePipeline. Then:'),
  ),
  alreadyRolledBack: reason<{ execution: string; since: EpochMillis }>(
    'already-rolled-back',
    (f) =>
      `execution ${f.execution} was rolled back from at ${clock(f.since)} already, and is in the stage all the same; an execution is rolled back automatically once`,
    thenPlan(
      'Deploy a fix: the same execution is not rolled back automatically twice. By hand: see the plan first, then roll back:',
    ),
  ),
  limitReached: reason<{ done: number; max: number; last: EpochMillis }>(
    'limit-reached',
    (f) =>
      `${f.done} automatic ${f.done === 1 ? 'rollback' : 'rollbacks'} since the stage was last healthy (last at ${clock(f.last)}), the limit is ${f.max}`,
    thenPlan('A person is needed. See the plan first, then roll back by hand, or deploy a fix:'),
  ),
  noEligibleTarget: reason<{ why: string }>('no-eligible-target', (f) => `no execution to go back to: ${f.why}`, {
    text: 'A person is needed: deploy a fix or a revert. Or have the pipeline run the last good release again, through all of its stages: the first event shows what that would do, the second does it:',
    actions: ['plan', 'redeploy'],
  }),
  targetNotEligible: reason<{ target: string; why: string; eligible: string }>(
    'target-not-eligible',
    (f) => `execution ${f.target} cannot be the target: ${f.why}. Eligible: ${f.eligible}`,
  ),
  incidentOpen: reason<{ id: string; phase: string; openedAt: EpochMillis }>(
    'incident-open',
    (f) => `incident ${f.id} of this stage is open (${f.phase}) since ${clock(f.openedAt)} and covers it`,
  ),
  aborted: reason<{ incident: string; by: string }>(
    'aborted',
    (f) => `${f.by} aborted incident ${f.incident} before this was decided`,
  ),
  stageBusy: reason<{ until: EpochMillis }>(
    'stage-busy',
    (f) => `another invocation holds this stage's lock until ${clock(f.until)} at most; try again`,
  ),
  alarmOnAtDeployment: reason<{ alarms: string; execution: string }>(
    'alarm-on-at-deployment',
    (f) =>
      `${f.alarms} stood in ALARM already when deployment ${f.execution} ended; no further event will come, so nothing would roll it back`,
    thenPlan('Watch the alarm. If the deployment does not help: see the plan first, then roll back:'),
  ),
  alarmOvertaken: reason<{ alarms: string; incident: string; execution: string }>(
    'alarm-overtaken',
    (f) =>
      `alarm ${f.alarms} went on under incident ${f.incident}, which execution ${f.execution} has overtaken; no further event will come, so nothing would roll that one back`,
    thenPlan('Watch the alarm. If the newer deployment is to blame: see the plan first, then roll back:'),
  ),
  rollbackPossible: reason<{ target: string }>(
    'rollback-possible',
    (f) =>
      `the stage can be rolled back to ${f.target}, which runs this stage alone: ask for a rollback, or name the target to run a release through the whole pipeline all the same`,
  ),
  noRedeploy: reason<{ why: string }>('no-redeploy', (f) => f.why),
  refused: reason<{ operation: string; error: string; plan: string; tried: number }>(
    'refused',
    (f) =>
      `AWS refused ${f.operation}${f.tried < MINUTE ? '' : `, asked for ${span(f.tried)}`}: ${f.error}; otherwise: ${f.plan}`,
    thenPlan(
      'A person is needed: mend what AWS complains about above (permissions, pipeline), or wait until it takes calls again. See the plan first, then roll back:',
    ),
  ),
};
