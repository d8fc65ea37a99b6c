import { locationOf, nameOf } from '../decision/alarm-arn.ts';
import { clock, type EpochMillis, span } from '../decision/time.ts';
import { ARTIFACT_FINDINGS } from './artifact-findings.ts';
import { enabling } from './event-rule.ts';
import { kind } from './finding-kind.ts';
import { SPOKE_FINDINGS } from './spoke-findings.ts';

/** A call that the function's role may not make. */
export interface DeniedAction {
  /** e.g. `codepipeline:RollbackStage` */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Which kind of policy denies it, for people. */
  readonly why: string;
}

const ALLOW = 'allow it; the deploy grants it, so look at what is named';

/**
 * The catalogue of what a check can find. Codes are stable: answers, messages and `docs/operating.md` use them. Sentences
 * may be reworded.
 */
export const finding = {
  pipelineNotFound: kind<{ pipeline: string }>('pipeline-not-found', 'error', 'rollback', {
    sentence: (f) => `there is no pipeline "${f.pipeline}" in this account and region`,
    advice: 'correct the pipeline of the guard, or deploy the controller where the pipeline is',
  }),
  pipelineTypeV1: kind<{ pipeline: string }>('pipeline-type-v1', 'error', 'rollback', {
    sentence: (f) => `pipeline "${f.pipeline}" is of type V1; CodePipeline rolls back only stages of V2 pipelines`,
    advice: 'change the pipeline to type V2; the first two deployments after that have nothing to go back to',
  }),
  pipelineParallel: kind<{ pipeline: string }>('pipeline-parallel', 'error', 'rollback', {
    sentence: (f) => `pipeline "${f.pipeline}" runs in PARALLEL mode, in which CodePipeline cannot roll back`,
    advice: 'use execution mode SUPERSEDED or QUEUED',
  }),
  stageNotFound: kind<{ pipeline: string; stage: string; stages: readonly string[] }>(
    'stage-not-in-pipeline',
    'error',
    'rollback',
    {
      sentence: (f) => `pipeline "${f.pipeline}" has no stage "${f.stage}"; it has ${f.stages.join(', ')}`,
      advice: 'correct the stage of the guard; upper and lower case matter',
    },
  ),
  sourceStage: kind<{ stage: string }>('source-stage', 'error', 'rollback', {
    sentence: (f) => `"${f.stage}" is the source stage; CodePipeline cannot roll it back`,
    advice: 'guard the stage that deploys',
  }),
  deployActionsNotFound: kind<{ stage: string; named: readonly string[]; actions: readonly string[] }>(
    'deploy-actions-not-in-stage',
    'error',
    'rollback',
    {
      sentence: (f) =>
        `stage "${f.stage}" has no action of the "deployActions" of its guard (${f.named.join(', ')}), so nothing that is deployed there is seen; it has ${f.actions.join(', ')}`,
      advice: 'correct deployActions of the guard',
    },
  ),
  approvalInStage: kind<{ stage: string; actions: readonly string[] }>('approval-in-stage', 'warning', 'nothing', {
    sentence: (f) =>
      `stage "${f.stage}" has a manual approval (${f.actions.join(', ')}); a rollback runs the whole stage again and waits for it, up to 7 days`,
    advice: 'move the approval into a stage of its own before this one',
  }),
  changeSetElsewhere: kind<{ stage: string; actions: readonly string[] }>(
    'change-set-of-another-stage',
    'warning',
    'nothing',
    {
      sentence: (f) =>
        `stage "${f.stage}" executes a change set (${f.actions.join(', ')}) that no action of it makes: a rollback runs this stage alone again, and does not find the change set of what it goes back to`,
      advice: 'make the change set (CHANGE_SET_REPLACE) in the stage that executes it',
    },
  ),
  alarmNotFound: kind<{ alarm: string }>('alarm-not-found', 'error', 'alarm', {
    about: (f) => f.alarm,
    sentence: (f) => `CloudWatch has no alarm "${nameOf(f.alarm)}" in ${locationOf(f.alarm)}`,
    advice: 'correct the alarms of the guard, or create the alarm',
  }),
  vetoNotFound: kind<{ alarm: string }>('veto-not-found', 'error', 'nothing', {
    about: (f) => f.alarm,
    sentence: (f) => `CloudWatch has no alarm "${nameOf(f.alarm)}", which is one of "unlessAlarms": it vetoes nothing`,
    advice: 'correct unlessAlarms of the guard, or create the alarm',
  }),
  alarmActionsDisabled: kind<{ alarm: string }>('alarm-actions-disabled', 'warning', 'alarm', {
    about: (f) => f.alarm,
    sentence: (f) =>
      `the actions of alarm "${nameOf(f.alarm)}" are disabled, which switches automatic rollback off for it`,
    advice: 'enable the actions of the alarm when their reason to be off is over',
  }),
  alarmWithoutData: kind<{ alarm: string; since: EpochMillis; now: EpochMillis }>(
    'alarm-without-data',
    'warning',
    'nothing',
    {
      about: (f) => f.alarm,
      sentence: (f) =>
        `alarm "${nameOf(f.alarm)}" has had no data for ${span(f.now - f.since)} (INSUFFICIENT_DATA since ${clock(f.since)}): as long as that is so it can neither verify a recovery nor show that a stage is healthy`,
      advice:
        'check its metric and dimensions; where no data means no errors, let it treat missing data as notBreaching (the command "rearm" says by hand that a stage is healthy)',
    },
  ),
  alarmStuck: kind<{ alarm: string; since: EpochMillis; now: EpochMillis }>('alarm-stuck', 'warning', 'alarm', {
    about: (f) => f.alarm,
    sentence: (f) =>
      `alarm "${nameOf(f.alarm)}" has been in ALARM for ${span(f.now - f.since)}; an alarm that is on already cannot blame the next deployment`,
    advice: 'mend what it reports, or its threshold',
  }),
  alarmsWithoutRule: kind<{ disabled?: string }>('alarms-without-rule', 'error', 'rollback', {
    sentence: (f) =>
      f.disabled === undefined
        ? 'no event rule of this controller matches alarms: when one fires, nothing happens'
        : `event rule ${f.disabled}, which matches alarms, is disabled: when one fires, nothing happens`,
    advice: (f) => (f.disabled === undefined ? 'deploy again' : enabling(f.disabled)),
  }),
  stagesWithoutRule: kind<{ disabled?: string }>('stages-without-rule', 'warning', 'nothing', {
    sentence: (f) =>
      `${
        f.disabled === undefined
          ? 'no event rule of this controller matches the events of stages'
          : `event rule ${f.disabled}, which matches the events of stages, is disabled`
      }: incidents are followed by watch messages alone, later; a healthy deployment re-arms nothing`,
    advice: (f) => (f.disabled === undefined ? 'deploy again' : enabling(f.disabled)),
  }),
  alarmNotIndexed: kind<{ alarm: string }>('alarm-not-indexed', 'warning', 'nothing', {
    about: (f) => f.alarm,
    sentence: (f) =>
      `alarm "${nameOf(f.alarm)}" did not lead to this stage in the table: until now nothing happened when it fired; that is mended`,
    advice: 'nothing to do: the next check looks again',
  }),
  ...SPOKE_FINDINGS,
  rulesUnverified: kind<{ what: string; problem: string }>('rules-unverified', 'warning', 'nothing', {
    sentence: (f) =>
      `whether EventBridge would wake the controller could not be verified: ${f.what} could not be read: ${f.problem}`,
    advice: 'allow the function events:ListRules; alarms are handled without it',
  }),
  outOfScope: kind<{ why: string; advice: string }>('out-of-scope', 'error', 'rollback', {
    sentence: (f) => f.why,
    advice: (f) => f.advice,
  }),
  rollbackDenied: kind<DeniedAction>('rollback-denied', 'error', 'rollback', {
    about: (f) => f.action,
    sentence: (f) => `the role of the function may not call ${f.action} on ${f.resource}: ${f.why}`,
    advice: ALLOW,
  }),
  freezeDenied: kind<DeniedAction>('freeze-denied', 'warning', 'nothing', {
    about: (f) => f.action,
    sentence: (f) =>
      `the role of the function may not call ${f.action} on ${f.resource}: ${f.why}; rollbacks happen, freezing or stopping does not`,
    advice: ALLOW,
  }),
  nothingDeployed: kind<{ stage: string }>('nothing-deployed', 'warning', 'rollback', {
    sentence: (f) => `nothing was deployed through stage "${f.stage}" yet`,
    advice: 'nothing to do: the second successful deployment has something to go back to',
  }),
  stageSkipped: kind<{ why: string }>('stage-skipped', 'warning', 'rollback', {
    sentence: (f) => f.why,
    advice: 'nothing to do: the next deployment through the stage can be rolled back',
  }),
  noEligibleTarget: kind<{ why: string }>('no-eligible-target', 'warning', 'rollback', {
    sentence: (f) => f.why,
    advice: 'the next good deployment is the target of the one after it; until then only a fix helps',
  }),
  ...ARTIFACT_FINDINGS,
  freezeOld: kind<{ since: EpochMillis; now: EpochMillis }>('freeze-old', 'warning', 'nothing', {
    sentence: (f) => `this controller has kept the stage frozen for ${span(f.now - f.since)}; no deployment enters it`,
    advice:
      'release it when the fix is ready; after 30 days the executions that wait for the transition do not go on by themselves',
  }),
  pausedLong: kind<{ by: string; since: EpochMillis; now: EpochMillis }>('paused-long', 'warning', 'nothing', {
    sentence: (f) => `automatic rollback of this stage has been paused by ${f.by} for ${span(f.now - f.since)}`,
    advice: 'resume it if the reason is over',
  }),
  guardUnreadable: kind<{ problem: string }>('guard-unreadable', 'error', 'rollback', {
    sentence: (f) => `the guard in the stage's item of the table cannot be used: ${f.problem}`,
    advice: 'change something in the guard and deploy it: it is written anew then',
  }),
  recordUnreadable: kind<{ problem: string }>('record-unreadable', 'error', 'rollback', {
    sentence: (f) => `the stage record cannot be used: ${f.problem}`,
    advice: 'mend the record in the DynamoDB table (the sentence names the place), or deploy the newer version',
  }),
  deletionFailed: kind<{ stage: string; stack: string; left: 'guard' | 'freeze' }>(
    'deletion-failed',
    'warning',
    'nothing',
    {
      about: (f) => f.stage,
      sentence: (f) =>
        `stack ${f.stack} has deleted the guard of ${f.stage}, and that failed for good: ${
          f.left === 'guard'
            ? 'it is in force still, and another stack that wants the stage is refused'
            : 'it is gone, and this controller still keeps the stage frozen'
        }`,
      advice:
        'mend the cause, which the log has, then end it with {"action":"redrive"}; the failed event is kept for 14 days',
    },
  ),
  nobodyIsTold: kind<{ pending: readonly string[] }>('nobody-is-told', 'warning', 'nothing', {
    sentence: (f) =>
      f.pending.length === 0
        ? 'nobody is subscribed to the topics of this controller: what it does is told to nobody'
        : `no subscription to the topics of this controller is confirmed (${f.pending.join(', ')}): what it does is told to nobody`,
    advice:
      'subscribe to the topic of the output TopicArn, or follow the link in the mail from AWS; then the command "test-message" shows whether it arrives',
  }),
  couldNotRead: kind<{ what: string; problem: string }>('could-not-read', 'error', 'rollback', {
    about: (f) => f.what,
    sentence: (f) => `${f.what} could not be read: ${f.problem}`,
    advice: 'check the permissions: what cannot be read is neither good nor bad, and is never rolled back',
  }),
};
