import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGuardsFile } from '../../lib/guards/guards-file.ts';
import { ARN, GuardsFiles, guard } from './written-guards-files.ts';

const files = new GuardsFiles();

describe('a good guards file', () => {
  it('gives its guards with every default filled in', () => {
    expect(
      files.read([guard(), guard({ stage: 'Staging', alarms: [`${ARN}:a:b`, 'a'], freeze: 'until-recovered' })]),
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
    expect(files.read([guard({ alarms: [`${ARN}:shop-*`] })])[0]?.alarms).toEqual([`${ARN}:shop-*`]);
  });

  it('may start with a byte order mark', () => {
    expect(files.read(`\uFEFF${JSON.stringify([guard()])}`)).toHaveLength(1);
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
    expect(files.complaint(() => files.read(text))).toContain(expected);
  });

  it('a missing file: says how to start', () => {
    expect(files.complaint(() => readGuardsFile(join(files.directory, 'none.json'), {}))).toBe(
      'none.json: no such file; start with a copy of the example (cp guards.example.json guards.json), or name your file with -c guards=FILE',
    );
  });

  it.each([
    ['little endian, marked', Buffer.from('\uFEFF[]', 'utf16le')],
    ['big endian, marked', Buffer.from('\uFEFF[]', 'utf16le').swap16()],
    ['without a mark', Buffer.from('[]', 'utf16le')],
  ])('UTF-16, %s', (_, bytes) => {
    const file = join(files.directory, 'guards.json');
    writeFileSync(file, bytes);
    expect(files.complaint(() => readGuardsFile(file, {}))).toContain(
      'guards.json: is written in UTF-16, as Windows PowerShell',
    );
  });

  it('letters of an older encoding', () => {
    const file = join(files.directory, 'guards.json');
    writeFileSync(file, Buffer.from('[{"pipeline": "sch\u00f6n"}]', 'latin1'));
    expect(files.complaint(() => readGuardsFile(file, {}))).toContain('guards.json: is not UTF-8');
  });

  it('a directory', () => {
    mkdirSync(join(files.directory, 'folder'));
    expect(files.complaint(() => readGuardsFile(join(files.directory, 'folder'), {}))).toMatch(
      /^folder: cannot be read \(EISDIR.*\); name a readable file with -c guards=FILE$/,
    );
  });
});
