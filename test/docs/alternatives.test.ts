import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The rows of the first table below a heading that begins with `decider`: name, and the cells of these columns. */
function rowsOf(file: string, columns: readonly string[]): readonly (readonly string[])[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const start = lines.findIndex((line) => line.startsWith('| decider') && line.includes('recall'));
  const cells = (line: string) => line.split('|').map((cell) => cell.trim());
  const titles = cells(lines[start] ?? '');
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines
    .slice(start + 2, end)
    .map((line) => ['decider', ...columns].map((column) => cells(line)[titles.indexOf(column)] ?? ''))
    .toSorted();
}

test('docs/alternatives.md has the figures of docs/quality.md', () => {
  const columns = ['rollbacks', 'precision', 'recall'];
  const rows = rowsOf('docs/alternatives.md', columns);
  expect(rows).toHaveLength(5);
  expect(rows).toEqual(rowsOf('docs/quality.md', columns));
});
