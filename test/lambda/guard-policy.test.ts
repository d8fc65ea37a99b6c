import { describe, expect, test } from 'vitest';
import { GuardPolicy, MAX_ALARMS } from '../../lambda/guard-policy.ts';
import { problemsOf } from '../../lambda/problems-of.ts';
import { arnOf } from '../support/home.ts';

const GUARD = { pipeline: 'shop', stage: 'Prod', alarms: [arnOf('shop-5xx')] };
const WEEK = 7 * 24 * 60;

test('a guard needs its stage and its alarms; the rest has the documented defaults', () => {
  expect(GuardPolicy.parse(GUARD)).toEqual({
    ...GUARD,
    mode: 'enforce',
    bakeMinutes: 60,
    whileDeploying: 'wait',
    freeze: true,
    maxAutomaticRollbacks: 1,
    recoveryMinutes: 15,
    rollbackMinutes: 60,
    downstream: 'hold',
    unlessAlarms: [],
  });
});

describe('a guard is refused, with the place and the rule', () => {
  test.each<[string, object, string]>([
    ['an unknown member', { bakeTime: 60 }, '"bakeTime"'],
    ['an unknown mode', { mode: 'off' }, 'at mode'],
    ['half a minute of bake time', { bakeMinutes: 0.5 }, 'whole number of minutes'],
    ['no bake time', { bakeMinutes: 0 }, 'bakeMinutes must be at least 1 minute'],
    ['bake time as text', { bakeMinutes: '60' }, 'at bakeMinutes'],
    ['more than a week of bake time', { bakeMinutes: WEEK + 1 }, 'bakeMinutes must be at most 10080 minutes'],
    ['more than a day to recover', { recoveryMinutes: 24 * 60 + 1 }, 'recoveryMinutes must be at most 1440 minutes'],
    ['a limit of no rollbacks', { maxAutomaticRollbacks: 0 }, 'use "mode": "dry-run"'],
    ['a limit of eleven', { maxAutomaticRollbacks: 11 }, 'at most 10'],
    ['an unknown freeze', { freeze: 'for ever' }, 'at freeze'],
    ['an unknown way to treat later stages', { downstream: 'stop' }, 'at downstream'],
    ['no action that deploys', { deployActions: [] }, 'deployActions must name at least one action'],
    ['an action name with a blank', { deployActions: ['Deploy it'] }, 'action name must be 1 to 100'],
    ['more actions than a stage has', { deployActions: Array(51).fill('a') }, 'at deployActions'],
    ['more vetoes than ten', { unlessAlarms: Array(11).fill(arnOf('a')) }, 'unlessAlarms must be at most 10 alarms'],
    ['a veto by name', { unlessAlarms: ['platform'] }, 'must be the ARN of a CloudWatch alarm'],
    ['no alarms', { alarms: [] }, 'at alarms'],
    ['more alarms than one call reads', { alarms: Array(MAX_ALARMS + 1).fill(arnOf('a')) }, 'at alarms'],
    ['an alarm by name', { alarms: ['a'] }, 'must be the ARN of a CloudWatch alarm'],
    ['an alarm without a name', { alarms: [arnOf('')] }, 'must be the ARN'],
    ['an alarm name with a line break', { alarms: [arnOf('a\nb')] }, 'must be the ARN'],
    ['an alarm name of 256 characters', { alarms: [arnOf('a'.repeat(256))] }, 'must be the ARN'],
    ['the ARN of something else', { alarms: ['arn:aws:sns:eu-west-1:123456789012:a'] }, 'must be the ARN'],
    ['a stage name with a slash', { stage: 'a/b' }, 'stage name must be 1 to 100'],
    ['a pipeline name of 101 characters', { pipeline: 'a'.repeat(101) }, 'pipeline name must be 1 to 100'],
  ])('%s', (_, but, words) => {
    const parsed = GuardPolicy.safeParse({ ...GUARD, ...but });
    expect(parsed.success ? 'accepted' : problemsOf(parsed.error)).toContain(words);
  });
});

test.each<[string, object]>([
  [
    'the smallest',
    { bakeMinutes: 1, recoveryMinutes: 1, rollbackMinutes: 1, maxAutomaticRollbacks: 1, alarms: [arnOf('a')] },
  ],
  [
    'the largest',
    {
      bakeMinutes: WEEK,
      recoveryMinutes: 1440,
      rollbackMinutes: WEEK,
      maxAutomaticRollbacks: 10,
      alarms: Array(MAX_ALARMS).fill(arnOf('ü'.repeat(255))),
      unlessAlarms: Array(10).fill(arnOf('ü'.repeat(255))),
      deployActions: Array(50).fill('a'.repeat(100)),
    },
  ],
])('%s values of a guard are accepted', (_, but) => {
  expect(GuardPolicy.parse({ ...GUARD, ...but })).toMatchObject(but);
});
