import type { Entry, EntryCode } from './decision/entry.ts';
import { describeExecution } from './decision/execution.ts';
import { clock } from './decision/time.ts';
import { type StageKey, WHOLE_CONTROLLER } from './ports.ts';

/** A message for people: SNS subject (at most 100 ASCII characters, one line) and plain text. */
export interface Message {
  readonly subject: string;
  readonly text: string;
}

const HEADLINES: { readonly [code in EntryCode]: string } = {
  rollback: 'Rolled back',
  wait: 'Alarm while deploying, waiting',
  hold: 'Not rolled back',
  'rollback-by-others': 'Rolled back by others',
  'rollback-failed': 'Rollback FAILED',
  'rollback-stuck': 'Rollback takes long',
  superseded: 'Rollback overtaken by a deployment',
  recovered: 'Recovered',
  'not-recovered': 'Rolled back, NOT recovered',
  unverified: 'Rolled back, recovery unknown',
  're-armed': 'Armed again',
  'freeze-failed': 'Rolled back, NOT frozen',
  released: 'Freeze released',
  paused: 'Paused',
  resumed: 'Resumed',
  planned: 'Rollback planned',
  aborted: 'Incident aborted',
  forgiven: 'Execution forgiven',
  'command-refused': 'Command refused',
  'readiness-lost': 'Readiness lost',
  'readiness-regained': 'Readiness regained',
};

/** Says what happened, why, from which execution to which, and what to do next. */
export function messageOf(key: StageKey, entry: Entry): Message {
  const stage = `${key.pipeline}/${key.stage}`;
  const lines = [
    `${HEADLINES[entry.code]}: ${stage}`,
    '',
    `${capitalise(entry.sentence)}.`,
    '',
    `When: ${clock(entry.at)}`,
    `Cause: ${entry.cause}`,
    ...(entry.alarmReason === undefined ? [] : [`Alarm: ${entry.alarmReason}`]),
    ...(entry.suspect === undefined ? [] : [`From: ${describeExecution(entry.suspect)} ${entry.suspect.id}`]),
    ...(entry.target === undefined ? [] : [`To: ${describeExecution(entry.target)} ${entry.target.id}`]),
    ...(entry.rollbackExecutionId === undefined ? [] : [`Rollback execution: ${entry.rollbackExecutionId}`]),
    ...(entry.incident === undefined ? [] : [`Incident: ${entry.incident}`]),
    ...(entry.reason === undefined ? [] : [`Reason code: ${entry.reason}`]),
    '',
    nextStep(key, entry),
  ];
  return { subject: toSubject(`${HEADLINES[entry.code]}: ${stage}`), text: lines.join('\n') };
}

/** The next step, with the JSON to paste into the function's Test tab. */
function nextStep(key: StageKey, entry: Entry): string {
  const command = (action: string) =>
    JSON.stringify({ action, ...(isWhole(key) ? {} : { pipeline: key.pipeline, stage: key.stage }) });
  switch (entry.code) {
    case 'rollback':
      return `Next: mend the release. While the stage is frozen no deployment enters it; release it with ${command('release')}.`;
    case 'hold':
      return `Next: see what a rollback would do with ${command('plan')}, and do it with ${command('rollback')}.`;
    case 'rollback-failed':
    case 'not-recovered':
    case 'unverified':
    case 'rollback-stuck':
    case 'freeze-failed':
      return `Next: a person is needed. See ${command('status')}, and the pipeline in the CodePipeline console.`;
    case 'aborted':
      return `Next: nobody follows what is still running; see the pipeline in the CodePipeline console, and ${command('status')}.`;
    case 'readiness-lost':
      return `Next: mend it, then look again with ${command('check')}.`;
    case 'wait':
    case 'rollback-by-others':
    case 'superseded':
    case 'recovered':
    case 're-armed':
    case 'released':
    case 'paused':
    case 'resumed':
    case 'planned':
    case 'forgiven':
    case 'command-refused':
    case 'readiness-regained':
      return `Next: nothing. The state of the stage: ${command('status')}.`;
  }
}

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** SNS takes ASCII without control characters, at most 100 characters. */
function toSubject(text: string): string {
  const ascii = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return ascii.length > 100 ? `${ascii.slice(0, 97)}...` : ascii;
}

function isWhole({ pipeline, stage }: StageKey): boolean {
  return pipeline === WHOLE_CONTROLLER.pipeline && stage === WHOLE_CONTROLLER.stage;
}
