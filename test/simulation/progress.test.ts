import { expect, test } from 'vitest';
import { Progress } from './progress.ts';
import { Tally } from './tally.ts';

const SECOND = 1_000;

/** Reports every second for so long, 100 histories a second; returns what was written, by the second. */
function watch(seconds: number, isTTY: boolean): readonly string[] {
  const lines: string[] = [];
  let now = 5_000;
  const screen = { isTTY, write: (text: string) => lines.push(`${now / SECOND - 5} s: ${text}`) };
  const progress = new Progress(60_000, screen, () => now);
  for (let second = 1; second <= seconds; second++) {
    now += SECOND;
    progress.report(new Tally([['histories', second * 100]]));
  }
  return lines;
}

test('a person at a terminal hears of it every 10 seconds', () => {
  expect(watch(25, true)).toEqual([
    '10 s: 1,000 of 60,000 histories, 0 violations, 100 per second, 9.8 min to go\n',
    '20 s: 2,000 of 60,000 histories, 0 violations, 100 per second, 9.7 min to go\n',
  ]);
});

test('a log gets a line a minute', () => {
  expect(watch(59, false)).toEqual([]);
  expect(watch(130, false).map((line) => line.split(':')[0])).toEqual(['60 s', '120 s']);
});
