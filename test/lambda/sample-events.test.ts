import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refuseEvent } from '../../lambda/decision/observed-alarm.ts';
import { parseEvent } from '../../lambda/intake/parse-event.ts';
import { RejectedEvent } from '../../lambda/intake/rejected-event.ts';
import {
  alarmConfigurationChange,
  alarmStateChange,
  COMPOSITE,
  contributorStateChange,
  directAlarm,
  IN_ALARM,
  MUTE,
  SUPPRESSED_ALARM,
} from '../support/events/alarm-state-change.ts';
import { pipelineStateChange, processedStageEvent, stageStateChange } from '../support/events/codepipeline.ts';
import { HOME } from '../support/home.ts';

/** What the function makes of an event before it has looked at anything: acts on it, holds, or leaves it. */
function verdictOn(event: unknown): string {
  try {
    const trigger = parseEvent(event, { requestId: 'request-1', now: 0, home: HOME, takesAnswers: () => false });
    if (trigger.kind !== 'alarm') return trigger.kind;
    return refuseEvent(trigger.cause)?.code ?? 'looked at';
  } catch (error) {
    if (error instanceof RejectedEvent) return 'rejected';
    throw error;
  }
}

const FROM_NO_DATA = { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' };

/** Each kind of sample, in the name of its file, with the verdict it must get and our own event of that shape. */
const KINDS: readonly (readonly [sample: RegExp, verdict: string, own: unknown])[] = [
  [/^alarm-state-change\/0[13]-/, 'looked at', alarmStateChange()],
  [/^alarm-state-change\/0[28]-/, 'looked at', alarmStateChange({ previousState: FROM_NO_DATA })],
  [/^alarm-state-change\/04-/, 'alarm-suppressed', alarmStateChange({ ...COMPOSITE, state: SUPPRESSED_ALARM })],
  [/^alarm-state-change\/06-/, 'alarm-suppressed', alarmStateChange({ state: SUPPRESSED_ALARM, muteDetail: MUTE })],
  [/^alarm-state-change\/0[57]-/, 'alarm-muted', alarmStateChange({ muteDetail: MUTE })],
  [/^alarm-state-change\/09-/, 'not-a-trigger', contributorStateChange()],
  [
    /^alarm-state-change\/10-/,
    'looked at',
    alarmStateChange({ state: { ...IN_ALARM, evaluationState: 'PARTIAL_DATA' } }),
  ],
  // Who published it has masked one of its two account ids: it seems to come from elsewhere than its alarm.
  [/^alarm-direct-lambda\/05-/, 'rejected', directAlarm({}, { accountId: '210987654321' })],
  [/^alarm-direct-lambda\/07-/, 'looked at', directAlarm()],
  [/^alarm-direct-lambda\/06-/, 'looked at', directAlarm({ ...COMPOSITE, previousState: SUPPRESSED_ALARM })],
  [/^alarm-config-change\//, 'not-a-trigger', alarmConfigurationChange()],
  [/^codepipeline-(stage|pipeline)\/.*processed/, 'rejected', processedStageEvent()],
  [/^codepipeline-stage\/(?!.*processed)/, 'stage', stageStateChange()],
  [/^codepipeline-pipeline\/.*git-tag/, 'author', pipelineStateChange({ 'author-display-name': 'Mary Major' })],
  [/^codepipeline-pipeline\/(?!.*(processed|git-tag))/, 'not-a-trigger', pipelineStateChange()],
];

/** AWS's own samples, where they lie next to the repository; our events of the same kinds where they do not. */
function samples(): readonly (readonly [name: string, verdict: string, event: unknown])[] {
  const folder = process.env.SHARED_EVENTS ?? resolve(import.meta.dirname, '../../../shared/events');
  if (!existsSync(folder)) return KINDS.map(([sample, verdict, own]) => [`our own ${sample.source}`, verdict, own]);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.toSorted().map((file) => {
    const verdict = KINDS.find(([sample]) => sample.test(file))?.[1] ?? 'no verdict is written down for this sample';
    return [file, verdict, JSON.parse(readFileSync(join(folder, file), 'utf8'))];
  });
}

describe('a sample event gets its verdict', () => {
  test.each(samples())('%s: %s', (_, verdict, event) => {
    expect(verdictOn(event)).toBe(verdict);
  });
});
