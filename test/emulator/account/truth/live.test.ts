import { expect, test } from 'vitest';
import { afterAction, deploys, isMixed, type Live, releasesIn } from '../../../../emulator/account/truth/live.ts';

const E4: Live<string> = new Map([
  ['Migrate', ['E4']],
  ['Deploy', ['E4']],
]);

test('a deploying action that succeeds puts its release live for its part', () => {
  const live = afterAction(E4, { action: 'Migrate', end: 'Succeeded', release: 'E5' });
  expect(live).toEqual(
    new Map([
      ['Migrate', ['E5']],
      ['Deploy', ['E4']],
    ]),
  );
});

test('a stage is mixed between its deploying actions, and no longer when the last has succeeded', () => {
  const halfWay = afterAction(E4, { action: 'Migrate', end: 'Succeeded', release: 'E5' });
  expect(isMixed(halfWay)).toBe(true);
  const whole = afterAction(halfWay, { action: 'Deploy', end: 'Succeeded', release: 'E5' });
  expect(isMixed(whole)).toBe(false);
  expect(releasesIn(whole)).toEqual(['E5']);
});

test.each(['Failed', 'Abandoned'] as const)(
  'a deploying action that is %s leaves its part half old, half new',
  (end) => {
    const live = afterAction(E4, { action: 'Deploy', end, release: 'E5' });
    expect(releasesIn(live)).toEqual(['E4', 'E5']);
  },
);

test('the retry of a failed action makes the stage whole', () => {
  const failed = afterAction(E4, { action: 'Deploy', end: 'Failed', release: 'E4b' });
  const retried = afterAction(failed, { action: 'Deploy', end: 'Succeeded', release: 'E4b' });
  expect(retried.get('Deploy')).toEqual(['E4b']);
});

test('an action that fails twice leaves no release twice', () => {
  const failed = afterAction(E4, { action: 'Deploy', end: 'Failed', release: 'E5' });
  expect(afterAction(failed, { action: 'Deploy', end: 'Failed', release: 'E5' })).toEqual(failed);
});

test('a source, an approval and a test deploy nothing, every other category does', () => {
  const deploying = ['Source', 'Approval', 'Test', 'Build', 'Deploy', 'Invoke', 'Compute'].filter((category) =>
    deploys('Action', category),
  );
  expect(deploying).toEqual(['Build', 'Deploy', 'Invoke', 'Compute']);
});

test('a guard names its deploying actions where categories do not tell', () => {
  expect(deploys('Smoke', 'Test', ['Smoke'])).toBe(true);
  expect(deploys('Deploy', 'Deploy', ['Smoke'])).toBe(false);
});
