import { describe, expect, test } from 'vitest';
import type { AlarmCause } from '../../../lambda/decision/cause.ts';
import { endAfterRollback } from '../../../lambda/decision/end-after-rollback.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import { freshCauses } from '../../../lambda/decision/fresh.ts';
import { withDecided } from '../../../lambda/decision/remembered.ts';
import type { StageState } from '../../../lambda/decision/state.ts';
import { answerOf } from '../../support/answer-of.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { aTurn } from '../../support/builders/facts.ts';
import { aRollingBack, aState, aWaiting } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { theFacts } from '../../support/builders/observations.ts';

const cause = anAlarmCause();
const ALARM = cause.event.alarm;

function fresh(state: Partial<StageState>, recorded: Facts['recorded'] = {}, came = cause) {
  return answerOf(() => freshCauses(aState(state), theFacts({ recorded }), [came]));
}

const decided = (from: string, to: string) => ({ decided: [{ alarm: ALARM, from: at(from), to: at(to) }] });

describe('an event', () => {
  test('is fresh where it has no record yet', () => {
    expect(fresh({}, { [cause.id]: false })).toEqual([cause]);
  });

  test('is decided where its record is written', () => {
    expect(fresh({}, { [cause.id]: true })).toEqual([]);
  });

  test('is decided where the last decision was about its time', () => {
    expect(fresh(decided('10:19', '10:21'))).toEqual([]);
  });

  test('is fresh where it came after the last decision, and nothing has to be read for that', () => {
    expect(fresh(decided('10:18', '10:19'))).toEqual([cause]);
  });

  test('is looked up where an incident may have covered it, although it came after the last decision', () => {
    const covered = { ...decided('10:18', '10:19'), covered: { from: at('10:19:30'), to: at('10:20:30') } };
    expect(fresh(covered)).toMatchObject({ kind: 'wants', wants: [{ fact: 'recorded', entry: cause.id }] });
    expect(fresh(covered, { [cause.id]: true })).toEqual([]);
  });

  test('is fresh without a look at the records where every decision since is remembered', () => {
    expect(fresh({ decidedSince: at('10:00') })).toEqual([cause]);
  });

  test('is looked up where it is older than what is remembered of decisions', () => {
    expect(fresh({ decidedSince: at('10:30') })).toMatchObject({ kind: 'wants' });
  });

  test('is looked up where the decision about it was forgotten for want of room', () => {
    const names = Array.from({ length: 111 }, (_, number) => `alarm-${number}`);
    const many = names.reduce(
      (state, alarm) => withDecided(state, { alarm, from: at('10:20'), to: at('10:20:30') }),
      aState({ decidedSince: at('10:00') }),
    );
    expect(fresh(many)).toMatchObject({ kind: 'wants' });
  });

  test('is decided also where an older one was decided after it', () => {
    const last = withDecided(aState(), { alarm: ALARM, from: at('10:20'), to: at('10:20:30') });
    expect(fresh(withDecided(last, { alarm: ALARM, from: at('10:02'), to: at('10:02') }))).toEqual([]);
  });

  test('is looked up where an incident before the last one may have covered it', () => {
    const past = { covered: { from: at('10:15'), to: at('10:30') }, decidedSince: at('10:00') };
    const incident = aRollingBack({ openedAt: at('10:50') });
    const turn = aTurn({ state: aState({ ...past, incident }), now: at('11:00') });
    const { state } = endAfterRollback(turn, incident, { code: 'rollback-failed', sentence: '' });
    expect(fresh(state)).toMatchObject({ kind: 'wants' });
  });

  test('that is delivered again, and lies in the mailbox together with a later one, takes nothing of that away', () => {
    const later = at('10:22');
    const letter = { ...cause, merged: { count: 2, from: cause.at, lastAt: later, lastId: 'the later one' } };
    const decide = (...came: readonly AlarmCause[]) =>
      freshCauses(aState({ decidedSince: at('10:00') }), theFacts(), came);
    expect(decide(cause, letter)).toEqual([letter]);
    expect(decide(letter, cause)).toEqual([letter]);
  });

  test('that came with another of its alarm is looked up whatever is remembered: they would be decided by one name', () => {
    const later = { ...cause, id: 'the later one', at: at('10:22') };
    const remembered = aState({ decidedSince: at('10:00') });
    const decide = (recorded: Facts['recorded']) =>
      answerOf(() => freshCauses(remembered, theFacts({ recorded }), [cause, later]));
    expect(decide({})).toEqual({
      kind: 'wants',
      wants: [cause, later].map(({ id, at: causedAt }) => ({ fact: 'recorded', entry: id, causedAt })),
    });
    expect(decide({ [cause.id]: true, [later.id]: false })).toEqual([later]);
    expect(decide({ [cause.id]: false, [later.id]: false })).toMatchObject([
      { id: cause.id, merged: { count: 2, lastId: later.id } },
    ]);
  });

  test('is not decided anew while it waits in an incident', () => {
    expect(fresh({ incident: aWaiting({ causes: [cause] }) }, { [cause.id]: false })).toEqual([]);
  });
});
