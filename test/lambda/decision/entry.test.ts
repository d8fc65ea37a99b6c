import { describe, expect, test } from 'vitest';
import { Entry } from '../../../lambda/decision/entry.ts';
import {
  entryOfEnd,
  entryOfHold,
  entryOfIncident,
  entryOfRollback,
  entryOfWait,
} from '../../../lambda/decision/entry-of.ts';
import { describeExecution } from '../../../lambda/decision/execution.ts';
import { freezeReason, withFreezeOf } from '../../../lambda/decision/freeze.ts';
import { hold } from '../../../lambda/decision/hold.ts';
import { incidentId } from '../../../lambda/decision/incident.ts';
import type { Wait } from '../../../lambda/decision/plan.ts';
import type { FreezeCondition } from '../../../lambda/decision/state.ts';
import { aCommandCause, anAlarmCause, anObservedCause } from '../../support/builders/causes.ts';
import { anEntry, ENTRY_CODES } from '../../support/builders/entries.ts';
import { anExecution, BAD, GOOD } from '../../support/builders/executions.ts';
import { aRollingBack, aState, aVerifying, aWaiting, ROLLBACK_ID } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { arnOf } from '../../support/home.ts';

describe('the decision record', () => {
  test('of a hold is keyed by its cause, so that a redelivery writes the same', () => {
    const decision = hold.alarmNotFound({ alarm: 'shop-5xx' });
    const [first, again] = ['10:21', '10:25'].map((time) => entryOfHold(anAlarmCause(), decision, at(time)));
    expect(first).toMatchObject({
      id: 'alarm/shop-5xx/1',
      causedAt: at('10:20'),
      code: 'hold',
      reason: 'alarm-not-found',
    });
    expect(again).toEqual({ ...first, at: at('10:25') });
  });

  test('of a hold is announced as its reason says', () => {
    const of = (decision: ReturnType<typeof hold.stageBusy>) =>
      entryOfHold(anAlarmCause(), decision, at('10:21')).announce;
    expect(of(hold.alarmNotFound({ alarm: 'a' }))).toBe(true);
    expect(of(hold.stageBusy({ until: at('10:25') }))).toBe(false);
  });

  test('of a wait leaves room for the decision that follows', () => {
    const wait: Wait = {
      kind: 'wait',
      waitsFor: 'deployment',
      occupant: BAD.id,
      suspect: BAD,
      sentence: 'wait',
    };
    const entry = entryOfWait(anAlarmCause(), 'incident-1', wait, at('10:21'));
    expect(entry).toMatchObject({ id: 'alarm/shop-5xx/1/wait', incident: 'incident-1', suspect: BAD });
  });

  test.each([
    ['deployment', undefined],
    ['approval', undefined],
    ['rollback', 'rollback'],
    ['other-stage', 'other-stage'],
  ] as const)('of a wait for %s says where nothing deploys', (waitsFor, reason) => {
    const entry = entryOfWait(anAlarmCause(), 'incident-1', { waitsFor, suspect: BAD, sentence: 'wait' }, at('10:21'));
    expect(entry.reason).toBe(reason);
  });

  test('of a rollback names both executions, and whose it was', () => {
    const ours = entryOfRollback(aRollingBack(), at('10:21'));
    expect(ours).toMatchObject({ code: 'rollback', suspect: BAD, target: GOOD, rollbackExecutionId: ROLLBACK_ID });
    expect(ours).toMatchObject({ cause: 'alarm "shop-5xx"', alarmReason: 'Threshold Crossed' });
    const theirs = entryOfRollback(aRollingBack({ cause: anObservedCause() }), at('10:21'));
    expect(theirs).toMatchObject({ code: 'rollback-by-others', cause: "the pipeline's own rule" });
  });

  test('of several events of an alarm names their number and their times', () => {
    const events = { count: 3, from: at('10:20'), lastAt: at('10:24') };
    const cause = anAlarmCause({ merged: { ...events, lastId: 'alarm/shop-5xx/3' } });
    const decision = hold.alarmNotFound({ alarm: 'shop-5xx' });
    expect(entryOfHold(cause, decision, at('10:25'))).toMatchObject({ id: cause.id, events });
  });

  test('of what happens to an incident later names no events: the decision about them has', () => {
    const cause = anAlarmCause({ merged: { count: 2, from: at('10:20'), lastAt: at('10:24'), lastId: 'last' } });
    expect(entryOfIncident(aVerifying({ cause }), 'recovered', 'ok', at('10:30'))).not.toHaveProperty('events');
    expect(entryOfEnd(aWaiting({ causes: [cause] }), 'over', at('10:30'))).not.toHaveProperty('events');
  });

  test('of an incident that came to nothing is one for each incident', () => {
    expect(entryOfEnd(aWaiting(), 'the deployment was stopped', at('10:30'))).toMatchObject({
      id: '20260110-102000-bbbb/not-rolled-back',
      code: 'not-rolled-back',
    });
  });

  test('is no longer than a state can hold', () => {
    const decision = hold.notGuarded({ what: 'x'.repeat(100_000) });
    expect(entryOfHold(anAlarmCause(), decision, at('10:21')).sentence).toHaveLength(2_000);
  });

  test('of the further life of an incident is keyed by incident and code', () => {
    const entry = entryOfIncident(aVerifying(), 'recovered', 'every alarm is OK', at('10:30'));
    expect(entry).toMatchObject({ id: '20260110-102000-bbbb/recovered', incident: '20260110-102000-bbbb' });
  });

  test('of further things of one code are told apart', () => {
    const [one, other] = ['one', 'other'].map((about) =>
      entryOfIncident(aVerifying(), 'held-back', 'stopped', at('10:30'), about),
    );
    expect(one?.id).not.toBe(other?.id);
  });

  test.each<[FreezeCondition, boolean]>([
    ['making', false],
    ['made', true],
    ['lifted', false],
    ['lifting', false],
    ['released', false],
  ])('says of a freeze that is "%s" whether it was in force', (condition, frozen) => {
    const incident = '20260110-102000-bbbb';
    const freeze = { reason: freezeReason(incident, BAD.id), incident, since: at('10:21'), condition };
    const entry = entryOfRollback(aRollingBack(), at('10:21'));
    expect(withFreezeOf(aState({ freeze }), entry)).toMatchObject({ alarm: arnOf('shop-5xx'), frozen });
  });

  test('says that nothing is frozen where no freeze is remembered', () => {
    expect(withFreezeOf(aState(), entryOfRollback(aRollingBack(), at('10:21')))).toMatchObject({ frozen: false });
  });

  test.each(ENTRY_CODES)('of code %s can be read back', (code) => {
    const entry = anEntry({ code, alarm: 'shop-5xx', frozen: true });
    expect(Entry.parse(entry)).toEqual(entry);
  });
});

test('an incident is named by the time of its cause and its suspect, in characters that a freeze may carry', () => {
  const id = incidentId(aCommandCause({ at: at('10:20:03') }), BAD.id);
  expect(id).toBe('20260110-102003-bbbb');
  expect(freezeReason(id, BAD.id)).toContain(id);
});

describe('an execution is told by its short id and first revision', () => {
  test.each([
    ['with a summary', anExecution('a'), 'aaaaaaaa (c0ffeea "Release a")'],
    [
      'without a summary',
      anExecution('a', { revisions: [{ action: 'Source', id: '0123456789abcdef' }] }),
      'aaaaaaaa (0123456789ab)',
    ],
    ['without revisions', anExecution('a', { revisions: [] }), 'aaaaaaaa'],
    [
      'with at most 60 characters of it',
      anExecution('a', { revisions: [{ action: 'S', id: '1', summary: 'x'.repeat(61) }] }),
      `aaaaaaaa (1 "${'x'.repeat(59)}…")`,
    ],
  ])('%s', (_, execution, told) => {
    expect(describeExecution(execution)).toBe(told);
  });
});
