import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../../emulator/services/events/event.ts';
import { valueAt } from '../../../../emulator/services/events/json-path.ts';
import { targetInput } from '../../../../emulator/services/events/target-input.ts';

const event: BusEvent = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: { 'instance-id': 'i-0123456789', state: 'RUNNING', count: 2, nested: { on: true }, said: 'he said "hi"' },
};
const rule = { name: 'example', arn: 'arn:aws:events:us-east-2:123456789012:rule/example' };
const INGESTED = '2015-11-11T21:29:55.000Z';
const input = (target: Parameters<typeof targetInput>[0]) => targetInput(target, event, rule, INGESTED);
const transformed = (inputTemplate: string) =>
  input({
    inputTransformer: {
      inputPathsMap: {
        instance: '$.detail.instance-id',
        state: '$.detail.state',
        count: '$.detail.count',
        nested: '$.detail.nested',
        resource: '$.resources[0]',
        said: '$.detail.said',
        missing: '$.detail.nothing.here',
      },
      inputTemplate,
    },
  });

describe('the input of a target', () => {
  it('is the event, a constant, or a part of the event', () => {
    expect(JSON.parse(input({}))).toEqual(event);
    expect(input({ input: '{"a":1}' })).toBe('{"a":1}');
    expect(input({ inputPath: '$.detail.nested' })).toBe('{"on":true}');
    expect(input({ inputPath: '$.detail.nothing' })).toBe('null');
  });

  it.each([
    ['a string', '"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    ['escaped quotes', '"instance \\"<instance>\\" is in <state>"', '"instance \\"i-0123456789\\" is in RUNNING"'],
    ['JSON', '{\n "instance" : <instance>,\n "state": <state>\n}', '{"instance":"i-0123456789","state":"RUNNING"}'],
    ['variables inside strings', '{"text": "<instance>: <state>"}', '{"text":"i-0123456789: RUNNING"}'],
    ['lists and constants', '{"state": [ 9, <state>, true ], "n": <count>}', '{"state":[9,"RUNNING",true],"n":2}'],
    [
      'objects',
      '{"nested": <nested>, "resource": <resource>}',
      `{"nested":{"on":true},"resource":"${event.resources[0]}"}`,
    ],
    ['quotes in a value', '{"said": <said>}', '{"said":"he said \\"hi\\""}'],
    [
      'the rule',
      '{"arn": <aws.events.rule-arn>, "name": "<aws.events.rule-name>!"}',
      `{"arn":"${rule.arn}","name":"example!"}`,
    ],
    ['the time', '{"at": <aws.events.event.ingestion-time>}', `{"at":"${INGESTED}"}`],
    ['a missing variable', '{"a": <missing>, "b": "x<missing>y"}', '{"a":"","b":"xy"}'],
    ['lines of text', '"<instance>"\n"is <state>"', 'i-0123456789\nis RUNNING'],
  ])('takes a template with %s', (_name, template, expected) => {
    expect(transformed(template)).toBe(expected);
  });

  it('offers the whole event, and the event without its detail', () => {
    const { detail: _, ...withoutDetail } = event;
    expect(JSON.parse(transformed('{"e": <aws.events.event.json>}'))).toEqual({ e: event });
    expect(JSON.parse(transformed('{"e": <aws.events.event>}'))).toEqual({ e: withoutDetail });
  });

  it('is refused when the template gives no JSON, as when a value with quotes lands inside quotes', () => {
    expect(() => transformed('instance <instance>')).toThrow('neither JSON nor quoted lines');
    expect(() => transformed('{"said": "<said>"}')).toThrow('neither JSON nor quoted lines');
  });
});

describe('a path into an event', () => {
  const root = { a: { 'b-c': [{ d: 1 }, { d: 2 }], e_f: null } };
  it.each([
    ['$', root],
    ['$.a.b-c[1].d', 2],
    ['$.a.b-c[*].d', [1, 2]],
    ['$.a.e_f', null],
    ['$.a.b-c[7]', undefined],
    ['$.a.constructor', undefined],
    ['$.x.y', undefined],
  ])('%s', (path, expected) => {
    expect(valueAt(path, root)).toEqual(expected);
  });

  it.each(['detail', '$detail', "$['a']", '$.a..b', '$.a b'])('refuses %s', (path) => {
    expect(() => valueAt(path, root)).toThrow(`"${path}"`);
  });
});
