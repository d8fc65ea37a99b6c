import { describe, expect, it } from 'vitest';
import {
  alarmNamesIn,
  evaluateAlarmRule,
  parseAlarmRule,
} from '../../../../emulator/services/cloudwatch/alarm-rule.ts';
import type { StateValue } from '../../../../emulator/services/cloudwatch/state-value.ts';

const states: { [name: string]: StateValue } = { on: 'ALARM', off: 'OK', new: 'INSUFFICIENT_DATA', 'a b': 'ALARM' };
const verdict = (rule: string) => evaluateAlarmRule(parseAlarmRule(rule), (name) => states[name]);

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(on)', true],
    ['ALARM(off)', false],
    ['OK(off)', true],
    ['INSUFFICIENT_DATA(new)', true],
    ['ALARM("on")', true],
    ['ALARM( "a b" )', true],
    ['ALARM(a b)', true],
    ['ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:on)', true],
    ['(ALARM("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:on"))', true],
    ['NOT ALARM(off)', true],
    ['NOT (ALARM(on) OR ALARM(off))', false],
    ['ALARM(off) OR ALARM(on) AND ALARM(off)', false],
    ['ALARM(on) OR ALARM(on) AND ALARM(off)', true],
    ['(ALARM(on) OR ALARM(on)) AND ALARM(off)', false],
    ['NOT ALARM(off) AND ALARM(on)', true],
    ['TRUE AND NOT FALSE', true],
    ['ALARM(deleted) OR OK(deleted) OR INSUFFICIENT_DATA(deleted)', false],
    ['\n  ALARM(on)\tAND\n  OK(off) ', true],
  ])('evaluates %j to %j', (rule, expected) => {
    expect(verdict(rule)).toBe(expected);
  });

  it('reads a quoted name with parentheses and escaped quotes', () => {
    expect(alarmNamesIn(parseAlarmRule('ALARM("p99 (\\"slow\\")") OR OK(p99)'))).toEqual(['p99 ("slow")', 'p99']);
  });

  it.each([
    ['', 'expected ALARM(...)'],
    ['ALARM(on', 'expected an alarm name or ARN and ")" at character 7'],
    ['ALARM()', 'expected an alarm name'],
    ['ALARM(on) ALARM(off)', 'expected AND, OR or the end at character 10, found "ALARM(off)"'],
    ['ALARM(on) AND', 'found the end'],
    ['(ALARM(on)', 'expected ")"'],
    ['BROKEN(on)', 'found "BROKEN(on)"'],
    ['alarm(on)', 'found "alarm(on)"'],
  ])('refuses %j: %s', (rule, message) => {
    expect(() => parseAlarmRule(rule)).toThrow(message);
  });
});
