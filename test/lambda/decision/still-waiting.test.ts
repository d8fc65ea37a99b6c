import { expect, test } from 'vitest';
import type { Facts } from '../../../lambda/decision/facts.ts';
import type { StageState } from '../../../lambda/decision/state.ts';
import { followWaiting } from '../../../lambda/decision/still-waiting.ts';
import { BAD } from '../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aState, aWaiting } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aStage, notSeen, occupiedBy, seen, theFacts } from '../../support/builders/observations.ts';

const closed = { enabled: false, reason: 'ours', lastChangedBy: 'ours', lastChangedAt: at('10:19') };
const stage = seen(aStage({ occupant: occupiedBy(BAD, 'InProgress'), inbound: closed }));
const incident = aWaiting({ occupant: BAD.id, ending: { kind: 'stop', execution: BAD.id } });
const pause = { by: 'alice', since: at('10:20') };

/** What is done in the next look at a deployment that is to be stopped. */
function effectsWith(
  facts: Partial<Facts> = {},
  state: Partial<StageState> = {},
  mode: 'enforce' | 'dry-run' = 'enforce',
) {
  const guard = seen({ kind: 'found' as const, policy: aGuard({ mode, whileDeploying: 'stop' }) });
  const turn = aTurn({ state: aState({ incident, ...state }), facts: theFacts({ stage, guard, ...facts }) });
  return (followWaiting(turn, incident, []).effects ?? []).map(({ kind }) => kind);
}

test('a deployment that was to be stopped, and is not yet, is stopped', () => {
  expect(effectsWith()).toEqual(['stop']);
});

test('a deployment that was to be stopped goes on where the guard is in dry-run mode by now', () => {
  expect(effectsWith({}, {}, 'dry-run')).toEqual([]);
});

test.each([
  ['somebody has paused everything since', { globalPause: seen(pause) }, {}],
  ['somebody has paused the stage since', {}, { pause }],
  ['it cannot be read whether somebody has', { globalPause: notSeen('the pause') }, {}],
])('nothing is stopped where %s', (_, facts, state) => {
  expect(effectsWith(facts, state)).toEqual([]);
});
