import { describe, expect, test } from 'vitest';
import { readOptions, USAGE } from './simulate-options.ts';

const read = (...args: readonly string[]) => readOptions(args, { seed: 99, workers: 4 });

test('without options, 10,000 histories of some seed are played on all cores', () => {
  expect(read()).toEqual({ kind: 'play', runs: 10_000, seed: 99, workers: 4 });
});

test('every option is taken', () => {
  const asked = read('--runs', '1000000', '--seed=-7', '--workers', '2');
  expect(asked).toEqual({ kind: 'play', runs: 1_000_000, seed: -7, workers: 2 });
  expect(read('--history', 'found.json')).toEqual({ kind: 'replay', file: 'found.json' });
});

describe('a command line that cannot be meant is refused with what is wrong', () => {
  test.each([
    [['--runs', '0'], '--runs takes a whole number from 1 to 1000000000, not "0"'],
    [['--runs', '1.5'], '--runs takes a whole number from 1 to 1000000000, not "1.5"'],
    [['--runs', 'many'], '--runs takes a whole number from 1 to 1000000000, not "many"'],
    [['--runs', ''], '--runs takes a whole number from 1 to 1000000000, not ""'],
    [['--seed', '4294967296'], '--seed takes a whole number from -2147483648 to 2147483647, not "4294967296"'],
    [['--workers', '0'], '--workers takes a whole number from 1 to 256, not "0"'],
    [['--path', '3:1'], "Unknown option '--path'"],
    [['--runs'], "Option '--runs <value>' argument missing"],
    [['1000'], "Unexpected argument '1000'"],
    [['--history', ''], '--history takes the path of a file'],
    [['--history', 'a.json', '--seed', '1'], '--history plays one history alone: --seed means nothing there'],
  ])('%j', (args, problem) => {
    expect(() => read(...args)).toThrow(problem);
  });
});

test('the usage names every option, and no other', () => {
  const named = new Set(USAGE.match(/--[a-z]+/g));
  expect([...named].sort()).toEqual(['--behaviour', '--history', '--runs', '--seed', '--workers']);
});
