import { describe, expect, test } from 'vitest';
import { ruleOf } from '../../../lambda/aws/alarm-rule.ts';
import { arnOf, HOME } from '../../support/home.ts';

const alarm = (name: string) => ({ kind: 'alarm', arn: arnOf(name) });
const elsewhere = 'arn:aws:cloudwatch:eu-west-3:210987654321:alarm:errors';

describe('the rule of a composite alarm', () => {
  test.each<[string, unknown]>([
    ['ALARM(a)', alarm('a')],
    ['ALARM("a (b) \\"c\\"")', alarm('a (b) "c"')],
    [`ALARM(${elsewhere})`, { kind: 'alarm', arn: elsewhere }],
    ['ALARM(a) OR ALARM(b)', { kind: 'any', of: [alarm('a'), alarm('b')] }],
    [
      'ALARM(a) OR ALARM(b) AND ALARM(c)',
      { kind: 'any', of: [alarm('a'), { kind: 'all', of: [alarm('b'), alarm('c')] }] },
    ],
    [
      '( ALARM(a)\nOR ALARM(b) ) AND ALARM(c)',
      { kind: 'all', of: [{ kind: 'any', of: [alarm('a'), alarm('b')] }, alarm('c')] },
    ],
  ])('%s names the alarms that turn it on', (text, rule) => {
    expect(ruleOf(text, HOME)).toEqual(rule);
  });

  test.each<[string, unknown]>([
    ['ALARM(a) AND NOT ALARM(deploying)', alarm('a')],
    ['ALARM(a) AND NOT (ALARM(b) OR ALARM(c))', alarm('a')],
    ['ALARM(a) AND OK(deploying) AND TRUE', alarm('a')],
    ['NOT (NOT ALARM(a))', alarm('a')],
    ['NOT OK(a)', alarm('a')],
    ['NOT (OK(a) AND OK(b))', { kind: 'any', of: [alarm('a'), alarm('b')] }],
    ['NOT (OK(a) OR OK(b))', { kind: 'all', of: [alarm('a'), alarm('b')] }],
    ['NOT OK(a) AND NOT INSUFFICIENT_DATA(b)', alarm('a')],
  ])('%s names none that has to be off', (text, rule) => {
    expect(ruleOf(text, HOME)).toEqual(rule);
  });

  test.each([
    '',
    'NOT ALARM(a)',
    'INSUFFICIENT_DATA(a)',
    'FALSE',
    'ALARM(a',
    'ALARM(a) ALARM(b)',
    'ALARM(a) XOR ALARM(b)',
  ])('"%s" names none, or cannot be read', (text) => {
    expect(ruleOf(text, HOME)).toBeUndefined();
  });
});
