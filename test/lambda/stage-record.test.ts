import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmCause, DecidableCause } from '../../lambda/decision/cause.ts';
import type { Incident } from '../../lambda/decision/incident.ts';
import type { StageMemory } from '../../lambda/decision/state.ts';
import { parseMemory, parsePause, RECORD_SCHEMA } from '../../lambda/stage/state-form.ts';
import { anAlarmEventWithoutPrevious } from '../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause, anObservedCause } from '../support/builders/causes.ts';
import { aRollbackTo, BAD, executionId, GOOD } from '../support/builders/executions.ts';
import {
  aClaimed,
  aMemory,
  aPlan,
  aRollingBack,
  aVerifying,
  aWaiting,
  incidentSettings,
} from '../support/builders/incidents.ts';
import { at } from '../support/builders/moments.ts';

const stored = (memory: unknown): unknown => unmarshall(marshall(memory));

const time = fc.integer({ min: at('00:00'), max: at('23:59') });
const text = fc.string({ unit: 'grapheme' });
const ids = fc.array(fc.constantFrom(...'0123456789'), { maxLength: 4 }).map((digits) => digits.map(executionId));

const alarmCauses: fc.Arbitrary<AlarmCause> = fc
  .record({
    id: text,
    at: time,
    mute: fc.constantFrom({}, { mutedBy: { arn: 'arn:mute' } }, { mutedBy: { arn: 'arn:mute', until: 'noon' } }),
    outlasted: fc.constantFrom({}, { outlasted: '20260110-102000-bbbb' }),
    reason: text,
  })
  .map(({ id, at: when, mute, outlasted, reason }) =>
    anAlarmCause({
      id,
      at: when,
      ...outlasted,
      event: { ...anAlarmEventWithoutPrevious(), ...mute, previous: { value: 'ALARM', suppressedBy: 'Alarm', reason } },
    }),
  );
const commandCauses = fc
  .record({ by: text, more: fc.constantFrom({}, { reason: 'errors' }, { target: GOOD.id }) })
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
  fc.record({ causes: fc.array(causes), stopping: fc.boolean(), settings }).map((but) => aWaiting(but)),
  fc
    .record({ cause: causes, covers: fc.array(causes), plan: plans, refused: ids, settings })
    .map((but) => aClaimed(but)),
  fc.record({ cause: causes, overdueAnnounced: fc.boolean(), acceptedAt: time }).map((but) => aRollingBack(but)),
  fc.constant(aRollingBack({ cause: anObservedCause() })),
  fc.record({ cause: causes, succeededAt: time, plan: plans }).map((but) => aVerifying(but)),
);

const memories: fc.Arbitrary<StageMemory> = fc
  .record(
    {
      incident: incidents,
      knownBad: ids.map((found) => found.map((id) => ({ executionId: id, since: at('09:00') }))),
      automaticRollbacks: ids.map((found) => found.map((suspect) => ({ suspect, at: at('09:00') }))),
      freeze: fc.constantFrom({ reason: 'r', since: 1 }, { reason: 'r', since: 1, changedBy: 'arn:role' }),
      pause: fc.constantFrom({ by: 'alice', since: 1 }, { by: 'alice', since: 1, reason: 'load test' }),
      probation: fc.record({ executionId: fc.constant(BAD.id), endsAt: time }),
      wakeAt: time,
    },
    { requiredKeys: [] },
  )
  .map((but) => aMemory(but));

describe('what is remembered of a stage', () => {
  test.each<[string, Incident]>([
    ['waiting', aWaiting({ causes: [anAlarmCause(), aCommandCause({ reason: 'errors', target: GOOD.id })] })],
    ['claimed', aClaimed({ covers: [anAlarmCause()], refused: [GOOD.id] })],
    ['rolling-back', aRollingBack({ cause: anObservedCause() })],
    ['verifying', aVerifying()],
    ['rolling-back', aRollingBack({ verdict: { code: 'rollback-failed', sentence: 'it failed' } })],
    ['verifying', aVerifying({ verdict: { code: 'not-recovered', sentence: 'still on', inAlarm: ['shop-5xx'] } })],
  ])('survives DynamoDB while an incident is %s', (phase, incident) => {
    const memory = aMemory({ incident });
    expect(memory.incident?.phase).toBe(phase);
    expect(parseMemory(RECORD_SCHEMA, stored(memory))).toEqual({ ok: true, value: memory });
  });

  test('survives DynamoDB, whatever it is', () => {
    return fc.assert(
      fc.property(memories, (memory) => {
        expect(parseMemory(RECORD_SCHEMA, stored(memory))).toEqual({ ok: true, value: memory });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a record is refused', () => {
  test.each([
    [
      'of a newer schema',
      RECORD_SCHEMA + 1,
      `its schema is ${RECORD_SCHEMA + 1}, this function understands ${RECORD_SCHEMA}`,
    ],
    ['of a schema that is no number', '1', 'its schema is "1"'],
    ['without a schema', undefined, 'its schema is undefined'],
  ])('%s', (_, schema, problem) => {
    expect(parseMemory(schema, aMemory())).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });

  const edited = (memory: object) => parseMemory(RECORD_SCHEMA, stored({ ...aMemory(), ...memory }));
  test.each<[string, object, string]>([
    ['an unknown phase', { incident: { ...aClaimed(), phase: 'resting' } }, 'at incident.phase'],
    [
      'a missing suspect',
      { incident: { ...aClaimed(), plan: { ...aPlan(), suspect: null } } },
      'at incident.plan.suspect',
    ],
    ['a time as text', { knownBad: [{ executionId: BAD.id, since: '10:00' }] }, 'at knownBad[0].since'],
    ['a list that is none', { automaticRollbacks: 1 }, 'at automaticRollbacks'],
    [
      'an observed cause that waits',
      { incident: { ...aWaiting(), causes: [anObservedCause()] } },
      'at incident.causes[0]',
    ],
    ['a pause by nobody', { pause: { since: 1 } }, 'at pause.by'],
    ['an emptied wake-up', { wakeAt: null }, 'at wakeAt'],
  ])('that was edited by hand, with the place: %s', (_, memory, place) => {
    expect(edited(memory)).toEqual({ ok: false, problem: expect.stringContaining(place) });
  });

  test.each([undefined, null, 'memory', []])('that is %j instead of a memory', (memory) => {
    expect(parseMemory(RECORD_SCHEMA, memory)).toMatchObject({ ok: false });
  });
});

test('a pause of the whole controller survives, and a damaged one is refused', () => {
  const pause = { by: 'alice', since: at('09:00'), reason: 'load test' };
  expect(parsePause(stored(pause))).toEqual({ ok: true, value: pause });
  expect(parsePause({ by: 'alice' })).toEqual({ ok: false, problem: expect.stringContaining('at since') });
});
