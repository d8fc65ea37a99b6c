import type { Entry } from '../decision/entry.ts';

/** An event for a person to paste. */
export type Action =
  | 'abort'
  | 'plan'
  | 'rollback'
  | 'redeploy'
  | 'undo'
  | 'release'
  | 'rearm'
  | 'resume'
  | 'resume everything'
  | 'status of everything'
  | 'status'
  | 'check';

export interface Advice {
  readonly text: string;
  readonly actions: readonly Action[];
}

const PLAN_THEN_ROLLBACK = 'See what a rollback would do with the first event, and do it with the second:';

/** What to do after a hold; where the catalogue has grown, the two commands that always help. */
export function afterHold({ reason = '' }: Entry): Advice {
  return ADVICE[reason] ?? { text: PLAN_THEN_ROLLBACK, actions: ['plan', 'rollback'] };
}

/** By hold code: what docs/how-it-decides.md says to do, with the events for it. */
const ADVICE: { readonly [reason: string]: Advice | undefined } = {
  paused: {
    text: 'Resume when the reason is over: the stage with the first event, or everything with the second if all is paused. To roll back meanwhile, use the third:',
    actions: ['resume', 'resume everything', 'rollback'],
  },
  'dry-run': {
    text: 'Check the plan above; set the mode of the guard to "enforce" when you trust it. Do it now with the event:',
    actions: ['rollback'],
  },
  'alarm-muted': {
    text: `Nothing if the mute is meant. Otherwise: ${lowerCase(PLAN_THEN_ROLLBACK)}`,
    actions: ['plan', 'rollback'],
  },
  'alarm-actions-disabled': {
    text: 'Enable the actions of the alarm if that is not meant. To roll back now, see the plan first, then do it:',
    actions: ['plan', 'rollback'],
  },
  'alarm-not-found': {
    text: 'Correct the alarms of the guard and deploy. The state of the stage:',
    actions: ['status'],
  },
  'unreadable-guard': {
    text: 'Change something in the guard and deploy it: it is written anew then (the text above names what is wrong). Then look:',
    actions: ['status'],
  },
  'unreadable-record': {
    text: 'Mend the stage record in the table (runbook: "A stage record cannot be read"), or deploy the newer version. Then look:',
    actions: ['status'],
  },
  'could-not-observe': {
    text: 'See above what could not be read and why; nothing is decided about this alarm any more. Decide yourself:',
    actions: ['plan', 'rollback'],
  },
  'stage-not-found': {
    text: 'Correct the guard if the pipeline or stage was renamed; a pipeline in PARALLEL mode cannot be rolled back. The state:',
    actions: ['status'],
  },
  'nothing-deployed': { text: 'Nothing to do: the stage never ran. The state of the stage:', actions: ['status'] },
  'stage-skipped': {
    text: 'Look for another cause of the alarm: the latest execution skipped the stage. The state of the stage:',
    actions: ['status'],
  },
  'alarm-predates-deployment': {
    text: 'Watch the deployment, it may be the fix. If it is not: see the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'alarm-after-bake-time': {
    text: 'Look for another cause of the alarm. If it is the deployment after all: see the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'alarm-never-ok': {
    text: 'Watch the alarm: it is counted once it has been OK. If the deployment is to blame: see the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'suspect-replaced': {
    text: 'A person is needed: if what is in the stage now is no better, see the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'alarm-of-replaced': {
    text: 'Watch the alarm: it should recover by itself. The state of the stage:',
    actions: ['status'],
  },
  'platform-trouble': {
    text: 'Mend the platform; it is looked at again when its alarm goes off. To roll back all the same:',
    actions: ['plan', 'rollback'],
  },
  'too-many-rollbacks': {
    text: 'A person is needed: find out what many releases have in common. To roll this one back:',
    actions: ['plan', 'rollback'],
  },
  barrier: {
    text: 'A person is needed: deploy a fix. To roll back all the same, see the plan, then add "acrossBarrier": true to the event:',
    actions: ['plan', 'rollback'],
  },
  'other-stage-first': {
    text: 'Watch the other stage: if its deployment is not to blame, this one is for a person. See the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'alarm-overtaken': {
    text: 'Watch the alarm. If the newer deployment is to blame: see the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'alarm-on-at-deployment': {
    text: 'Watch the alarm. If the deployment does not help: see the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'rollback-running': {
    text: 'Watch the rollback in CodePipeline; it is followed to its end. The state of the stage:',
    actions: ['status'],
  },
  'stage-running': {
    text: 'Wait for the end of the execution, or stop it in CodePipeline. Then:',
    actions: ['plan', 'rollback'],
  },
  'already-rolled-back': {
    text: 'Deploy a fix: the same execution is not rolled back automatically twice. By hand: see the plan first, then roll back:',
    actions: ['plan', 'rollback'],
  },
  'limit-reached': {
    text: 'A person is needed. See the plan first, then roll back by hand, or deploy a fix:',
    actions: ['plan', 'rollback'],
  },
  'no-eligible-target': {
    text: 'A person is needed: deploy a fix or a revert. Or have the pipeline run the last good release again, through all of its stages: the first event shows what that would do, the second does it:',
    actions: ['plan', 'redeploy'],
  },
  refused: {
    text: 'Mend what CodePipeline complains about above (permissions, pipeline). Then roll back:',
    actions: ['plan', 'rollback'],
  },
};

function lowerCase(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
