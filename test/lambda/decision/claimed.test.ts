import { describe, expect, test } from 'vitest';
import { followClaimed } from '../../../lambda/decision/claimed.ts';
import type { RollbackAnswer } from '../../../lambda/decision/effects.ts';
import type { Claimed } from '../../../lambda/decision/incident.ts';
import type { ObservedStage } from '../../../lambda/decision/stage.ts';
import { anAlarmEvent } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { anExecution, BAD, executionId, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aClaimed, aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, aStage, occupiedBy, seen, theFacts } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const NEXT = anExecution('c', { startedAt: at('10:19:30') });
const latency = anAlarmCause({ id: 'alarm/shop-latency/1', event: anAlarmEvent({ alarm: arnOf('shop-latency') }) });

/** What comes of a claim that is answered so, or is taken up without an answer. */
function follow(claim: Claimed, { answer, stage = aStage() }: { answer?: RollbackAnswer; stage?: ObservedStage } = {}) {
  const results = answer === undefined ? [] : [{ kind: 'rollback' as const, target: claim.plan.target.id, answer }];
  const recent = allOf(NEXT, BAD, GOOD, OLDER);
  const succeeded = allOf(BAD, GOOD, OLDER);
  const facts = theFacts({ stage: seen(stage), recent, succeeded, guard: seen({ kind: 'found', policy: aGuard() }) });
  return followClaimed(aTurn({ state: aState({ incident: claim }), facts, results }), claim, []);
}

describe('a rollback that CodePipeline does not take', () => {
  test('ever: every alarm of the incident is decided, and it ends', () => {
    const claim = aClaimed({ causes: [anAlarmCause(), latency] });
    const { state } = follow(claim, { answer: { kind: 'final', error: 'AccessDeniedException' } });
    expect(state.incident).toBeUndefined();
    expect(state.promised).toMatchObject([
      { id: 'alarm/shop-5xx/1', reason: 'refused', announce: false },
      { id: 'alarm/shop-latency/1', reason: 'refused', announce: false },
      { code: 'not-rolled-back', reason: 'refused', announce: true },
    ]);
  });

  test('for any target: it is given up after ten', () => {
    const refused = [...'123456789'].map(executionId);
    const { state } = follow(aClaimed({ refused }), { answer: { kind: 'target-refused', error: 'Outdated' } });
    expect(state.incident).toBeUndefined();
    expect(state.promised).toContainEqual(expect.objectContaining({ reason: 'refused' }));
  });

  test('for the moment: it is not asked for again before its time', () => {
    const callAgainAt = at('10:20:30');
    const { effects = [], wakeBy } = follow(aClaimed({ answered: true, callAgainAt }));
    expect(effects).toEqual([]);
    expect(wakeBy).toBe(callAgainAt);
  });

  test('while the stage runs: the end of what runs is waited for, and no target is refused for that', () => {
    const stage = aStage({ occupant: occupiedBy(BAD, 'InProgress') });
    const { state } = follow(aClaimed(), { answer: { kind: 'unable', error: 'Unable' }, stage });
    expect(state.incident).toMatchObject({ phase: 'waiting', waitsFor: 'deployment' });
  });

  test('although the stage seems to be at rest: no other target is asked for before that would show', () => {
    const { effects = [], state } = follow(aClaimed(), { answer: { kind: 'unable', error: 'Unable' } });
    expect(effects).toEqual([]);
    expect(state.incident).toMatchObject({ phase: 'claimed', unclear: true });
  });

  test('since something ran in the stage meanwhile: what it refused is asked for again', () => {
    const refusing = { since: at('10:19'), until: at('10:19:10') };
    const ran = [{ name: 'Deploy', status: 'Succeeded', changedAt: at('10:19:30') }];
    const claim = aClaimed({ answered: true, refused: [aClaimed().plan.target.id], refusing, unclear: true });
    const { effects = [] } = follow(claim, { stage: aStage({ actions: ran }) });
    expect(effects[0]).toMatchObject({ kind: 'rollback', target: claim.plan.target.id });
  });
});

test('a rollback that may have come and gone, while something else is in the stage, is waited for as long as it may be listed late', () => {
  const claim = aClaimed({ claimedAt: at('10:19:20'), calledAt: at('10:19:20') });
  const { effects = [], state } = follow(claim, { stage: aStage({ occupant: occupiedBy(NEXT) }) });
  expect(effects).toEqual([]);
  expect(state.incident).toEqual(claim);
});
