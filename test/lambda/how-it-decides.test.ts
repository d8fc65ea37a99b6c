import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hold } from '../../lambda/decision/hold.ts';
import { ENTRY_CODES } from '../support/builders/entries.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/how-it-decides.md'), 'utf8');

/** The rows of the table under a heading, as cells without their Markdown. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const section = DOCUMENT.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

describe('docs/how-it-decides.md', () => {
  test('lists exactly the hold codes of the catalogue, and who is told', () => {
    const documented = tableUnder('Hold codes').map(([code, told]) => ({ code, announce: told === 'announce' }));
    expect(documented).toEqual(Object.values(hold).map(({ code, announce }) => ({ code, announce })));
  });

  test('lists exactly the entry codes', () => {
    expect(tableUnder('Entry codes').map(([code]) => code)).toEqual(ENTRY_CODES);
  });

  test('says of each code what it means and what to do', () => {
    const rows = [...tableUnder('Hold codes'), ...tableUnder('Entry codes')];
    for (const row of rows)
      expect(
        row.filter((cell) => cell === ''),
        row.join(' | '),
      ).toEqual([]);
  });

  test('names only codes of the catalogue in the table of the rules', () => {
    const named = tableUnder('An alarm').flatMap((row) => (row.at(-1) ?? '').split(', ').filter((code) => code !== ''));
    const codes = Object.values(hold).map(({ code }) => code);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !codes.includes(code))).toEqual([]);
  });
});
