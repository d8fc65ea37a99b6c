import fc from 'fast-check';
import { expect, test } from 'vitest';
import { history } from './history.ts';
import { readHistory } from './history-file.ts';

test('any history that is printed as JSON can be read again', () => {
  fc.assert(
    fc.property(history, (one) => {
      expect(readHistory('one.json', () => JSON.stringify(one))).toEqual({
        ok: true,
        history: JSON.parse(JSON.stringify(one)),
      });
    }),
    { seed: 1, numRuns: 50 },
  );
});

test.each([
  ['not json', 'one.json holds no history as JSON'],
  ['{"seed":1}', 'one.json holds no history as JSON'],
  ['[]', 'one.json holds no history as JSON'],
])('a file that holds %j is refused by name', (text, problem) => {
  expect(readHistory('one.json', () => text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
});

test('a file that cannot be read is refused with the reason', () => {
  const read = readHistory('gone.json', () => {
    throw new Error('ENOENT: no such file');
  });
  expect(read).toEqual({ ok: false, problem: 'cannot read gone.json: ENOENT: no such file' });
});
