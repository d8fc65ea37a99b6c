import { expect, it } from 'vitest';
import { checkEngine, type Machine } from './engine-check.ts';

/** A machine that has everything, and the tests succeed, but for what is given. */
function check(but: Partial<Machine>) {
  const steps: string[] = [];
  const said: string[] = [];
  const exitCode = checkEngine({
    findJava: () => 'java',
    install: () => steps.push('install') > 0,
    test: () => {
      steps.push('test');
      return 0;
    },
    say: (line) => said.push(line),
    ...but,
  });
  return { exitCode, steps, lastLine: said.at(-1) };
}

it('installs the engine and runs the tests', () => {
  expect(check({})).toEqual({ exitCode: 0, steps: ['install', 'test'], lastLine: undefined });
});

it('says on its last line that there is no Java, and neither installs nor fails', () => {
  const { exitCode, steps, lastLine } = check({ findJava: () => undefined });
  expect({ exitCode, steps }).toEqual({ exitCode: 0, steps: [] });
  expect(lastLine).toMatch(/^NOT RUN: .*no Java/);
});

it('says on its last line that the package could not be installed, and does not fail', () => {
  const { exitCode, steps, lastLine } = check({ install: () => false });
  expect({ exitCode, steps }).toEqual({ exitCode: 0, steps: [] });
  expect(lastLine).toMatch(/^NOT RUN: .*could not be installed/);
});

it('fails as the tests fail', () => {
  expect(check({ test: () => 1 })).toMatchObject({ exitCode: 1, lastLine: undefined });
});
