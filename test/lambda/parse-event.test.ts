import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND_EXAMPLES } from '../../lambda/command.ts';
import { parseEvent } from '../../lambda/parse-event.ts';
import { RejectedEvent } from '../../lambda/rejected-event.ts';
import { executionId } from '../support/builders/executions.ts';
import {
  ALARM_ARN,
  alarmConfigurationChange,
  alarmDetail,
  alarmStateChange,
  COMPOSITE,
  contributorStateChange,
  directAlarm,
  IN_ALARM,
  type Json,
  MUTE,
  SUPPRESSED_ALARM,
} from '../support/events/alarm-state-change.ts';
import { pipelineStateChange, processedStageEvent, stageStateChange } from '../support/events/codepipeline.ts';
import { sqsRecords } from '../support/events/sqs.ts';

const NOW = Date.parse('2026-01-10T10:00:00Z');
const FIRED = Date.parse('2026-01-10T09:29:58.989Z');
const parsed = (event: unknown) => parseEvent(event, { requestId: 'request-1', now: NOW });

/** The alarm cause that the event is parsed into. */
function causeOf(event: Json) {
  const trigger = parsed(event);
  if (trigger.kind !== 'alarm') throw new Error(`parsed as ${trigger.kind}`);
  return trigger.cause;
}

function named(name: string): Json {
  return alarmStateChange({ alarmName: name }, { resources: [`arn:aws:cloudwatch:eu-central-1:1:alarm:${name}`] });
}

function without(member: string, event: Json): Json {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== member));
}

describe('an alarm event', () => {
  test('is read with its states, times and reason', () => {
    expect(parsed(alarmStateChange())).toEqual({
      kind: 'alarm',
      cause: {
        kind: 'alarm',
        id: 'alarm/shop-5xx/2026-01-10T09:29:58.989Z',
        at: FIRED,
        event: {
          alarmName: 'shop-5xx',
          state: { value: 'ALARM', at: FIRED, reason: IN_ALARM.reason },
          previous: { value: 'OK', at: Date.parse('2026-01-10T08:00:01.100Z'), reason: expect.any(String) },
        },
      },
    });
  });

  test('that comes directly from the alarm is the same cause as the one by EventBridge', () => {
    expect(causeOf(directAlarm())).toEqual(causeOf(alarmStateChange()));
  });

  test('names the guard where our rule put it', () => {
    const guard = { pipeline: 'shop', stage: 'Prod' };
    expect(parsed(alarmStateChange({}, { guard }))).toMatchObject({ kind: 'alarm', guard });
  });

  test('keeps its identity when it is delivered again, under whatever event id', () => {
    expect(causeOf(alarmStateChange({}, { id: 'another' })).id).toBe(causeOf(alarmStateChange()).id);
  });

  test('tells suppression on each side', () => {
    const release = causeOf(alarmStateChange({ ...COMPOSITE, previousState: SUPPRESSED_ALARM })).event;
    expect(release.previous).toMatchObject({ value: 'ALARM', suppressedBy: 'WaitPeriod' });
    expect(release.state).not.toHaveProperty('suppressedBy');
    expect(causeOf(alarmStateChange({ state: SUPPRESSED_ALARM })).event.state).toMatchObject({
      suppressedBy: 'WaitPeriod',
    });
  });

  test.each<[string, unknown, Json]>([
    ['a mute rule', MUTE, { arn: MUTE.mutedByArn, until: MUTE.muteWindowEnd }],
    ['a mute rule without an end', { mutedByArn: 'arn:mute' }, { arn: 'arn:mute' }],
    ['a mute that cannot be read', 'muted', { arn: 'a mute rule' }],
    ['an empty mute', {}, { arn: 'a mute rule' }],
  ])('is muted by %s', (_, muteDetail, mutedBy) => {
    expect(causeOf(alarmStateChange({ muteDetail })).event.mutedBy).toEqual(mutedBy);
  });
});

describe('an alarm event of another form survives', () => {
  test.each<[string, Json]>([
    ['without reasonData', alarmStateChange({ state: without('reasonData', IN_ALARM) })],
    ['with reasonData that is no JSON', alarmStateChange({ state: { ...IN_ALARM, reasonData: '{oops' } })],
    ['without a configuration', alarmStateChange({}, { detail: without('configuration', alarmDetail()) })],
    ['of a composite alarm', alarmStateChange(COMPOSITE)],
    ['with an empty list of metrics', alarmStateChange({ configuration: { metrics: [] } })],
    ['on partial data', alarmStateChange({ state: { ...IN_ALARM, evaluationState: 'PARTIAL_DATA' } })],
    ['with members nobody knows', alarmStateChange({ alarmTags: { team: 'shop' }, alarmTagsStatus: 'X', new: [1] })],
    ['without resources', without('resources', alarmStateChange())],
    ['with empty resources', alarmStateChange({}, { resources: [] })],
    ['with resources that are no list of texts', alarmStateChange({}, { resources: [7, null] })],
    [
      'with an ARN that names nothing',
      alarmStateChange({}, { resources: ['arn:aws:cloudwatch:eu-central-1:1:alarm:'] }),
    ],
    ['with resources that are no list', alarmStateChange({}, { resources: ALARM_ARN })],
  ])('%s', (_, event) => {
    expect(causeOf(event)).toMatchObject({ at: FIRED, event: { alarmName: 'shop-5xx', state: { value: 'ALARM' } } });
  });

  test('without a previous state: it is not told, rather than made up', () => {
    expect(causeOf(alarmStateChange({}, { detail: without('previousState', alarmDetail()) })).event).not.toHaveProperty(
      'previous',
    );
  });

  test('with a previous state of ""', () => {
    expect(causeOf(alarmStateChange({ previousState: { value: '' } })).event.previous).toEqual({ value: '' });
  });

  test('without a state: nothing was ever ALARM', () => {
    expect(causeOf(alarmStateChange({ state: 7 })).event.state).toEqual({ value: '' });
  });

  test.each([
    ['2026-01-10T09:29:58.989+0000', FIRED],
    ['2026-01-10T09:29:58.989Z', FIRED],
    ['2026-01-10T09:29:58+0000', FIRED - 989],
    ['2026-01-10T10:29:58.989+01:00', FIRED],
  ])('with the timestamp %s', (timestamp, time) => {
    expect(causeOf(alarmStateChange({ state: { ...IN_ALARM, timestamp } })).event.state.at).toBe(time);
  });

  test.each([
    ['of nonsense', 'yesterday'],
    ['that is a number', 1768037398],
    ['that is missing', undefined],
  ])('with a timestamp %s: the time and identity of the envelope count', (_, timestamp) => {
    const cause = causeOf(alarmStateChange({ state: { ...IN_ALARM, timestamp } }));
    expect(cause).toMatchObject({
      id: 'alarm/shop-5xx/c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
      at: Date.parse('2026-01-10T09:29:58Z'),
    });
    expect(cause.event.state).not.toHaveProperty('at');
  });

  test('without any time or id: the invocation gives both', () => {
    const event = alarmStateChange({ state: { value: 'ALARM' } }, { time: 'noon', id: undefined });
    expect(causeOf(event)).toMatchObject({ id: 'alarm/shop-5xx/request-1', at: NOW });
  });

  test.each(['shop 5xx [prod] > 5%', 'team/shop_5xx', 'Störung 🔥', 'a:alarm:b'])('with the alarm name %s', (name) => {
    expect(causeOf(named(name)).event.alarmName).toBe(name);
  });

  test('whose ARN names another alarm than alarmName: the ARN is what the rule matched', () => {
    expect(causeOf(alarmStateChange({ alarmName: 'another' })).event.alarmName).toBe('shop-5xx');
    expect(causeOf(directAlarm({ alarmName: 'another' })).event.alarmName).toBe('shop-5xx');
  });
});

describe('what is no trigger is said to be none', () => {
  test.each<[string, Json]>([
    ['CloudWatch Alarm Contributor State Change', contributorStateChange()],
    ['CloudWatch Alarm Configuration Change', alarmConfigurationChange()],
    ['CodePipeline Pipeline Execution State Change', pipelineStateChange()],
  ])('%s', (detailType, event) => {
    expect(parsed(event)).toEqual({ kind: 'not-a-trigger', why: expect.stringContaining(detailType) });
  });
});

describe('the other accepted forms', () => {
  test('a stage event', () => {
    expect(parsed(stageStateChange())).toEqual({
      kind: 'stage',
      id: '38656bcd-a798-5f92-c738-02a71be484e1',
      key: { pipeline: 'shop', stage: 'Prod' },
      executionId: executionId('b'),
      state: 'SUCCEEDED',
      at: Date.parse('2026-01-10T10:10:00Z'),
    });
  });

  test('SQS records, in their order', () => {
    expect(parsed(sqsRecords('one', 'two'))).toEqual({
      kind: 'sqs',
      records: [
        { messageId: 'message-1', body: 'one', eventSource: 'aws:sqs' },
        { messageId: 'message-2', body: 'two', eventSource: 'aws:sqs' },
      ],
    });
  });

  test.each(COMMAND_EXAMPLES)('the command $action, as its own examples write it', (example) => {
    expect(parsed(example)).toMatchObject({ kind: 'command', id: 'command/request-1', at: NOW, command: example });
  });
});

describe('a rejection says what is wrong and what is accepted', () => {
  test.each<[string, unknown, string]>([
    ['no object', 'hello', 'the event is not a JSON object'],
    ['nothing', undefined, 'the event is not a JSON object'],
    ['a list', [], 'the event is not a JSON object'],
    ['an empty object, as the console suggests', {}, 'neither "detail-type", "alarmData", "Records" nor "action"'],
    [
      'an event of another service',
      { 'detail-type': 'EC2 Instance State-change Notification' },
      '"EC2 Instance State-change',
    ],
    ['the notification form of a stage event', processedStageEvent(), 'neither "detail-type"'],
    [
      'an alarm event that names no alarm',
      alarmStateChange({ alarmName: undefined }, { resources: [] }),
      'names no alarm',
    ],
    ['an alarm event with an empty name', alarmStateChange({ alarmName: '' }, { resources: [] }), 'names no alarm'],
    [
      'a guard that cannot be a stage',
      alarmStateChange({}, { guard: { pipeline: 'a b', stage: 'Prod' } }),
      'at guard.pipeline',
    ],
    ['a stage event without a stage', stageStateChange({ stage: undefined }), 'at detail.stage'],
    ['records of another queue system', { Records: [{ eventSource: 'aws:sns' }] }, 'at Records[0]'],
  ])('%s', (_, event, words) => {
    expect(() => parsed(event)).toThrow(RejectedEvent);
    expect(() => parsed(event)).toThrow(words);
    expect(() => parsed(event)).toThrow('Accepted: EventBridge events "CloudWatch Alarm State Change"');
    expect(() => parsed(event)).toThrow('{"action":"plan","pipeline":"shop","stage":"Prod"}');
  });
});

describe('a command that is not understood is answered, with what is wrong', () => {
  const shop = { pipeline: 'shop', stage: 'Prod' };
  test.each<[string, unknown, string]>([
    ['an unknown command', { action: 'rolback', ...shop }, "Expected 'plan' | 'rollback'"],
    ['a command without a stage', { action: 'rollback', pipeline: 'shop' }, 'at stage'],
    ['a mistyped member of a command', { action: 'rollback', ...shop, dryrun: true }, '"dryrun"'],
    ['a target that is no execution id', { action: 'plan', ...shop, target: 'latest' }, 'lower-case hexadecimal UUID'],
  ])('%s', (_, event, words) => {
    expect(parsed(event)).toEqual({ kind: 'not-understood', why: expect.stringContaining(words) });
  });
});

test('arbitrary JSON is parsed or rejected, nothing else', () => {
  const members = fc.constantFrom(
    'Records',
    'action',
    'alarmData',
    'alarmArn',
    'detail-type',
    'detail',
    'resources',
    'guard',
    'time',
    'id',
    '__proto__',
  );
  const types = fc.constantFrom(
    'CloudWatch Alarm State Change',
    'CodePipeline Stage Execution State Change',
    'rollback',
  );
  const details = fc.dictionary(
    fc.constantFrom('alarmName', 'state', 'previousState', 'muteDetail', 'pipeline', 'stage', 'value', 'timestamp'),
    fc.oneof(fc.jsonValue(), fc.constantFrom('ALARM', 'OK', { value: 'ALARM' }, { timestamp: '2026' })),
  );
  const events = fc.oneof(fc.jsonValue(), fc.dictionary(members, fc.oneof(types, details, fc.jsonValue())));
  return fc.assert(
    fc.property(events, (event) => {
      try {
        expect(['alarm', 'stage', 'command', 'sqs', 'not-a-trigger', 'not-understood']).toContain(parsed(event).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(RejectedEvent);
      }
    }),
    { numRuns: 1_000 },
  );
});
