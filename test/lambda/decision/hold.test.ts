import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../lambda/commands/run-command.ts';
import { usablePolicy } from '../../../lambda/consider.ts';
import { handle } from '../../../lambda/controller.ts';
import { type Hold, hold } from '../../../lambda/decision/hold.ts';
import { decide } from '../../../lambda/decision/plan.ts';
import { lookAtStage } from '../../../lambda/look-at-stage.ts';
import type { Acquisition } from '../../../lambda/ports.ts';
import { callRollback } from '../../../lambda/rollback.ts';
import type { Session } from '../../../lambda/session.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause } from '../../support/builders/causes.ts';
import { aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aGuard, alarmFacts, commandFacts, guarded } from '../../support/builders/facts.ts';
import { aMemory, aPlan, aWaiting } from '../../support/builders/incidents.ts';
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
import { inertPorts } from '../../support/inert-ports.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const LOCK = { key: KEY, holder: 'request-1', fence: 3, leaseUntil: at('10:21') };
const TIMING = { leaseMillis: 40_000 };
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

/** The reasons that come from what surrounds the pure decision. */
const SURROUNDING: readonly (readonly [code: string, held: () => Promise<Told>, quoted: readonly string[]])[] = [
  [
    'unreadable-guard',
    async () => {
      const found = { kind: 'unusable', parameter: '/guards/shop/Prod', problem: 'bakeMinutes is "soon"' } as const;
      const policy = usablePolicy(KEY, found);
      return 'code' in policy ? policy : { sentence: 'usable' };
    },
    ['/guards/shop/Prod', 'bakeMinutes is "soon"'],
  ],
  [
    'unreadable-record',
    () => heldBy({ kind: 'unreadable', lock: LOCK, problem: 'its schema is 2' }),
    ['shop/Prod', 'its schema is 2'],
  ],
  [
    'incident-open',
    () =>
      heldBy({
        kind: 'incident',
        id: '20260110-101500-bbbb',
        phase: 'verifying',
        since: at('10:15'),
        causeId: 'alarm/other',
      }),
    ['20260110-101500-bbbb', 'verifying', '10:15:00'],
  ],
  ['stage-busy', busyAnswer, ['10:25:00']],
  ['aborted', abortedWhileWaiting, ['alice', '20260110-102000-bbbb']],
  ['alarm-on-at-deployment', alarmOnAtDeployment, ['"shop-5xx"', BAD.id]],
  ['refused', refusedByAws, ['RollbackStage', 'AccessDeniedException: not authorized']],
];

interface Told {
  readonly code?: unknown;
  readonly sentence?: string | undefined;
}

async function heldBy(acquired: Acquisition): Promise<Told> {
  const { ports, entries } = inertPorts({ records: { acquire: async () => acquired } });
  await handle({ ports, timing: TIMING, holder: 'request-1' }, { kind: 'alarm', cause: anAlarmCause(), guard: KEY });
  return { code: entries[0]?.reason, sentence: entries[0]?.sentence };
}

async function busyAnswer(): Promise<Told> {
  const leased = { kind: 'leased', until: at('10:25'), causeId: 'another' } as const;
  const { ports } = inertPorts({
    guards: { of: async () => ({ kind: 'found', policy: aGuard() }) },
    records: { acquire: async () => leased },
  });
  const command = { action: 'rollback', ...KEY, by: 'alice', dryRun: false } as const;
  const trigger = { kind: 'command', id: 'command/1', at: at('10:20'), command } as const;
  const { code, reason } = await runCommand({ ports, timing: TIMING, holder: 'request-1' }, trigger);
  return { code, sentence: reason };
}

async function abortedWhileWaiting(): Promise<Told> {
  const memory = aMemory({ incident: aWaiting() });
  const { ports, entries } = inertPorts({
    guards: { of: async () => ({ kind: 'found', policy: aGuard() }) },
    records: { acquire: async () => ({ kind: 'held', lock: LOCK, memory }), save: async () => 'saved' },
  });
  const command = { action: 'abort', ...KEY, by: 'alice' } as const;
  const trigger = { kind: 'command', id: 'command/1', at: at('10:20'), command } as const;
  await runCommand({ ports, timing: TIMING, holder: 'request-1' }, trigger);
  return { code: entries[0]?.reason, sentence: entries[0]?.sentence };
}

async function alarmOnAtDeployment(): Promise<Told> {
  const { ports, entries } = inertPorts({
    guards: { of: async () => ({ kind: 'found', policy: aGuard() }) },
    pipelines: { stage: async () => aStage(), executions: async () => ({ executions: [BAD, GOOD] }) },
    alarms: { describe: async () => [anAlarm({ since: at('09:00') })] },
    records: { save: async () => 'saved' },
  });
  await lookAtStage({ ports, timing: TIMING, key: KEY, lock: LOCK, memory: aMemory() });
  return { code: entries[0]?.reason, sentence: entries[0]?.sentence };
}

async function refusedByAws(): Promise<Told> {
  const { ports, entries } = inertPorts({
    pipelines: { rollback: async () => ({ kind: 'final', error: 'AccessDeniedException: not authorized' }) },
    records: { save: async () => 'saved' },
  });
  const session: Session = { ports, timing: TIMING, key: KEY, lock: LOCK, memory: aMemory() };
  await callRollback(session, {
    cause: anAlarmCause(),
    covers: [],
    policy: aGuard(),
    plan: aPlan(),
    look: { observation: anObservation(), more: {} },
    wakeAt: at('10:21'),
    reopened: undefined,
  });
  return { code: entries[0]?.reason, sentence: entries[0]?.sentence };
}

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
