import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/configuration-error.ts';
import type { StackEnvironment } from '../../lib/guards/guard-problems.ts';
import { readGuardsFile } from '../../lib/guards/guards-file.ts';

const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };
const ARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'guards-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function read(content: string | object, environment: StackEnvironment = ENVIRONMENT) {
  const file = join(directory, 'guards.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readGuardsFile(file, environment);
}

function guard(over: object = {}): object {
  return { pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'], ...over };
}

/** What is said of a file, with its path shortened to its name. */
function complaint(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.replaceAll(`${directory}/`, '');
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('a good guards file', () => {
  it('gives its guards with every default filled in', () => {
    expect(
      read([guard(), guard({ stage: 'Staging', alarms: [`${ARN}:a:b`, 'a'], freeze: 'until-recovered' })]),
    ).toEqual([
      {
        pipeline: 'shop',
        stage: 'Prod',
        alarms: ['shop-5xx'],
        mode: 'enforce',
        bakeMinutes: 60,
        whileDeploying: 'wait',
        freeze: true,
        maxAutomaticRollbacks: 1,
        recoveryMinutes: 15,
        rollbackMinutes: 60,
        downstream: 'hold',
        unlessAlarms: [],
      },
      expect.objectContaining({ stage: 'Staging', alarms: [`${ARN}:a:b`, 'a'], freeze: 'until-recovered' }),
    ]);
  });

  it('names an alarm with a star by its ARN', () => {
    expect(read([guard({ alarms: [`${ARN}:shop-*`] })])[0]?.alarms).toEqual([`${ARN}:shop-*`]);
  });

  it('may start with a byte order mark', () => {
    expect(read(`\uFEFF${JSON.stringify([guard()])}`)).toHaveLength(1);
  });

  it('is the example', () => {
    expect(
      readGuardsFile('guards.example.json', {}).map(({ pipeline, stage, mode }) => [pipeline, stage, mode]),
    ).toEqual([
      ['shop', 'Prod', 'enforce'],
      ['shop', 'Staging', 'enforce'],
      ['billing', 'Prod', 'dry-run'],
    ]);
  });
});

describe('a file that holds no list of guards', () => {
  it.each([
    [
      '',
      'guards.json: not JSON: the file is empty at line 1, column 1; correct it there (compare guards.example.json)',
    ],
    ['[\n  {"pipeline" "shop"}\n]', 'guards.json: not JSON: a colon is missing at line 2, column 15; correct it there'],
    ['[{}] // mine', 'guards.json: not JSON: comments are not allowed at line 1, column 6'],
    [
      '[\n  {},\n]',
      'guards.json: not JSON: a trailing comma, with nothing but "]" behind it, at line 2, column 5; correct it there',
    ],
    ['[{"pipeline": "shop",}]', 'not JSON: a trailing comma, with nothing but "}" behind it, at line 1, column 21'],
    ["[{'pipeline': 'shop'}]", `not JSON: names and texts stand in double quotes ("), not in ' at line 1, column 3`],
    ['[{“pipeline”: "shop"}]', 'not JSON: the quotes “ are typographic; write plain ones (") at line 1, column 3'],
    ['[{pipeline: "shop"}]', 'not JSON: the key pipeline needs quotes: "pipeline" at line 1, column 3'],
    ['[{"freeze": True}]', 'not JSON: JSON spells True as true at line 1, column 13'],
    ['- pipeline: shop', 'not JSON: this looks like YAML, and guards are JSON at line 1, column 1'],
    ['{"guards": []}', 'guards.json: holds an object, not a list; put the guards into [ ] (see guards.example.json)'],
    ['"shop"', 'guards.json: holds a string, not a list'],
    ['[{"pipeline": "shop"', 'not JSON: the } that closes the guard is missing at line 1'],
    ['[{"pipeline": shop-x}]', 'not JSON: this is no value of JSON'],
    ['[]', 'guards.json: the list is empty; declare at least one guard (see guards.example.json)'],
  ])('%j', (text, expected) => {
    expect(complaint(() => read(text))).toContain(expected);
  });

  it('a missing file: says how to start', () => {
    expect(complaint(() => readGuardsFile(join(directory, 'none.json'), {}))).toBe(
      'none.json: no such file; start with a copy of the example (cp guards.example.json guards.json), or name your file with -c guards=FILE',
    );
  });

  it.each([
    ['little endian, marked', Buffer.from('\uFEFF[]', 'utf16le')],
    ['big endian, marked', Buffer.from('\uFEFF[]', 'utf16le').swap16()],
    ['without a mark', Buffer.from('[]', 'utf16le')],
  ])('UTF-16, %s', (_, bytes) => {
    const file = join(directory, 'guards.json');
    writeFileSync(file, bytes);
    expect(complaint(() => readGuardsFile(file, {}))).toContain(
      'guards.json: is written in UTF-16, as Windows PowerShell',
    );
  });

  it('letters of an older encoding', () => {
    const file = join(directory, 'guards.json');
    writeFileSync(file, Buffer.from('[{"pipeline": "sch\u00f6n"}]', 'latin1'));
    expect(complaint(() => readGuardsFile(file, {}))).toContain('guards.json: is not UTF-8');
  });

  it('a directory', () => {
    mkdirSync(join(directory, 'folder'));
    expect(complaint(() => readGuardsFile(join(directory, 'folder'), {}))).toMatch(
      /^folder: cannot be read \(EISDIR.*\); name a readable file with -c guards=FILE$/,
    );
  });
});

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
    const message = complaint(() => read(text));
    expect(message).toContain(`guards.json: one problem\n  line 3, entry 2 (shop/Prod), ${expected}`);
    expect(message.split('\n')).toHaveLength(2);
  });

  it.each<[string, unknown, string]>([
    [
      'a malformed pipeline name',
      guard({ pipeline: 'my shop' }),
      'entry 1 (my shop/Prod), pipeline: pipeline name must be 1 to 100 of the characters',
    ],
    [
      'a malformed stage name',
      guard({ stage: '' }),
      'entry 1 (shop/), stage: stage name must be 1 to 100 of the characters',
    ],
    [
      'a name that is too long',
      guard({ stage: 's'.repeat(101) }),
      'stage: stage name must be 1 to 100 of the characters',
    ],
    [
      'the ARN of a pipeline',
      guard({ pipeline: 'arn:aws:codepipeline:eu-west-1:111122223333:shop' }),
      'pipeline: is an ARN; give the name: "shop"',
    ],
    [
      'the ARN of a stage',
      guard({ stage: 'arn:aws:codepipeline:eu-west-1:111122223333:shop/Prod' }),
      'stage: is an ARN; give the name: "Prod"',
    ],
    ['another ARN', guard({ pipeline: 'arn:aws:s3:::shop' }), 'pipeline: is an ARN; give the name'],
    ['a pattern of pipelines', guard({ pipeline: 'shop-*' }), 'pipeline: "shop-*" is a pattern; a guard is for one'],
    [
      'a name with a space',
      guard({ pipeline: ' shop' }),
      'pipeline: " shop" begins or ends with a space; write "shop"',
    ],
    ['a number for a name', guard({ stage: 1 }), 'stage: is a name; write "1", in quotes'],
    [
      'a missing pipeline',
      { stage: 'Prod', alarms: ['a'] },
      'entry 1, pipeline: is missing; every guard needs "pipeline", "stage" and "alarms"',
    ],
    [
      'missing alarms',
      { pipeline: 'shop', stage: 'Prod' },
      'entry 1 (shop/Prod), alarms: is missing; every guard needs',
    ],
    [
      'no object',
      17,
      'entry 1: a guard is an object such as {"pipeline": "shop", "stage": "Prod", "alarms": ["shop-5xx"]}',
    ],
  ])('%s', (_, entry, expected) => {
    expect(complaint(() => read([entry]))).toContain(expected);
  });

  it('a stage guarded twice', () => {
    expect(complaint(() => read([guard(), guard({ stage: 'Staging' }), guard({ alarms: ['b'] })]))).toContain(
      'entry 3 (shop/Prod), stage: entry 1 guards this stage already; put all its alarms there',
    );
  });

  it('a key written twice', () => {
    expect(
      complaint(() => read('[{"pipeline": "shop", "stage": "Prod", "stage": "Prod", "alarms": ["a"]}]')),
    ).toContain('entry 1 (shop/Prod), stage: is written twice; keep one');
  });

  it('alarms of different places, when it is not known where the stack will be deployed', () => {
    const entries = [
      guard({ alarms: [`${ARN}:a`] }),
      guard({ stage: 'Staging', alarms: ['b', `${ARN.replace('eu-west-1', 'us-east-1')}:c`] }),
    ];
    expect(complaint(() => read(entries, {}))).toContain(
      'entry 2 (shop/Staging), alarms[1]: is in us-east-1 of account 111122223333, but the alarm of entry 1 is in eu-west-1 of account 111122223333; alarms of several accounts and regions take spokes',
    );
    expect(read([entries[0]], {})).toHaveLength(1);
    const vetoed = guard({ alarms: ['b'], unlessAlarms: [`${ARN}:a`, `${ARN.replace('eu-west-1', 'us-east-1')}:c`] });
    expect(complaint(() => read([vetoed], {}))).toContain('unlessAlarms[1]: is in us-east-1 of account');
  });

  it('all problems of a file together, in its order', () => {
    const message = complaint(() => read([guard({ bakeMinutes: 0, alarms: ['a', 'a'] }), 17, guard({ mode: 'on' })]));
    expect(message.split('\n').map((line) => line.trim().split(':')[0])).toEqual([
      'guards.json',
      'line 1, entry 1 (shop/Prod), bakeMinutes',
      'line 1, entry 1 (shop/Prod), alarms[1]',
      'line 1, entry 2',
      'line 1, entry 3 (shop/Prod), mode',
      'line 1, entry 3 (shop/Prod), stage',
    ]);
    expect(message).toContain('guards.json: 5 problems');
  });
});
