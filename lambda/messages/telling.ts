import { type Advice, thenLook, thenPlan } from '../decision/advice.ts';
import { CLOSED_BY_OTHERS, type Entry, type EntryCode } from '../decision/entry.ts';
import { hold } from '../decision/hold.ts';

/** How people are told of an entry. */
export interface Telling {
  readonly headline: string;
  /** Where the release runs through the whole pipeline again. */
  readonly ofRedeployment?: string;
  /** Where a person takes a rollback back. */
  readonly ofUndo?: string;
  /** By the reason of the entry. */
  readonly ofReason?: { readonly [reason: string]: string | undefined };
  readonly next: Advice | ((entry: Entry) => Advice);
  /** Who or what waits afterwards, and for whom. */
  readonly waiting?: string;
  /** Of what came of a rollback, whoever reads may know better than the alarms: it can be taken back. */
  readonly mayBeWrong?: true;
  /** Anchor of the entry of docs/runbook.md about it. */
  readonly runbook?: string;
}

/** By what is waited for, where that is not the end of what runs in the stage. */
const AFTER_WAITS: { readonly [reason: string]: string | undefined } = {
  approval:
    'A person is needed: answer the approval in CodePipeline. Reject it to have the stage rolled back, approve it if what waits for it is the fix.',
  'change-refused':
    'A person is needed: do in CodePipeline what AWS did not let the controller do (see above), and mend its permissions.',
  'other-stage': 'Watch the other stage; this one is decided by itself.',
  rollback: 'Nothing now: it is decided by itself when the rollback has ended.',
};

const OF_HOLDS = { 'dry-run': 'Would have rolled back' };

const NOTHING: Advice = thenLook('Nothing to do. This shows the state of the stage:');

export const TELLINGS: { readonly [code in EntryCode]: Telling } = {
  rollback: {
    headline: 'Rolling back',
    ofUndo: 'Taking a rollback back',
    runbook: 'a-wrong-rollback',
    next: ({ frozen, undo }) => {
      if (undo) return thenLook('Nothing now: people are told how it ends. The state of the stage:');
      return frozen === false
        ? {
            text: 'Mend the release. The controller has not closed the stage: unless somebody else has, the next deployment enters it. Was the rollback wrong? Once it is through, the second event takes it back:',
            actions: ['status', 'undo'],
          }
        : {
            text: 'Mend the release. When the fix is ready, release the freeze with the first event. Was the rollback wrong? Once it is through, the second takes it back:',
            actions: ['release', 'undo'],
          };
    },
  },
  redeploy: {
    headline: 'Redeploying',
    waiting: 'the stage, for the new execution to come through the stages before it',
    runbook: 'no-eligible-target',
    next: {
      text: 'Approve it where a stage asks for that; people are told how it ends in this stage. Was it wrong? Stop the execution in CodePipeline. The first event shows the state of the stage, the second gives up following the execution, which goes on running:',
      actions: ['status', 'abort'],
    },
  },
  wait: {
    headline: 'Alarm while deploying, waiting',
    ofReason: {
      approval: 'Alarm, waiting for an approval',
      'other-stage': 'Alarm, waiting for another stage',
      rollback: 'Alarm, waiting for a rollback',
    },
    waiting: 'the decision, for the end of what the text above names',
    next: ({ reason = '' }) =>
      thenLook(
        `${AFTER_WAITS[reason] ?? 'Nothing now: it is decided by itself. To be quicker, end what runs in the stage (reject the approval, or stop the execution).'} The state of the stage:`,
      ),
  },
  hold: { headline: 'Not rolled back', ofReason: OF_HOLDS, next: afterHold },
  'not-rolled-back': { headline: 'Not rolled back after all', ofReason: OF_HOLDS, next: afterAll },
  'rollback-by-others': { headline: 'Rollback by others', next: NOTHING, mayBeWrong: true },
  'rollback-failed': {
    headline: 'Rollback FAILED',
    ofRedeployment: 'Redeployment FAILED',
    next: ({ frozen }) => {
      const text =
        'A person is needed: see why the execution ended. Then deploy a fix, or roll back anew with the second event: to the release that the rules choose now, or with "target":"<execution id>" in it to another one. The first event shows the state of the stage';
      return frozen
        ? { text: `${text}, the third releases the freeze:`, actions: ['status', 'rollback', 'release'] }
        : { text: `${text}:`, actions: ['status', 'rollback'] };
    },
  },
  'rollback-stuck': {
    headline: 'Rollback not through yet',
    ofRedeployment: 'Redeployment not through yet',
    waiting: 'the rollback, for what its execution waits for in the stage',
    runbook: 'a-rollback-is-stuck',
    next: {
      text: 'A person is needed: see whether an approval waits in the stage, and approve it. The first event shows the stage; the second gives up following the rollback, which goes on running:',
      actions: ['status', 'abort'],
    },
  },
  'rollback-kept-out': {
    headline: 'Rollback kept out of the stage',
    ofRedeployment: 'Redeployment kept out of the stage',
    waiting: 'the rollback, for a person who lets it into the stage',
    runbook: 'releasing-a-freeze',
    next: ({ reason }) =>
      reason === CLOSED_BY_OTHERS
        ? thenLook(
            'A person is needed: enable the inbound transition of the stage, as the text above says, or in the CodePipeline console; an execution that would enter with the rollback, and is not to, is stopped first. The state of the stage:',
          )
        : {
            text: 'A person is needed: stop the execution that waits before the stage, or release the freeze. The state of the stage:',
            actions: ['status', 'release'],
          },
  },
  superseded: {
    headline: 'Rollback overtaken by a deployment',
    ofRedeployment: 'Redeployment overtaken by a deployment',
    next: withRelease('Nothing to do.'),
  },
  recovered: {
    headline: 'Recovered',
    runbook: 'a-wrong-rollback',
    mayBeWrong: true,
    next: ({ frozen }) =>
      frozen ? { text: 'Mend the release. When the fix is ready, release the freeze:', actions: ['release'] } : NOTHING,
  },
  'not-recovered': {
    headline: 'Rolled back, NOT recovered',
    ofRedeployment: 'Redeployed, NOT recovered',
    runbook: 'a-wrong-rollback',
    mayBeWrong: true,
    next: (entry) =>
      entry.reason === 'alarm-since-rollback'
        ? afterAlarmSince(entry)
        : withRelease('A person is needed: the alarm may have another cause than the deployment.')(entry),
  },
  unverified: {
    headline: 'Rolled back, recovery unknown',
    ofRedeployment: 'Redeployed, recovery unknown',
    mayBeWrong: true,
    next: withRelease('A person is needed: look at the alarms yourself.'),
  },
  'held-back': {
    headline: 'Blamed release held back',
    mayBeWrong: true,
    next: thenLook('Nothing to do now: release it anew once it is mended. The state of the stage:'),
  },
  'went-on': {
    headline: 'Blamed release went on',
    mayBeWrong: true,
    next: thenLook(
      'A person is needed: end the blamed release behind this stage where the text above says so, and roll a stage back that it has reached, if it is bad there. The state here:',
    ),
  },
  're-armed': { headline: 'Armed again', next: NOTHING },
  'health-unknown': {
    headline: 'Health unknown',
    next: {
      text: 'Look yourself. If the stage is healthy, say so; automatic rollback is armed again then:',
      actions: ['rearm'],
    },
  },
  'freeze-failed': {
    headline: 'Stage NOT frozen',
    runbook: 'releasing-a-freeze',
    mayBeWrong: true,
    next: thenLook(
      'A person is needed: disable the inbound transition of the stage in CodePipeline, or the next deployment enters it. The state of the stage:',
    ),
  },
  'thaw-failed': {
    headline: 'Freeze NOT lifted',
    runbook: 'releasing-a-freeze',
    next: { text: 'Release the freeze, or enable the inbound transition in CodePipeline:', actions: ['release'] },
  },
  released: { headline: 'Freeze released', next: NOTHING },
  paused: {
    headline: 'Paused',
    next: { text: 'Alarms roll nothing back here until somebody resumes:', actions: ['resume'] },
  },
  resumed: {
    headline: 'Resumed',
    next: thenLook(
      'Alarms that went on during the pause are not decided again: where one is still on, decide yourself (commands plan and rollback). The state of the stage:',
    ),
  },
  planned: { headline: 'Rollback planned', next: NOTHING },
  aborted: {
    headline: 'Incident aborted',
    next: withRelease('Nobody follows what is still running: see the pipeline in the CodePipeline console.'),
  },
  forgiven: { headline: 'Execution forgiven', next: NOTHING },
  'test-message': { headline: 'Test message', next: NOTHING },
  redriven: { headline: 'Set aside, brought back', next: NOTHING },
  'command-refused': { headline: 'Command refused', next: NOTHING },
  unguarded: {
    headline: 'Guard removed',
    next: {
      text: 'Nothing if that is meant. The state of every stage that is guarded:',
      actions: ['status of everything'],
    },
  },
  'readiness-lost': { headline: 'Readiness lost', next: { text: 'Mend it, then look again:', actions: ['check'] } },
  'readiness-regained': { headline: 'Readiness regained', next: NOTHING },
};

function withRelease(text: string): (entry: Entry) => Advice {
  return ({ frozen }) =>
    frozen
      ? {
          text: `${text} The first event shows the state of the stage, the second releases the freeze:`,
          actions: ['status', 'release'],
        }
      : thenLook(`${text} The state of the stage:`);
}

function afterAlarmSince({ frozen }: Entry): Advice {
  const text =
    'A person is needed: what is in the stage now may be bad itself. See what a rollback of it would do with the first event, and do it with the second';
  return frozen
    ? { text: `${text}; the third releases the freeze:`, actions: ['plan', 'rollback', 'release'] }
    : thenPlan(`${text}:`);
}

/** Where the catalogue has grown, the two commands that always help. */
function afterHold({ reason }: Entry): Advice {
  return adviceOf(reason) ?? thenPlan('See what a rollback would do with the first event, and do it with the second:');
}

/** As after the hold that it came of, and whether the stage stays frozen. */
function afterAll(entry: Entry): Advice {
  const advice = adviceOf(entry.reason);
  if (advice === undefined) return withRelease('Nothing more is done about this alarm.')(entry);
  if (!entry.frozen) return advice;
  const text = advice.text.replace(/:$/, '; the last event releases the freeze:');
  return { text, actions: [...advice.actions, 'release'] };
}

function adviceOf(reason: string | undefined): Advice | undefined {
  return Object.values(hold).find(({ code }) => code === reason)?.advice;
}
