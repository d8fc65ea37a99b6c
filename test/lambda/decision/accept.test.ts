import { describe, expect, test } from 'vitest';
import { acceptRollback } from '../../../lambda/decision/accept.ts';
import type { Change, Result } from '../../../lambda/decision/effects.ts';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import type { StageState } from '../../../lambda/decision/state.ts';
import { tellable } from '../../../lambda/decision/tellable.ts';
import { aTurn } from '../../support/builders/facts.ts';
import { aClaimed, aState, incidentSettings, ROLLBACK_ID } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aStage, seen, theFacts } from '../../support/builders/observations.ts';

function accepted(
  state: Partial<StageState> = {},
  { stage = aStage(), claim = aClaimed(), results = [] as readonly Result[] } = {},
) {
  const facts = theFacts({ stage: seen(stage) });
  return acceptRollback(aTurn({ state: aState({ incident: claim, ...state }), facts, results }), claim, ROLLBACK_ID);
}

function freezeAnswered(answer: Change): readonly Result[] {
  return [{ kind: 'freeze', reason: freezeReason(aClaimed().id, aClaimed().plan.suspect.id), answer }];
}

describe('once a rollback is accepted', () => {
  test('the way in is closed', () => {
    expect(accepted().effects).toMatchObject([{ kind: 'freeze' }]);
  });

  test('the way in that was closed at once behind it stays so, and people are told', () => {
    const { state, effects = [] } = accepted({}, { results: freezeAnswered({ kind: 'done' }) });
    expect(effects).toEqual([]);
    expect(state.freeze).toMatchObject({ incident: aClaimed().id, condition: 'made' });
    expect(tellable(state, effects)).toMatchObject([{ entry: { code: 'rollback', frozen: true } }]);
  });

  test('people are told behind the rollback that the way in could not be closed', () => {
    const results = freezeAnswered({ kind: 'failed', error: 'AccessDeniedException', transient: false });
    const { state } = accepted({}, { results });
    expect(state.promised).toMatchObject([{ code: 'rollback', frozen: false }, { code: 'freeze-failed' }]);
  });

  test('the way in stays open where the guard wants no freeze', () => {
    const claim = aClaimed({ settings: incidentSettings({ freeze: false }) });
    expect(accepted({}, { claim }).effects).toEqual([]);
  });

  test('the freeze of an earlier incident goes on for this one', () => {
    const freeze = { reason: 'r', incident: 'earlier', since: at('09:00'), condition: 'made' } as const;
    const stage = aStage({ inbound: { enabled: false, disabledReason: 'r' } });
    const { state, effects } = accepted({ freeze }, { stage });
    expect(effects).toEqual([]);
    expect(state.freeze).toMatchObject({ reason: 'r', incident: aClaimed().id });
  });

  test('the way in that somebody opened since an earlier incident is closed', () => {
    const freeze = { reason: 'r', incident: 'earlier', since: at('09:00'), condition: 'made' } as const;
    const { state, effects } = accepted({ freeze });
    expect(effects).toMatchObject([{ kind: 'freeze' }]);
    expect(state.freeze).toMatchObject({ incident: aClaimed().id, condition: 'making' });
  });

  test('the release that was on probation is on it no longer', () => {
    expect(accepted({ probation: { executionId: 'b', endsAt: at('11:00') } }).state.probation).toBeUndefined();
  });
});
