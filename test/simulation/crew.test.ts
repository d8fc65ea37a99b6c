import { expect, test } from 'vitest';
import { playWithCrew } from './crew.ts';
import { SUBJECT as FORGETFUL } from './forgetful-subject.ts';
import { PORTION } from './portion.ts';
import { runHistory } from './run-history.ts';
import { readOptions } from './simulate-options.ts';
import { verdictOn } from './verdict.ts';

const module = (file: string) => new URL(file, import.meta.url).href;

test('a seed means the same histories however many play them, exactly so many, and progress is told', async () => {
  const runs = PORTION + 20;
  const told: number[] = [];
  const onProgress = (soFar: { of(what: string): number }) => told.push(soFar.of('histories'));
  const one = await playWithCrew({ seed: 3, runs, workers: 1, onProgress });
  const three = await playWithCrew({ seed: 3, runs, workers: 3 });
  expect(one.tally.of('histories')).toBe(runs);
  expect(one.tally.of('invocations')).toBeGreaterThan(runs);
  expect(three.tally.counts).toEqual(one.tally.counts);
  expect(told).toEqual([PORTION, runs]);
  expect(verdictOn(one)).toEqual({ lines: ['0 violations'], exitCode: 0 });
});

test('a violation ends every worker, and comes with the seed and the history to see it again', async () => {
  const subject = module('./forgetful-subject.ts');
  const { tally, violation } = await playWithCrew({ seed: 42, runs: 1_000_000, workers: 2, subject });
  if (violation === undefined) throw new Error('nothing was found');
  expect(tally.of('violations')).toBeGreaterThan(0);
  expect((await runHistory(violation.history, FORGETFUL)).violations).toEqual(violation.violations);

  const { lines, exitCode } = verdictOn({ tally, violation });
  expect(exitCode).toBe(1);
  const [, command = ''] = lines;
  const options = readOptions(command.replace('npm run simulate --', '').trim().split(' '), { seed: 0, workers: 0 });
  expect(options).toEqual({ kind: 'play', ...violation.portion, workers: 1 });
  expect(lines).toContain(JSON.stringify(violation.history));
});

test('a worker that breaks down is an error, not a violation', async () => {
  const subject = module('./no-such-subject.ts');
  await expect(playWithCrew({ seed: 1, runs: 10, workers: 2, subject })).rejects.toThrow('no-such-subject');
});
