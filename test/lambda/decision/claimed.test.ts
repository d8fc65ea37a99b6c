import { describe, expect, test } from 'vitest';
import { followClaimed } from '../../../lambda/decision/claimed.ts';
import type { RollbackAnswer } from '../../../lambda/decision/effects.ts';
import type { Claimed } from '../../../lambda/decision/incident.ts';
import type { ObservedStage } from '../../../lambda/decision/stage.ts';
import type { Turn } from '../../../lambda/decision/turn.ts';
import { anAlarmEvent } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { anExecution, aRollbackTo, BAD, executionId, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aGuard, aTurn } from '../../support/builders/facts.ts';
import { aFreeze, OURS } from '../../support/builders/freezes.ts';
import { aClaimed, aState, incidentSettings } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { allOf, aStage, occupiedBy, seen, theFacts } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const NEXT = anExecution('c', { startedAt: at('10:19:30') });
const latency = anAlarmCause({ id: 'alarm/shop-latency/1', event: anAlarmEvent({ alarm: arnOf('shop-latency') }) });

/** What comes of a claim that is answered so, or is taken up without an answer. */
function follow(
  claim: Claimed,
  { answer, stage = aStage(), ...but }: { answer?: RollbackAnswer; stage?: ObservedStage } & Partial<Turn> = {},
) {
  const results = answer === undefined ? [] : [{ kind: 'rollback' as const, target: claim.plan.target.id, answer }];
  const recent = allOf(NEXT, BAD, GOOD, OLDER);
  const succeeded = allOf(BAD, GOOD, OLDER);
  const facts = theFacts({ stage: seen(stage), recent, succeeded, guard: seen({ kind: 'found', policy: aGuard() }) });
  return followClaimed(aTurn({ state: aState({ incident: claim }), facts, results, ...but }), claim, []);
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

describe('a rollback whose calls are not answered', () => {
  const lost = { calledAt: at('10:35'), lost: 'InternalFailure' };

  test('is asked for again once the last was found not to have been accepted', () => {
    const { effects = [] } = follow(aClaimed({ ...lost, calledAt: at('10:34:50') }), { now: at('10:35:30') });
    expect(effects[0]).toMatchObject({ kind: 'rollback' });
  });

  test('is refused when that is so for a quarter of an hour, with the last error', () => {
    const before = follow(aClaimed(lost), { now: at('10:35:20') });
    expect(before.state.incident).toMatchObject({ phase: 'claimed' });
    const { effects = [], state } = follow(aClaimed(lost), { now: at('10:35:40') });
    expect(effects).toEqual([]);
    expect(state.incident).toBeUndefined();
    expect(state.promised[0]).toMatchObject({
      reason: 'refused',
      sentence: expect.stringContaining('InternalFailure'),
    });
  });
});

describe('a rollback that a person gave up while its call was in doubt', () => {
  const aborted = { id: 'command/1', at: at('10:20:10'), by: 'alice', reason: 'by hand' };
  const claim = aClaimed({ lost: 'InternalFailure', aborted });

  test('is not called again, and ends once the call is known not to have been accepted', () => {
    expect(follow(claim, { now: at('10:20:20') }).state.incident).toMatchObject({ phase: 'claimed', aborted });
    const { effects = [], state } = follow(claim, { now: at('10:20:40') });
    expect(effects).toEqual([]);
    expect(state.incident).toBeUndefined();
    expect(state.promised.at(-1)).toMatchObject({ id: 'command/1', code: 'aborted', cause: 'alice' });
  });

  test('is remembered as ours where it was accepted after all', () => {
    const rollback = aRollbackTo(GOOD, 'f', { startedAt: at('10:20:01') });
    const facts = theFacts({
      stage: seen(aStage({ occupant: occupiedBy(rollback, 'InProgress') })),
      recent: allOf(rollback, BAD, GOOD),
    });
    const { state } = follow(claim, { facts });
    expect(state.incident).toBeUndefined();
    expect(state.rollbacks).toMatchObject([{ executionId: rollback.id }]);
    expect(state.promised.map(({ code }) => code)).toEqual(['rollback', 'aborted']);
  });
});

describe('while CodePipeline does not take a rollback for now', () => {
  const conflict = { kind: 'conflict', error: 'ConflictException' } as const;
  const lost = { kind: 'lost', error: 'InternalFailure' } as const;
  const sinceThen = at('10:20:02');

  test.each([conflict, lost, { kind: 'not-taken', error: 'Throttling' } as const])(
    'the way in is closed ($kind)',
    (answer) => {
      const { effects = [], state } = follow(aClaimed(), { answer });
      expect(effects).toMatchObject([{ kind: 'freeze', reason: expect.stringContaining(aClaimed().id) }]);
      expect(state.freeze).toMatchObject({ condition: 'making', incident: aClaimed().id });
    },
  );

  test('it is not where the guard wants no freeze', () => {
    const claim = aClaimed({ settings: incidentSettings({ freeze: false }) });
    expect(follow(claim, { answer: lost }).effects ?? []).toEqual([]);
  });

  test('an older freeze may be the reason, and is lifted: one that was made since the first refusal is not', () => {
    const stage = aStage({ inbound: OURS });
    const kinds = (since: number) => {
      const state = aState({ incident: aClaimed(), freeze: aFreeze({ since }) });
      return follow(aClaimed(), { answer: conflict, stage, state, now: at('10:20:10') }).effects ?? [];
    };
    expect(kinds(at('10:19'))).toMatchObject([{ kind: 'thaw' }]);
    expect(kinds(sinceThen)).toEqual([]);
  });

  test('a freeze of an earlier incident that was lifted in vain is made anew as what it was', () => {
    const freeze = aFreeze({ condition: 'lifted', incident: 'earlier', reason: 'earlier', since: sinceThen });
    const state = aState({ incident: aClaimed(), freeze });
    const next = follow(aClaimed(), { answer: conflict, state });
    expect(next.effects).toEqual([{ kind: 'freeze', reason: 'earlier' }]);
    expect(next.state.freeze).toMatchObject({ incident: 'earlier', condition: 'making' });
  });

  test('what is told in the end says that the stage stays frozen', () => {
    const state = aState({ incident: aClaimed(), freeze: aFreeze({ since: sinceThen }) });
    const next = follow(aClaimed(), { answer: { kind: 'final', error: 'AccessDenied' }, state });
    expect(next.state.promised).toMatchObject([{ reason: 'refused', frozen: true }]);
    expect(next.state.freeze).toMatchObject({ condition: 'made' });
  });
});
