import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmCause, DecidableCause } from '../../lambda/decision/cause.ts';
import type { Incident } from '../../lambda/decision/incident.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import { NO_MAIL } from '../../lambda/stage/mailbox.ts';
import { parseMail, parsePause, parseState, STATE_FORM } from '../../lambda/stage/state-form.ts';
import { anAlarmEventWithoutPrevious } from '../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause, anObservedCause } from '../support/builders/causes.ts';
import { anEntry } from '../support/builders/entries.ts';
import { aRollbackTo, BAD, executionId, GOOD } from '../support/builders/executions.ts';
import {
  aClaimed,
  aPlan,
  aRollingBack,
  aState,
  aVerifying,
  aWaiting,
  incidentSettings,
} from '../support/builders/incidents.ts';
import { at } from '../support/builders/moments.ts';
import { HOME } from '../support/home.ts';

const stored = (state: unknown): unknown => unmarshall(marshall(state));

const time = fc.integer({ min: at('00:00'), max: at('23:59') });
const text = fc.string({ unit: 'grapheme' });
const ids = fc.array(fc.constantFrom(...'0123456789'), { maxLength: 4 }).map((digits) => digits.map(executionId));

const alarmCauses: fc.Arbitrary<AlarmCause> = fc
  .record({
    id: text,
    at: time,
    mute: fc.constantFrom({}, { mutedBy: { arn: 'arn:mute' } }, { mutedBy: { arn: 'arn:mute', until: 'noon' } }),
    more: fc.constantFrom(
      {},
      { outlasted: { incident: '20260110-102000-bbbb', rollback: executionId('d'), since: at('10:00') } },
      { merged: { count: 3, from: at('10:20'), lastAt: at('10:30'), lastId: 'last' }, again: true as const },
    ),
    reason: text,
    // DynamoDB has no negative zero.
    value: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((value) => value + 0),
  })
  .map(({ id, at: when, mute, more, reason, value }) =>
    anAlarmCause({
      id,
      at: when,
      ...more,
      event: {
        ...anAlarmEventWithoutPrevious(),
        ...mute,
        state: { value: 'ALARM', reason, grounds: { period: 60_000, datapoints: [{ at: when, value }] } },
        previous: { value: 'ALARM', suppressedBy: 'Alarm', reason },
      },
    }),
  );
const commandCauses = fc
  .record({ by: text, more: fc.constantFrom({}, { reason: 'errors' }, { target: GOOD.id }, { undo: true as const }) })
  .map(({ by, more }) => aCommandCause({ by, ...more }));
const causes: fc.Arbitrary<DecidableCause> = fc.oneof(alarmCauses, commandCauses);
const plans = text.map((grounds) =>
  aPlan({ grounds, suspect: { ...BAD, revisions: [] }, target: aRollbackTo(GOOD, 'd') }),
);
const settings = fc
  .record({
    freeze: fc.constantFrom<(boolean | 'until-recovered')[]>(true, false, 'until-recovered'),
    bakeMinutes: fc.nat(),
  })
  .map((but) => incidentSettings(but));

const incidents: fc.Arbitrary<Incident> = fc.oneof(
  fc.record({ causes: fc.array(causes), told: fc.array(text), settings }).map((but) => aWaiting(but)),
  fc
    .record({ cause: causes, others: fc.array(causes), plan: plans, refused: ids, settings })
    .map(({ cause, others, ...but }) => aClaimed({ ...but, causes: [cause, ...others] })),
  fc.record({ cause: causes, settledBehind: ids, acceptedAt: time }).map((but) => aRollingBack(but)),
  fc.constant(aRollingBack({ cause: anObservedCause() })),
  fc.record({ cause: causes, succeededAt: time, plan: plans }).map((but) => aVerifying(but)),
);

const states: fc.Arbitrary<StageState> = fc
  .record(
    {
      incident: incidents,
      releases: ids.map((found) =>
        found.map((id) => ({ execution: { ...BAD, id }, badSince: at('09:00'), variables: [] })),
      ),
      automaticRollbacks: ids.map((found) => found.map((suspect) => ({ suspect, at: at('09:00') }))),
      postponed: fc
        .array(alarmCauses, { maxLength: 3 })
        .map((found) =>
          found.map((cause) => ({ cause, why: 'unread' as const, since: 1, dueAt: 2, until: at('10:30') })),
        ),
      promised: fc.array(text, { maxLength: 2 }).map((found) => found.map((sentence) => anEntry({ sentence }))),
      freeze: fc.constantFrom(
        { reason: 'r', incident: 'i', since: 1, condition: 'making' as const },
        { reason: 'r', incident: 'i', since: 1, condition: 'made' as const, changedBy: 'arn:role' },
      ),
      pause: fc.constantFrom({ by: 'alice', since: 1 }, { by: 'alice', since: 1, reason: 'load test' }),
      probation: fc.record({ executionId: fc.constant(BAD.id), endsAt: time }),
      wakeAt: time,
    },
    { requiredKeys: [] },
  )
  .map((but) => aState(but));

test('the state of a stage survives DynamoDB, whatever it is', () => {
  return fc.assert(
    fc.property(states, (state) => {
      expect(parseState(STATE_FORM, stored(state), HOME)).toEqual({ ok: true, value: state });
    }),
    { numRuns: 300 },
  );
});

describe('a record is refused', () => {
  test.each([
    [
      'of a newer schema',
      STATE_FORM + 1,
      `its schema is ${STATE_FORM + 1}, this version of the function reads 1 and 3`,
    ],
    ['of a schema that is no number', '2', 'its schema is "2"'],
    ['without a schema', undefined, 'its schema is undefined'],
  ])('%s', (_, schema, problem) => {
    expect(parseState(schema, aState(), HOME)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });

  const edited = (state: object) => parseState(STATE_FORM, stored({ ...aState(), ...state }), HOME);
  test.each<[string, object, string]>([
    ['an unknown phase', { incident: { ...aClaimed(), phase: 'resting' } }, 'at incident.phase'],
    [
      'a missing suspect',
      { incident: { ...aClaimed(), plan: { ...aPlan(), suspect: null } } },
      'at incident.plan.suspect',
    ],
    ['a time as text', { releases: [{ execution: BAD, badSince: '10:00' }] }, 'at releases[0].badSince'],
    ['a list that is none', { automaticRollbacks: 1 }, 'at automaticRollbacks'],
    [
      'an observed cause that waits',
      { incident: { ...aWaiting(), causes: [anObservedCause()] } },
      'at incident.causes[0]',
    ],
    ['a promise without a cause', { incident: { ...aClaimed(), causes: [] } }, 'at incident.causes'],
    ['an unknown condition of the freeze', { freeze: { reason: 'r', incident: 'i', since: 1 } }, 'at freeze.condition'],
    ['a pause by nobody', { pause: { since: 1 } }, 'at pause.by'],
    ['an emptied wake-up', { wakeAt: null }, 'at wakeAt'],
  ])('that was edited by hand, with the place: %s', (_, state, place) => {
    expect(edited(state)).toEqual({ ok: false, problem: expect.stringContaining(place) });
  });

  test.each([undefined, null, 'state', []])('that is %j instead of a state', (state) => {
    expect(parseState(STATE_FORM, state, HOME)).toMatchObject({ ok: false });
  });
});

test('a pause of the whole controller survives, and a damaged one is refused', () => {
  const pause = { by: 'alice', since: at('09:00'), reason: 'load test' };
  expect(parsePause(stored(pause))).toEqual({ ok: true, value: pause });
  expect(parsePause({ by: 'alice' })).toEqual({ ok: false, problem: expect.stringContaining('at since') });
});

describe('a mailbox', () => {
  const letter = { kind: 'alarm', cause: anAlarmCause() } as const;

  test('is read with its letters, and the count of all that were left', () => {
    expect(parseMail(stored({ 'alarm shop-5xx': letter, stage: { kind: 'stage', at: 1 } }), 5)).toEqual({
      count: 5,
      letters: { 'alarm shop-5xx': letter, stage: { kind: 'stage', at: 1 } },
    });
  });

  test('counts a letter that nobody can read, and has none of it', () => {
    expect(parseMail({ 'alarm shop-5xx': letter, order: { kind: 'rollback' } }, 2)).toEqual({
      count: 2,
      letters: { 'alarm shop-5xx': letter },
    });
  });

  test.each([undefined, 'letters', 7])('that is %j is empty', (mail) => {
    expect(parseMail(mail, undefined)).toEqual(NO_MAIL);
  });

  test.each(['letters', 7, [1]])('that is %j counts what was left: only who has read as many takes it away', (mail) => {
    expect(parseMail(mail, 3)).toEqual({ letters: {}, count: 3 });
  });
});
