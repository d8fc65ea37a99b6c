import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const SECURITY = readFileSync('docs/security.md', 'utf8');

/** The rows of the table of ways in, and what tries each: a test file, and the name of a test in it. */
const ROWS = SECURITY.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| way in') && !line.startsWith('| ---'))
  .map((line) => {
    const [, way = '', ...cells] = line.split('|').map((cell) => cell.trim());
    const [, file = '', test = ''] = /^`(test\/[\w./-]+)`: "(.*)"$/.exec(cells[3] ?? '') ?? [];
    return { way, cells: cells.slice(0, 4), file, test };
  });

describe('docs/security.md', () => {
  it('has every input of the function', () => {
    expect(ROWS.map(({ way }) => way)).toEqual(
      expect.arrayContaining([
        'the function',
        'event bus',
        'rules',
        'alarms',
        'watch queue',
        'watch dead-letter queue',
        'failed-events queue',
        'table',
        'topic',
        'chat topic',
      ]),
    );
  });

  it.each(ROWS)('says of $way who, what and why not, and names a test that tries it', ({ cells, file, test }) => {
    expect(cells.every((cell) => cell.length > 5)).toBe(true);
    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(test);
    expect(test.length).toBeGreaterThan(10);
  });
});
