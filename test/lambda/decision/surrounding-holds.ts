import { runCommand } from '../../../lambda/commands/run-command.ts';
import { usablePolicy } from '../../../lambda/consider.ts';
import { handle } from '../../../lambda/controller.ts';
import { handOver } from '../../../lambda/hand-over.ts';
import { lookAtStage } from '../../../lambda/look-at-stage.ts';
import { callRollback } from '../../../lambda/rollback.ts';
import type { Session } from '../../../lambda/session.ts';
import type { Acquisition } from '../../../lambda/stage/stage-lock.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aGuard } from '../../support/builders/facts.ts';
import { aMemory, aPlan, aRollingBack, aWaiting } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { anObservation, aStage, occupiedBy, seen } from '../../support/builders/observations.ts';
import { inertPorts } from '../../support/inert-ports.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const LOCK = { key: KEY, holder: 'request-1', fence: 3, leaseUntil: at('10:21') };
const TIMING = { leaseMillis: 40_000 };

/** The reasons that come from what surrounds the pure decision. */
export const SURROUNDING: readonly (readonly [code: string, held: () => Promise<Told>, quoted: readonly string[]])[] = [
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
  ['alarm-overtaken', alarmOvertaken, ['"shop-5xx"', '20260110-102000-bbbb', OLDER.id]],
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
  await lookAtStage({ ports, timing: TIMING, key: KEY, lock: LOCK, memory: aMemory() }, ports.clock());
  return { code: entries[0]?.reason, sentence: entries[0]?.sentence };
}

async function alarmOvertaken(): Promise<Told> {
  const { ports, entries } = inertPorts({
    alarms: { describe: async () => [anAlarm({ since: at('10:20') })] },
    watches: { send: async () => {} },
  });
  const session: Session = { ports, timing: TIMING, key: KEY, lock: LOCK, memory: aMemory() };
  const stage = seen(aStage({ occupant: occupiedBy(OLDER) }));
  await handOver(session, aRollingBack({ acceptedAt: at('10:19') }), {
    observation: anObservation({ stage }),
    more: {},
  });
  return { code: entries[0]?.reason, sentence: entries[0]?.sentence };
}

async function refusedByAws(): Promise<Told> {
  const { ports, entries } = inertPorts({
    pipelines: { rollback: async () => ({ kind: 'final', error: 'AccessDeniedException: not authorized' }) },
    records: { save: async () => 'saved' },
    watches: { send: async () => {} },
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
