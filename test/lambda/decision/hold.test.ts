import { describe, expect, test } from 'vitest';
import { type Hold, hold } from '../../../lambda/decision/hold.ts';
import { decide } from '../../../lambda/decision/plan.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause } from '../../support/builders/causes.ts';
import { aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { alarmFacts, commandFacts, guarded } from '../../support/builders/facts.ts';
import { aMemory } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  allOf,
  anObservation,
  anObservationWhileDeploying,
  aStage,
  aStageThatNeverRan,
  notSeen,
  occupiedBy,
  seen,
} from '../../support/builders/observations.ts';
import { SURROUNDING } from './surrounding-holds.ts';

const PAUSE = { by: 'alice', since: at('09:00'), reason: 'load test' };
const ROLLBACK = aRollbackTo(GOOD, 'f', { triggerType: 'AutomatedRollback' });

/** Each way to hold, from the usual story of which only one thing differs: without its rule it would be rolled back. */
const DECIDED: readonly (readonly [code: string, decided: ReturnType<typeof decide>, quoted: readonly string[]])[] = [
  ['not-guarded', decide(alarmFacts(guarded({ alarms: ['shop-latency'] }))), ['"shop-5xx"', 'shop-latency']],
  [
    'paused',
    decide(alarmFacts({ memory: aMemory({ pause: PAUSE }) })),
    ['shop/Prod', 'alice', '09:00:00', 'load test'],
  ],
  [
    'paused',
    decide(alarmFacts({ observation: anObservation({ globalPause: seen(PAUSE) }) })),
    ['the controller', 'alice', '09:00:00'],
  ],
  [
    'could-not-observe',
    decide(alarmFacts({ observation: anObservation({ globalPause: notSeen('the pause') }) })),
    ['the pause', 'AccessDeniedException'],
  ],
  [
    'not-a-transition',
    decide(alarmFacts({ cause: anAlarmCause({ event: anAlarmEvent({ previous: { value: 'ALARM' } }) }) })),
    ['ALARM -> ALARM'],
  ],
  [
    'alarm-suppressed',
    decide(
      alarmFacts({
        cause: anAlarmCause({ event: anAlarmEvent({ state: { value: 'ALARM', suppressedBy: 'Alarm' } }) }),
      }),
    ),
    ['"shop-5xx"', '(Alarm)'],
  ],
  [
    'alarm-suppressed',
    decide(
      alarmFacts({ observation: anObservation({ alarms: seen([anAlarm({ suppressedBy: 'ExtensionPeriod' })]) }) }),
    ),
    ['"shop-5xx"', '(ExtensionPeriod)'],
  ],
  [
    'alarm-muted',
    decide(
      alarmFacts({ cause: anAlarmCause({ event: anAlarmEvent({ mutedBy: { arn: 'arn:night', until: 'noon' } }) }) }),
    ),
    ['"shop-5xx"', 'arn:night', 'until noon'],
  ],
  [
    'could-not-observe',
    decide(alarmFacts({ observation: anObservation({ alarms: notSeen('alarm "shop-5xx"') }) })),
    ['alarm "shop-5xx"', 'neither good nor bad'],
  ],
  ['alarm-not-found', decide(alarmFacts({ observation: anObservation({ alarms: seen([]) }) })), ['"shop-5xx"']],
  [
    'alarm-not-in-alarm',
    decide(
      alarmFacts({ observation: anObservation({ alarms: seen([anAlarm({ value: 'OK', since: at('10:21') })]) }) }),
    ),
    ['OK since 2026-01-10 10:21:00 UTC'],
  ],
  [
    'alarm-actions-disabled',
    decide(alarmFacts({ observation: anObservation({ alarms: seen([anAlarm({ actionsEnabled: false })]) }) })),
    ['"shop-5xx"'],
  ],
  [
    'stage-not-found',
    decide(alarmFacts({ observation: anObservation({ stage: seen('not-found') }) })),
    ['"shop"', '"Prod"'],
  ],
  [
    'nothing-deployed',
    decide(alarmFacts({ observation: anObservation({ stage: seen(aStageThatNeverRan()) }) })),
    ['"Prod"'],
  ],
  [
    'stage-skipped',
    decide(
      alarmFacts({ observation: anObservation({ stage: seen(aStage({ occupant: occupiedBy(BAD, 'Skipped') })) }) }),
    ),
    [BAD.id],
  ],
  [
    'rollback-running',
    decide(
      alarmFacts({
        observation: anObservationWhileDeploying({
          stage: seen(aStage({ occupant: occupiedBy(ROLLBACK, 'InProgress') })),
          recent: allOf(ROLLBACK, BAD, GOOD),
        }),
      }),
    ),
    [ROLLBACK.id, 'AutomatedRollback'],
  ],
  [
    'alarm-predates-deployment',
    decide(alarmFacts({ observation: anObservation({ alarms: seen([anAlarm({ since: at('09:50') })]) }) })),
    ['09:50:00', '10:00:00', 'bbbbbbbb'],
  ],
  ['alarm-after-bake-time', decide(alarmFacts(guarded({ bakeMinutes: 9 }))), ['10 min after', 'bake time is 9 min']],
  [
    'already-rolled-back',
    decide(alarmFacts({ memory: aMemory({ knownBad: [{ executionId: BAD.id, since: at('09:10') }] }) })),
    ['bbbbbbbb', '09:10:00'],
  ],
  [
    'limit-reached',
    decide(alarmFacts({ memory: aMemory({ automaticRollbacks: [{ suspect: GOOD.id, at: at('09:10') }] }) })),
    ['1 automatic rollback ', '09:10:00', 'limit is 1'],
  ],
  [
    'no-eligible-target',
    decide(alarmFacts({ observation: anObservation({ succeeded: allOf(BAD), suspectVersion: seen(6) }) })),
    ['it is at version 7', 'version 6 or older'],
  ],
  [
    'dry-run',
    decide(alarmFacts(guarded({ mode: 'dry-run' }))),
    ['roll back from bbbbbbbb', 'to aaaaaaaa', '10 min after'],
  ],
  ['stage-running', decide(commandFacts({ observation: anObservationWhileDeploying() })), [BAD.id, 'InProgress']],
  [
    'target-not-eligible',
    decide(commandFacts({ cause: aCommandCause({ target: BAD.id }) })),
    [BAD.id, 'deployed now', `Eligible: ${GOOD.id}`],
  ],
];

test('the story that the holds differ from is a rollback', () => {
  expect(decide(alarmFacts())).toMatchObject({ kind: 'rollback', plan: { suspect: BAD, target: GOOD } });
  expect(decide(commandFacts())).toMatchObject({ kind: 'rollback', plan: { suspect: BAD, target: GOOD } });
});

describe('each reason to hold is reached and quotes what was compared', () => {
  test.each(DECIDED)('%s', (code, decided, quoted) => {
    expect(decided).toMatchObject({ kind: 'hold', code });
    for (const words of quoted) expect(decided).toHaveProperty('sentence', expect.stringContaining(words));
  });

  test.each(SURROUNDING)('%s', async (code, held, quoted) => {
    const told = await held();
    expect(told.code).toBe(code);
    for (const words of quoted) expect(told.sentence).toContain(words);
  });
});

test('no reason of the catalogue is without such a test', () => {
  const reached = new Set([...DECIDED, ...SURROUNDING].map(([code]) => code));
  expect([...reached].toSorted()).toEqual(
    Object.values(hold)
      .map(({ code }) => code)
      .toSorted(),
  );
});

test('the reasons have distinct codes, in lower case with dashes', () => {
  const codes = Object.values(hold).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

test('a hold carries the code and the audience of its reason', () => {
  const held: Hold = hold.stageBusy({ until: at('10:25') });
  expect(held).toMatchObject({ code: hold.stageBusy.code, announce: hold.stageBusy.announce });
});
