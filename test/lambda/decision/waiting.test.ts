import { expect, test } from 'vitest';
import type { Wait } from '../../../lambda/decision/plan.ts';
import { keepWaiting, waitWith } from '../../../lambda/decision/waiting.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { BAD } from '../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aState, aWaiting } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aStage, occupiedBy } from '../../support/builders/observations.ts';

/** How what is waited for is ended, by default where the guard says that deployments are stopped. */
function endingOf(waitsFor: Wait['waitsFor'], policy = aGuard({ whileDeploying: 'stop' })) {
  const wait: Wait = { kind: 'wait', waitsFor, occupant: BAD.id, suspect: BAD, sentence: 'it runs' };
  const { state } = waitWith(aTurn(), [anAlarmCause()], wait, policy, undefined);
  return state.incident?.phase === 'waiting' ? state.incident.ending?.kind : 'no wait';
}

test('a deployment that is waited for is stopped where the guard says so', () => {
  expect(endingOf('deployment')).toBe('stop');
});

test('a deployment that is waited for goes on where the guard waits, or only looks on', () => {
  expect(endingOf('deployment', aGuard({ whileDeploying: 'wait' }))).toBeUndefined();
  expect(endingOf('deployment', aGuard({ whileDeploying: 'stop', mode: 'dry-run' }))).toBeUndefined();
});

test('a rollback that is waited for is never stopped, and no other stage is', () => {
  expect(endingOf('rollback')).toBeUndefined();
  expect(endingOf('other-stage')).toBeUndefined();
});

test('a freeze that AWS refused before is tried first, and the deployment is stopped where it is refused again', () => {
  const incident = aWaiting({ refused: ['freeze'], ending: { kind: 'stop', execution: BAD.id } });
  const stage = aStage({ occupant: occupiedBy(BAD, 'InProgress') });
  const turn = aTurn({ state: aState({ incident }), now: at('10:30') });
  const effects = (failed: ReadonlyMap<'freeze', 'final'>) =>
    keepWaiting({ ...turn, failed }, incident, stage, true).effects?.map(({ kind }) => kind);
  expect(effects(new Map())).toEqual(['freeze']);
  expect(effects(new Map([['freeze', 'final']]))).toEqual(['stop']);
});
