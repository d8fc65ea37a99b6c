import { describe, expect, test } from 'vitest';
import type { Claimed } from '../../lambda/decision/incident.ts';
import type { StageMemory } from '../../lambda/decision/state.ts';
import type { RollbackAnswer } from '../../lambda/ports.ts';
import { callRollback } from '../../lambda/rollback.ts';
import type { Lock } from '../../lambda/stage/stage-lock.ts';
import { anAlarmCause } from '../support/builders/causes.ts';
import { BAD, executionId, GOOD } from '../support/builders/executions.ts';
import { aGuard } from '../support/builders/facts.ts';
import { aClaimed, aMemory, aPlan } from '../support/builders/incidents.ts';
import { at } from '../support/builders/moments.ts';
import { anObservation, aStage } from '../support/builders/observations.ts';
import { inertPorts } from '../support/inert-ports.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const LOCK: Lock = { key: KEY, holder: 'request-1', fence: 7, leaseUntil: at('10:21') };

/** A call of RollbackStage at 10:20 under this claim gets this answer, and nothing in the pipeline has changed. */
async function anotherCall(answer: RollbackAnswer, claim: Partial<Claimed>) {
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
  const reopened = aClaimed({ attempt: 9, ...claim });
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

describe.each<RollbackAnswer>([
  { kind: 'conflict', error: 'ConflictException: busy' },
  { kind: 'not-taken', error: 'ThrottlingException: Rate exceeded' },
])('a call that AWS does not take for now ($kind)', (answer) => {
  test('is repeated, however often it was made', async () => {
    const { entries, incident } = await anotherCall(answer, { attempt: 50, claimedAt: at('10:06') });
    expect(entries).toEqual([]);
    expect(incident).toMatchObject({ phase: 'claimed', attempt: 51, refused: [] });
  });

  test('is given up after fifteen minutes, and people are told', async () => {
    const { entries, incident } = await anotherCall(answer, { claimedAt: at('10:05') });
    expect(entries).toMatchObject([{ code: 'hold', reason: 'refused' }]);
    expect(incident).toBeUndefined();
  });
});

describe.each<RollbackAnswer>([
  { kind: 'unable', error: 'UnableToRollbackStageException' },
  { kind: 'target-refused', error: 'PipelineExecutionOutdatedException' },
])('a target that AWS refuses ($kind)', (answer) => {
  const others = (count: number) => Array.from({ length: count }, (_, index) => executionId(`${index}`));

  test('is not asked for again under this incident', async () => {
    const { entries, called, incident } = await anotherCall(answer, { refused: others(8) });
    expect(entries).toEqual([]);
    const claim = called.kind === 'not-accepted' ? called.claim : incident;
    expect(claim).toMatchObject({ refused: [...others(8), GOOD.id] });
    // "Unable" may as well mean that the stage is running: the next target waits until that would show.
    expect(called.kind).toBe(answer.kind === 'unable' ? 'settled' : 'not-accepted');
  });

  test('is the last of ten: people are told, and the incident ends', async () => {
    const { entries, incident } = await anotherCall(answer, { refused: others(9) });
    expect(entries).toMatchObject([{ code: 'hold', reason: 'refused' }]);
    expect(incident).toBeUndefined();
  });
});

test('an answer that is lost keeps the claim, however late: the rollback may have been accepted', async () => {
  const { called, entries, incident } = await anotherCall(
    { kind: 'lost', error: 'TimeoutError' },
    { claimedAt: at('09:20') },
  );
  expect(called).toMatchObject({ kind: 'settled', outcome: { outcome: 'pending' } });
  expect(entries).toEqual([]);
  expect(incident).toMatchObject({ phase: 'claimed', attempt: 10 });
});
