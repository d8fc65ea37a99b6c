import type { Entry } from '../decision/entry.ts';
import { isWholeController, type StageKey } from '../decision/stage-key.ts';
import type { Command } from '../intake/command.ts';
import { type Action, type Advice, afterHold } from './advice-after-hold.ts';

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

export function nextStepOf(key: StageKey, entry: Entry): NextStep {
  const { text, actions } = withUndo(entry, entry.code === 'hold' ? afterHold(entry) : afterEvent(entry));
  return { text, commands: actions.map((action) => commandOf(action, key)) };
}

/** Of what came of a rollback, whoever reads may know better than the alarms; the message of the rollback itself says so by itself. */
const COULD_BE_WRONG: readonly Entry['code'][] = [
  'rollback-by-others',
  'recovered',
  'not-recovered',
  'unverified',
  'freeze-failed',
  'held-back',
  'went-on',
];

function withUndo({ code, redeployment }: Entry, { text, actions }: Advice): Advice {
  if (redeployment || !COULD_BE_WRONG.includes(code)) return { text, actions };
  return {
    text: `${text.replace(/:$/, ' with the first event.')} Was the rollback wrong? The last event takes it back:`,
    actions: [...actions, 'undo'],
  };
}

function commandOf(action: Action, key: StageKey): PastedCommand {
  if (action === 'resume everything') return { action: 'resume' };
  if (action === 'status of everything') return { action: 'status' };
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
    case 'redeploy':
      return {
        text: 'Approve it where a stage asks for that; people are told how it ends in this stage. Was it wrong? Stop the execution in CodePipeline. The state of the stage:',
        actions: ['status', 'abort'],
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
    case 'unguarded':
      return {
        text: 'Nothing if that is meant. The state of every stage that is guarded:',
        actions: ['status of everything'],
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
    case 'test-message':
    case 'redriven':
    case 'command-refused':
    case 'readiness-regained':
      return NOTHING;
  }
}
