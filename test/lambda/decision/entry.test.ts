import { describe, expect, test } from 'vitest';
import {
  entryOfHold,
  entryOfIncident,
  entryOfRollback,
  entryOfWait,
  incidentId,
  withFreezeOf,
} from '../../../lambda/decision/entry.ts';
import { describeExecution } from '../../../lambda/decision/execution.ts';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import { hold } from '../../../lambda/decision/hold.ts';
import { parseEntry } from '../../../lambda/stage/forms.ts';
import { aCommandCause, anAlarmCause, anObservedCause } from '../../support/builders/causes.ts';
import { aDeployment } from '../../support/builders/deployments.ts';
import { anEntry, ENTRY_CODES } from '../../support/builders/entries.ts';
import { anExecution, BAD, GOOD } from '../../support/builders/executions.ts';
import { aClaimed, aMemory, aRollingBack, aVerifying, ROLLBACK_ID } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aStage, notSeen, seen } from '../../support/builders/observations.ts';

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
    const wait = { kind: 'wait', deployment: aDeployment(), stop: false, sentence: 'wait' } as const;
    expect(entryOfWait(anAlarmCause(), wait, at('10:21'))).toMatchObject({ id: 'alarm/shop-5xx/1/wait', suspect: BAD });
  });

  test('of a rollback names both executions, and whose it was', () => {
    const ours = entryOfRollback(aClaimed(), ROLLBACK_ID, at('10:21'));
    expect(ours).toMatchObject({ code: 'rollback', suspect: BAD, target: GOOD, rollbackExecutionId: ROLLBACK_ID });
    expect(ours).toMatchObject({ cause: 'alarm "shop-5xx"', alarmReason: 'Threshold Crossed' });
    const theirs = entryOfRollback(aRollingBack({ cause: anObservedCause() }), ROLLBACK_ID, at('10:21'));
    expect(theirs).toMatchObject({ code: 'rollback-by-others', cause: "the pipeline's own rule" });
  });

  test('of the further life of an incident is keyed by incident and code', () => {
    const entry = entryOfIncident(aVerifying(), 'recovered', 'every alarm is OK', at('10:30'));
    expect(entry).toMatchObject({ id: '20260110-102000-bbbb/recovered', incident: '20260110-102000-bbbb' });
  });

  test('names the alarm, and whether our freeze was in force: as seen, or else as remembered', () => {
    const freeze = { reason: freezeReason('20260110-102000-bbbb', BAD.id), since: at('10:21') };
    const entry = entryOfRollback(aClaimed(), ROLLBACK_ID, at('10:21'));
    expect(withFreezeOf(aMemory({ freeze }), entry)).toMatchObject({ alarm: 'shop-5xx', frozen: true });
    expect(withFreezeOf(aMemory(), entry)).toMatchObject({ frozen: false });
    expect(withFreezeOf(aMemory({ freeze }), entry, notSeen('the stage'))).toMatchObject({ frozen: true });
    const released = seen(aStage({ inbound: { enabled: true } }));
    expect(withFreezeOf(aMemory({ freeze }), entry, released)).toMatchObject({ frozen: false });
    const frozen = seen(aStage({ inbound: { enabled: false, disabledReason: freeze.reason } }));
    expect(withFreezeOf(aMemory({ freeze }), entry, frozen)).toMatchObject({ frozen: true });
  });

  test.each(ENTRY_CODES)('of code %s can be read back', (code) => {
    const entry = anEntry({ code, alarm: 'shop-5xx', frozen: true });
    expect(parseEntry(entry)).toEqual(entry);
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
      'with the first line of a summary',
      anExecution('a', { revisions: [{ action: 'S', id: '1', summary: 'One\nTwo' }] }),
      'aaaaaaaa (1 "One")',
    ],
    [
      'with at most 60 characters of it',
      anExecution('a', { revisions: [{ action: 'S', id: '1', summary: 'x'.repeat(61) }] }),
      `aaaaaaaa (1 "${'x'.repeat(59)}…")`,
    ],
  ])('%s', (_, execution, told) => {
    expect(describeExecution(execution)).toBe(told);
  });
});
