import { expect, test } from 'vitest';
import { readOptions } from './quality-options.ts';

const defaults = { seed: 7, workers: 2, deciders: ['ours', 'lockedNaive'] };

test('without options a thousand histories of some seed are played on every core', () => {
  expect(readOptions([], defaults)).toEqual({ kind: 'play', runs: 1_000, seed: 7, workers: 2, json: false });
});

test('every option of a run is taken', () => {
  const args = ['--runs', '20000', '--seed', '1', '--workers', '4', '--json'];
  expect(readOptions(args, defaults)).toEqual({ kind: 'play', runs: 20_000, seed: 1, workers: 4, json: true });
});

test('one decider may play alone', () => {
  expect(readOptions(['--runs', '3', '--decider', 'ours'], defaults)).toMatchObject({ kind: 'play', decider: 'ours' });
});

test('a history is replayed by its seed, which may be negative', () => {
  expect(readOptions(['--history=-5'], defaults)).toEqual({ kind: 'replay', history: -5, decider: 'ours' });
  expect(readOptions(['--history=5', '--decider', 'lockedNaive'], defaults)).toEqual({
    kind: 'replay',
    history: 5,
    decider: 'lockedNaive',
  });
});

test.each([
  [['--runs', '0'], '--runs takes a whole number from 1'],
  [['--runs', 'many'], 'not "many"'],
  [['--seed', '1.5'], '--seed takes a whole number'],
  [['--workers', '0'], '--workers takes a whole number'],
  [['--history', ''], '--history takes a whole number'],
  [['--history=1', '--runs', '5'], '--runs means nothing there'],
  [['--history=1', '--decider', 'nobody'], '--decider takes one of ours, lockedNaive'],
  [['--decider', 'nobody'], '--decider takes one of ours, lockedNaive'],
  [['--fast'], '--fast'],
])('%j is refused', (args, problem) => {
  expect(() => readOptions(args, defaults)).toThrow(problem);
});
