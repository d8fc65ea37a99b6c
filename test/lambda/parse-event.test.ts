import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND_EXAMPLES } from '../../lambda/intake/command.ts';
import { parseEvent } from '../../lambda/intake/parse-event.ts';
import { RejectedEvent } from '../../lambda/intake/rejected-event.ts';
import { executionId } from '../support/builders/executions.ts';
import {
  alarmConfigurationChange,
  alarmStateChange,
  contributorStateChange,
  type Json,
} from '../support/events/alarm-state-change.ts';
import { pipelineStateChange, processedStageEvent, stageStateChange } from '../support/events/codepipeline.ts';
import { sqsRecords } from '../support/events/sqs.ts';
import { HOME } from '../support/home.ts';

const NOW = Date.parse('2026-01-10T10:00:00Z');
const parsed = (event: unknown) =>
  parseEvent(event, { requestId: 'request-1', now: NOW, home: HOME, takesAnswers: () => false });

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
    });
  });

  test('the event of an execution that names who pushed', () => {
    expect(parsed(pipelineStateChange({ 'author-display-name': ' Mary Major' }))).toEqual({
      kind: 'author',
      id: '38656bcd-a798-5f92-c738-02a71be484e1',
      executionId: executionId('b'),
      author: 'Mary Major',
    });
  });

  test.each([{ 'author-display-name': ' ' }, { 'author-display-name': 7 }, { 'author-email': 'mary@example.com' }])(
    'and is no trigger where it names nobody: %j',
    (trigger) => {
      expect(parsed(pipelineStateChange(trigger))).toMatchObject({ kind: 'not-a-trigger' });
    },
  );

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
    [
      'an event of another service',
      { 'detail-type': 'EC2 Instance State-change Notification' },
      '"EC2 Instance State-change',
    ],
    ['the notification form of a stage event', processedStageEvent(), 'no "detail-type"'],
    [
      'an alarm event that names no alarm',
      alarmStateChange({ alarmName: undefined }, { resources: [] }),
      'names no alarm',
    ],
    ['an alarm event with an empty name', alarmStateChange({ alarmName: '' }, { resources: [] }), 'names no alarm'],
    [
      'an alarm event with a name that no alarm can have',
      alarmStateChange({ alarmName: 'x'.repeat(256) }, { resources: [] }),
      'names no alarm',
    ],
    [
      'an alarm event of an account that is none',
      alarmStateChange({}, { account: 'x:alarm:y', resources: [] }),
      'names no alarm',
    ],
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

describe("a person's mistake is answered, with what is wrong", () => {
  const shop = { pipeline: 'shop', stage: 'Prod' };
  test.each<[string, unknown, string]>([
    ['an empty object', {}, 'it has no "action"'],
    ['a capital letter', { Action: 'status' }, '(did you mean "action" for "Action"?)'],
    ['text', 'hello', 'not string'],
    ['a command as text', '{"action":"status"}', 'not string'],
    ['a number', 42, 'not number'],
    ['null', null, 'not null'],
    ['a list', [{ action: 'status' }], 'not a list'],
    ['nothing', undefined, 'not undefined'],
    ['a member that is like none', { x: 1 }, 'it has no "action"'],
    ['an unknown command', { action: 'freeze', ...shop }, 'there is no action "freeze"; there are plan, rollback,'],
    ['a misspelt command', { action: 'Rolback', ...shop }, '(did you mean "rollback" for "Rolback"?)'],
    ['an action that is no text', { action: { plan: shop } }, '"action" must be a text; there are plan'],
    [
      'misspelt members',
      { action: 'plan', Pipeline: 'shop', stages: 'Prod' },
      '(did you mean "pipeline" for "Pipeline", "stage" for "stages"?)',
    ],
    ['a command without a stage', { action: 'rollback', pipeline: 'shop' }, '"stage" is missing'],
    [
      'a mistyped member of a command',
      { action: 'rollback', ...shop, dryrun: true },
      'this action takes no "dryrun", only pipeline, stage, target, dryRun, acrossBarrier, by, reason (did you mean "dryRun"',
    ],
    ['a switch as text', { action: 'rollback', ...shop, dryRun: 'true' }, '"dryRun": is the text "true"; write true,'],
    ['a switch that is only on', { action: 'rollback', ...shop, acrossBarrier: false }, 'must be true, not false'],
    ['a number as text', { action: 'history', limit: '20' }, '"limit": is the text "20"; write 20, without quotes'],
    ['an ARN for a name', { action: 'plan', pipeline: 'arn:aws:codepipeline:a:1:p', stage: 'S' }, 'the name: "p"'],
    ['a reason as long as a log', { action: 'check', reason: 'x'.repeat(501) }, 'must be at most 500 characters'],
    ['nobody', { action: 'check', by: null }, '"by" must be a text, in quotes'],
    [
      'a member of another command',
      { action: 'forgive', ...shop, target: '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60' },
      'this action takes no "target", only pipeline, stage, execution,',
    ],
    [
      'a target that was pasted with a space',
      { action: 'plan', ...shop, target: '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60 ' },
      'write "6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60"',
    ],
    ['a target that is no execution id', { action: 'plan', ...shop, target: 'latest' }, 'lower-case hexadecimal UUID'],
  ])('%s', (_, event, words) => {
    expect(parsed(event)).toEqual({ kind: 'not-understood', why: expect.stringContaining(words) });
  });
});

test('what the console suggests is like none of the members, and none is proposed', () => {
  const why = 'it is no command, since it has no "action"';
  for (const event of [{ key1: 'value1', key2: 'value2' }, { body: '{"action":"status"}' }]) {
    expect(parsed(event)).toEqual({ kind: 'not-understood', why });
  }
});

test('an answer stays short, however much there is to say', () => {
  const members = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`pipelin${index}`, 1]));
  for (const event of [members, { action: 'status', ...members }, { action: 'x'.repeat(100_000) }]) {
    expect(JSON.stringify(parsed(event)).length).toBeLessThan(2_000);
  }
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
