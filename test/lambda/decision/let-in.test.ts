import { expect, test } from 'vitest';
import { followRollback } from '../../../lambda/decision/following.ts';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import { SECOND } from '../../../lambda/decision/time.ts';
import { GOOD } from '../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aRollingBack, aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, aStage, seen, theFacts } from '../../support/builders/observations.ts';

const INCIDENT = aRollingBack();
const reason = freezeReason(INCIDENT.id, 'bbbb');

/** A rollback waits before the stage, whose transition somebody else disabled. */
function keptOutBy(lastChangedBy: string, ...others: readonly string[]) {
  const { rollbackExecutionId: id } = INCIDENT;
  const inbound = { enabled: false, disabledReason: 'Release week', lastChangedBy };
  const facts = theFacts({ stage: seen(aStage({ waiting: [id, ...others], inbound })), recent: allOf(GOOD) });
  const executions = { [id]: seen({ status: 'InProgress' as const, version: 7, variables: [] }) };
  const turn = aTurn({ state: aState({ incident: INCIDENT }), facts: { ...facts, executions }, now: at('10:25') });
  return followRollback(turn, INCIDENT).state.promised[0];
}

/** A rollback waits before the stage, whose freeze was to be lifted so many seconds ago and is still seen. */
function follow(seconds: number) {
  const freeze = { reason, incident: INCIDENT.id, since: at('10:22'), condition: 'lifted' as const };
  const { rollbackExecutionId: id } = INCIDENT;
  const inbound = { enabled: false, disabledReason: reason };
  const facts = theFacts({
    stage: seen(aStage({ waiting: [id], inbound })),
    recent: allOf(GOOD),
    guard: seen({ kind: 'found', policy: aGuard() }),
  });
  const executions = { [id]: seen({ status: 'InProgress' as const, version: 7, variables: [] }) };
  const turn = aTurn({ state: aState({ incident: INCIDENT, freeze }), facts: { ...facts, executions } });
  return followRollback({ ...turn, now: at('10:22') + seconds * SECOND }, INCIDENT);
}

test('a freeze that was to be lifted and is seen all the same is lifted again, once that is not just shown late: the function may have died before it was', () => {
  expect(follow(10).effects ?? []).toEqual([]);
  expect(follow(40).effects).toMatchObject([{ kind: 'thaw', reason }]);
});

test('where that does not help, people are told', () => {
  const codes = (seconds: number) => follow(seconds).state.promised.map(({ code }) => code);
  expect(codes(40)).toEqual([]);
  expect(codes(100)).toEqual(['rollback-kept-out']);
});

test('where somebody else disabled the transition, people are told by whom, and how it is enabled', () => {
  const entry = keptOutBy('alice', 'v3');
  expect(entry).toMatchObject({ code: 'rollback-kept-out', reason: 'not-ours', frozen: false });
  expect(entry?.sentence).toContain('inbound transition is disabled by alice, and execution v3 would enter with it');
  expect(entry?.sentence).toContain(
    'aws codepipeline enable-stage-transition --pipeline-name shop --stage-name Prod --transition-type Inbound',
  );
  expect(keptOutBy('alice')?.sentence).toContain('inbound transition is disabled by alice: a person has to enable it');
});
