import type { Entry } from '../decision/entry.ts';
import { isWholeController, type StageKey } from '../decision/stage-key.ts';
import { guardParameterName } from '../guard-policy.ts';
import type { Command } from '../intake/command.ts';
import type { Place } from './place.ts';

/** What a person does now: a sentence, and the events to paste into the Test tab of the function, in their order. */
export interface NextStep {
  readonly text: string;
  readonly commands: readonly PastedCommand[];
}

/** Without pipeline and stage it is about every guarded stage. */
export interface PastedCommand {
  readonly action: Command['action'];
  readonly pipeline?: string;
  readonly stage?: string;
}

export function nextStepOf(key: StageKey, entry: Entry, place: Place): NextStep {
  const { text, actions } = entry.code === 'hold' ? afterHold(key, entry, place) : afterEvent(entry);
  return { text, commands: actions.map((action) => commandOf(action, key)) };
}

type Action =
  | 'abort'
  | 'plan'
  | 'rollback'
  | 'undo'
  | 'release'
  | 'rearm'
  | 'resume'
  | 'resume everything'
  | 'status'
  | 'check';

interface Advice {
  readonly text: string;
  readonly actions: readonly Action[];
}

function commandOf(action: Action, key: StageKey): PastedCommand {
  if (action === 'resume everything') return { action: 'resume' };
  const { pipeline, stage } = key;
  return isWholeController(key) ? { action } : { action, pipeline, stage };
}

const NOTHING: Advice = { text: 'Nothing to do. This shows the state of the stage:', actions: ['status'] };

function afterEvent(entry: Entry): Advice {
  switch (entry.code) {
    case 'rollback':
      return entry.frozen === false
        ? {
            text: 'Mend the release. The stage is not frozen: the next deployment enters it. Was the rollback wrong? The second event takes it back:',
            actions: ['status', 'undo'],
          }
        : {
            text: 'Mend the release. When the fix is ready, release the freeze with the first event. Was the rollback wrong? The second takes it back:',
            actions: ['release', 'undo'],
          };
    case 'rollback-failed':
      return {
        text: 'A person is needed: see why the rollback execution ended, then roll back to another target or deploy a fix.',
        actions: ['status', 'rollback'],
      };
    case 'rollback-stuck':
      return {
        text: 'A person is needed: see whether an approval waits in the stage, and approve it. The first event shows the stage; the second gives up following the rollback, which goes on running:',
        actions: ['status', 'abort'],
      };
    case 'not-recovered':
      return {
        text: 'A person is needed: the alarm may have another cause than the deployment. The state of the stage:',
        actions: ['status'],
      };
    case 'unverified':
      return { text: 'A person is needed: look at the alarms yourself. The state of the stage:', actions: ['status'] };
    case 'rollback-kept-out':
      return {
        text: 'A person is needed: stop the execution that waits before the stage, or release the freeze. The state of the stage:',
        actions: ['status', 'release'],
      };
    case 'held-back':
      return {
        text: 'Nothing to do now: release it anew once it is mended. The state of the stage:',
        actions: ['status'],
      };
    case 'went-on':
      return {
        text: 'A person is needed: the blamed release is in a later stage. See there, and roll that stage back, too, if it is bad. The state here:',
        actions: ['status'],
      };
    case 'health-unknown':
      return {
        text: 'Look yourself. If the stage is healthy, say so; automatic rollback is armed again then:',
        actions: ['rearm'],
      };
    case 'thaw-failed':
      return { text: 'Release the freeze, or enable the inbound transition in CodePipeline:', actions: ['release'] };
    case 'freeze-failed':
      return {
        text: 'A person is needed: disable the inbound transition of the stage in CodePipeline, or the next deployment enters it. The state of the stage:',
        actions: ['status'],
      };
    case 'recovered':
      return entry.frozen === true
        ? { text: 'Mend the release. When the fix is ready, release the freeze:', actions: ['release'] }
        : NOTHING;
    case 'paused':
      return { text: 'Alarms roll nothing back here until somebody resumes:', actions: ['resume'] };
    case 'aborted':
      return {
        text: 'Nobody follows what is still running: see the pipeline in the CodePipeline console. The state of the stage:',
        actions: ['status'],
      };
    case 'readiness-lost':
      return { text: 'Mend it, then look again:', actions: ['check'] };
    case 'not-rolled-back':
      return {
        text: 'See whether what is in the stage is whole: a deployment that was stopped may be half done. The state of the stage:',
        actions: entry.frozen ? ['status', 'release'] : ['status'],
      };
    case 'wait':
      return {
        text: 'Nothing now: it is decided by itself. To be quicker, end what runs in the stage (reject the approval, or stop the execution). The state of the stage:',
        actions: ['status'],
      };
    case 'hold':
    case 'rollback-by-others':
    case 'superseded':
    case 're-armed':
    case 'released':
    case 'resumed':
    case 'planned':
    case 'forgiven':
    case 'command-refused':
    case 'readiness-regained':
      return NOTHING;
  }
}

const PLAN_THEN_ROLLBACK = 'See what a rollback would do with the first event, and do it with the second:';

function afterHold(key: StageKey, { reason = '' }: Entry, place: Place): Advice {
  const advice = ADVICE[reason];
  if (advice === undefined) return { text: PLAN_THEN_ROLLBACK, actions: ['plan', 'rollback'] };
  const { text, actions } = advice;
  const parameter = guardParameterName(place.guardParameterPrefix, key.pipeline, key.stage);
  return { text: text.replace('PARAMETER', () => parameter), actions };
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
    text: 'Mend the SSM parameter PARAMETER (the text above names the place), or deploy the guards again. Then look:',
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
    text: 'Deploy a fix, by a revert if need be: there is nothing to go back to, for the reason above. To see it again:',
    actions: ['plan'],
  },
  refused: {
    text: 'Mend what CodePipeline complains about above (permissions, pipeline). Then roll back:',
    actions: ['plan', 'rollback'],
  },
};

function lowerCase(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
