import { describe, expect, test } from 'vitest';
import { commanded } from '../../../lambda/decision/commands/commanded.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import type { StageState } from '../../../lambda/decision/state.ts';
import { Command } from '../../../lambda/intake/command.ts';
import { aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aTurn } from '../../support/builders/facts.ts';
import { aClaimed, aRollingBack, aState, aWaiting } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, aStage, occupiedBy, seen, theFacts } from '../../support/builders/observations.ts';

function ask(action: object, state: Partial<StageState>, facts: Partial<Facts> = {}) {
  const command = Command.parse({ pipeline: 'shop', stage: 'Prod', by: 'alice', ...action });
  const turn = aTurn({ state: aState(state), facts: theFacts(facts) });
  return commanded(turn, { id: 'command/1', at: at('10:20'), command });
}

describe('abort', () => {
  const rollback = aRollbackTo(GOOD, 'f', { startedAt: at('10:20:01') });

  test('does not forget a rollback of ours that was accepted', () => {
    const stage = seen(aStage({ occupant: occupiedBy(rollback, 'InProgress') }));
    const next = ask({ action: 'abort' }, { incident: aClaimed() }, { stage, recent: allOf(rollback, BAD, GOOD) });
    expect(next?.state.rollbacks).toMatchObject([{ executionId: rollback.id }]);
    expect(next?.state.automaticRollbacks).toMatchObject([{ suspect: BAD.id }]);
  });

  test('waits as long as it is in doubt whether one was accepted', () => {
    const next = ask({ action: 'abort' }, { incident: aClaimed() });
    expect(next?.answer).toMatchObject({ decision: 'pending' });
    expect(next?.state.incident).toMatchObject({ phase: 'claimed', aborted: { by: 'alice' } });
  });

  test('decides about every cause of the incident', () => {
    const next = ask({ action: 'abort' }, { incident: aWaiting() });
    expect(next?.state.promised).toContainEqual(expect.objectContaining({ id: 'alarm/shop-5xx/1', reason: 'aborted' }));
  });
});

test('forgive is refused for what an open incident blames', () => {
  const releases = [{ execution: BAD, badSince: at('10:19') }];
  const next = ask({ action: 'forgive', execution: BAD.id }, { incident: aRollingBack(), releases });
  expect(next?.answer).toMatchObject({ decision: 'incident-open' });
  expect(next?.state.releases).toEqual(releases);
});

test('release leaves a transition alone that somebody else has disabled since our freeze', () => {
  const freeze = { reason: 'ours', incident: 'i', since: at('09:00'), condition: 'made', changedBy: 'us' } as const;
  const inbound = { enabled: false, disabledReason: 'mine', lastChangedBy: 'bob' };
  const next = ask({ action: 'release' }, { freeze }, { stage: seen(aStage({ inbound })) });
  expect(next?.answer).toMatchObject({ decision: 'not-ours', reason: expect.stringContaining('bob') });
  expect(next?.state.freeze).toBeUndefined();
});
