import { describe, expect, it } from 'vitest';
import { ARN, GuardsFiles, guard } from './written-guards-files.ts';

const files = new GuardsFiles();

describe('a guard that is wrong is named with line, entry, stage and field', () => {
  it.each<[string, object, string]>([
    [
      'an unknown key',
      { bakeTime: 5 },
      'bakeTime: unknown key; remove it (a guard has: pipeline, stage, alarms, mode,',
    ],
    ['a misspelt key', { bakeMinuets: 5 }, 'bakeMinuets: unknown key; did you mean "bakeMinutes"?'],
    ['a key in other letters', { bake_minutes: 5 }, 'bake_minutes: unknown key; did you mean "bakeMinutes"?'],
    ['no alarms', { alarms: [] }, 'alarms: alarms must name at least one CloudWatch alarm'],
    [
      'too many alarms',
      { alarms: Array.from({ length: 101 }, (_, index) => `a${index}`) },
      'alarms: a guard takes at most 100 alarms; put a composite alarm over them',
    ],
    ['alarms that are no list', { alarms: 'shop-5xx' }, 'alarms: is a list; write ["shop-5xx"]'],
    ['no list at all', { unlessAlarms: null }, 'unlessAlarms: is a list of names, such as ["shop-5xx"]'],
    ['an alarm that is a number', { alarms: [5] }, 'alarms[0]: an alarm is the name of a CloudWatch alarm'],
    [
      'an alarm with a space before it',
      { alarms: [' a'] },
      'alarms[0]: " a" begins or ends with a space; write "a" (if the alarm is really called so, write its ARN)',
    ],
    ['an alarm with a space behind it', { alarms: ['a '] }, 'alarms[0]: "a " begins or ends with a space; write "a"'],
    ['a pattern of alarms', { alarms: ['shop-*'] }, 'alarms[0]: "shop-*" is a pattern, and a guard names each of its'],
    [
      'the same alarm twice',
      { alarms: ['a', 'b', 'a'] },
      'alarms[2]: "a" is the same alarm as alarms[0]; name it once',
    ],
    ['the same alarm by name and ARN', { alarms: ['a', `${ARN}:a`] }, 'alarms[1]: "a" is the same alarm as alarms[0]'],
    [
      'an empty alarm name',
      { alarms: [''] },
      'alarms[0]: an alarm is the name of a CloudWatch alarm (1 to 255 characters',
    ],
    [
      'a long alarm name',
      { alarms: ['x'.repeat(256)] },
      'alarms[0]: an alarm is the name of a CloudWatch alarm (1 to 255',
    ],
    ['an alarm name with a line break', { alarms: ['a\nb'] }, 'alarms[0]: an alarm is the name of a CloudWatch alarm'],
    [
      'an ARN of something else',
      { alarms: ['arn:aws:sns:eu-west-1:111122223333:a'] },
      'alarms[0]: "arn:aws:sns:eu-west-1:111122223333:a" is not the ARN of a CloudWatch alarm; write arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME, or just the name',
    ],
    [
      'a veto of another region',
      { unlessAlarms: ['platform', 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:a'] },
      'unlessAlarms[1]: is in region us-east-1, but the stack is deployed to eu-west-1',
    ],
    [
      'a veto that is one of the alarms',
      { alarms: ['a', 'b'], unlessAlarms: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:b'] },
      'unlessAlarms[0]: "b" is the same alarm as alarms[1]; name it once',
    ],
    [
      'an ARN of something else as a veto',
      { unlessAlarms: ['arn:aws:sns:eu-west-1:111122223333:topic'] },
      'unlessAlarms[0]: "arn:aws:sns:eu-west-1:111122223333:topic" is not the ARN of a CloudWatch alarm',
    ],
    [
      'more vetoes than ten',
      { unlessAlarms: Array.from({ length: 11 }, (_, index) => `platform-${index}`) },
      'unlessAlarms: unlessAlarms must be at most 10 alarms',
    ],
    [
      'more alarms than one call reads, the vetoes among them',
      { alarms: Array.from({ length: 99 }, (_, index) => `alarm-${index}`), unlessAlarms: ['p1', 'p2'] },
      'unlessAlarms: makes 101 alarms with those of the guard, which takes 100 together',
    ],
    ['a mistyped veto', { unlessAlarm: ['platform'] }, 'unlessAlarm: unknown key; did you mean "unlessAlarms"?'],
    [
      'an alarm of another region',
      { alarms: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:a'] },
      'alarms[0]: is in region us-east-1, but the stack is deployed to eu-west-1; an alarm may be elsewhere with spokes (docs/spokes.md), a pipeline needs a controller in us-east-1',
    ],
    [
      'an alarm of another account',
      { alarms: ['arn:aws:cloudwatch:eu-west-1:444455556666:alarm:a'] },
      'alarms[0]: is in account 444455556666, but the stack is deployed to 111122223333; an alarm may be elsewhere with spokes',
    ],
    ['negative minutes', { bakeMinutes: -5 }, 'bakeMinutes: bakeMinutes must be at least 1 minute'],
    ['absurd minutes', { recoveryMinutes: 100000 }, 'recoveryMinutes: recoveryMinutes must be at most 1440 minutes'],
    ['minutes as text', { bakeMinutes: '60' }, 'bakeMinutes: is the text "60"; write 60, without quotes'],
    [
      'minutes with a unit',
      { bakeMinutes: '1h' },
      'bakeMinutes: bakeMinutes must be a whole number of minutes, not "1h"',
    ],
    ['broken minutes', { bakeMinutes: 1.5 }, 'bakeMinutes: bakeMinutes must be a whole number of minutes, not 1.5'],
    ['a mode in other letters', { mode: 'Enforce' }, 'mode: "Enforce" is not known; did you mean "enforce"?'],
    ['an unknown mode', { mode: 'off' }, 'mode: must be "enforce" or "dry-run", not "off"'],
    ['an unknown freeze', { freeze: 'no' }, 'freeze: must be true, false or "until-recovered", not "no"'],
    ['a freeze as text', { freeze: 'true' }, 'freeze: is the text "true"; write true, without quotes'],
    [
      'a misspelt freeze',
      { freeze: 'until recovered' },
      'freeze: "until recovered" is not known; did you mean "until-',
    ],
    [
      'too many actions',
      { deployActions: Array.from({ length: 51 }, (_, index) => `a${index}`) },
      'deployActions: deployActions must be at most 50 names',
    ],
    [
      'the ARN of an action',
      { deployActions: ['arn:aws:codepipeline:eu-west-1:111122223333:shop/Prod/Deploy'] },
      'deployActions[0]: is an ARN; give the name: "Deploy"',
    ],
    [
      'no rollbacks',
      { maxAutomaticRollbacks: 0 },
      'maxAutomaticRollbacks: maxAutomaticRollbacks must be at least 1 (use "mode": "dry-run" to never roll back)',
    ],
  ])('%s', (_, over, expected) => {
    const text = `[\n${JSON.stringify(guard({ stage: 'Staging' }))},\n${JSON.stringify(guard(over))}\n]`;
    const message = files.complaint(() => files.read(text));
    expect(message).toContain(`guards.json: one problem\n  line 3, entry 2 (shop/Prod), ${expected}`);
    expect(message.split('\n')).toHaveLength(2);
  });
});
