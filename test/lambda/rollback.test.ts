import { expect, test } from 'vitest';
import type { StageMemory } from '../../lambda/decision/record.ts';
import type { Lock, RollbackAnswer } from '../../lambda/ports.ts';
import { callRollback } from '../../lambda/rollback.ts';
import { anAlarmCause } from '../support/builders/causes.ts';
import { BAD, GOOD } from '../support/builders/executions.ts';
import { aGuard } from '../support/builders/facts.ts';
import { aClaimed, aMemory, aPlan } from '../support/builders/incidents.ts';
import { at } from '../support/builders/moments.ts';
import { anObservation, aStage } from '../support/builders/observations.ts';
import { inertPorts } from '../support/inert-ports.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const LOCK: Lock = { key: KEY, holder: 'request-1', fence: 7, leaseUntil: at('10:21') };

/** The tenth call of RollbackStage under one incident gets this answer, and nothing in the pipeline has changed. */
async function tenthCall(answer: RollbackAnswer) {
  const saved: StageMemory[] = [];
  const { ports, entries } = inertPorts({
    pipelines: {
      rollback: async () => answer,
      stage: async () => aStage(),
      executions: async () => ({ executions: [BAD, GOOD] }),
    },
    alarms: { describe: async () => [] },
    watches: { send: async () => {} },
    records: {
      save: async (_, memory) => {
        saved.push(memory);
        return 'saved';
      },
    },
  });
  const reopened = aClaimed({ attempt: 9 });
  const called = await callRollback(
    { ports, timing: { leaseMillis: 40_000 }, key: KEY, lock: LOCK, memory: aMemory({ incident: reopened }) },
    {
      cause: anAlarmCause(),
      covers: [],
      policy: aGuard(),
      plan: aPlan(),
      look: { observation: anObservation(), more: {} },
      wakeAt: at('10:21'),
      reopened,
    },
  );
  return { called, entries, incident: saved.at(-1)?.incident };
}

test('people are told after the tenth refusal, and the incident ends', async () => {
  const { entries, incident } = await tenthCall({ kind: 'conflict', error: 'ConflictException: busy' });
  expect(entries).toMatchObject([{ code: 'hold', reason: 'refused' }]);
  expect(incident).toBeUndefined();
});

test('a tenth answer that is lost keeps the claim: the rollback may have been accepted', async () => {
  const { called, entries, incident } = await tenthCall({ kind: 'lost', error: 'TimeoutError' });
  expect(called).toMatchObject({ kind: 'settled', outcome: { outcome: 'pending' } });
  expect(entries).toEqual([]);
  expect(incident).toMatchObject({ phase: 'claimed', attempt: 10 });
});
