import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Acquisition, LockRequest } from '../../lambda/ports.ts';
import { MemoryStageRecords, type StoredRecord } from '../support/ports/memory-stage-records.ts';
import { FOUND_HISTORIES } from './found-histories.ts';
import { history } from './history.ts';
import { runHistory } from './run-history.ts';
import { type Change, sabotaged } from './sabotage.ts';
import { SUBJECT, type Subject } from './subject.ts';

const SEED = 42;
const MOST_RUNS = 1_500;

/** The first violation that the simulation finds in this function. */
async function firstViolation(subject: Subject): Promise<string> {
  for (const { history: one } of FOUND_HISTORIES) {
    const [violation] = (await runHistory(one, subject)).violations;
    if (violation !== undefined) return violation;
  }
  let found = 'none';
  await fc.check(
    fc.asyncProperty(history, async (one) => {
      const { violations } = await runHistory(one, subject);
      if (violations[0] === undefined) return;
      found = violations[0];
      throw new Error(found);
    }),
    { seed: SEED, numRuns: MOST_RUNS, endOnFailure: true },
  );
  return found;
}

const TARGET = 'decision/target.ts';
const ATTRIBUTION = 'decision/attribution.ts';
const PLAN = 'decision/plan.ts';

const GUARDS: readonly (readonly [guard: string, ...changes: Change[]])[] = [
  [
    'known-bad executions are no targets',
    { file: TARGET, from: 'if (excluded.includes(execution.id))', to: 'if (Math.random() > 2)' },
  ],
  [
    'a target carries other revisions',
    { file: TARGET, from: 'if (sameRevisions(execution, suspect))', to: 'if (Math.random() > 2)' },
  ],
  [
    'a target started before the suspect',
    { file: TARGET, from: 'if (execution.startedAt >= suspect.startedAt)', to: 'if (Math.random() > 2)' },
  ],
  [
    'the newest target is taken',
    { file: TARGET, from: 'b.startedAt - a.startedAt ||', to: 'a.startedAt - b.startedAt ||' },
  ],
  [
    'an alarm that was on before blames no deployment',
    {
      file: ATTRIBUTION,
      from: 'const predates = beganWhileInAlarm(input);',
      to: 'const predates = Math.random() > 2 ? beganWhileInAlarm(input) : undefined;',
    },
  ],
  ['the bake time', { file: ATTRIBUTION, from: 'if (after > bakeMinutes * MINUTE)', to: 'if (Math.random() > 2)' }],
  [
    'the alarm is still in ALARM',
    { file: ATTRIBUTION, from: "if (alarm.value !== 'ALARM')", to: 'if (Math.random() > 2)' },
  ],
  ['disabled alarm actions', { file: ATTRIBUTION, from: 'if (!alarm.actionsEnabled)', to: 'if (Math.random() > 2)' }],
  ['muted alarms', { file: ATTRIBUTION, from: 'if (mutedBy !== undefined)', to: 'if (Math.random() > 2)' }],
  [
    'suppressed alarms',
    { file: ATTRIBUTION, from: 'if (state.suppressedBy !== undefined)', to: 'if (Math.random() > 2)' },
    { file: ATTRIBUTION, from: 'if (alarm.suppressedBy !== undefined)', to: 'if (Math.random() > 2)' },
  ],
  ['the limit of automatic rollbacks', { file: PLAN, from: 'done >= policy.maxAutomaticRollbacks', to: 'done > 99' }],
  ['one automatic rollback per suspect', { file: PLAN, from: 'if (bad !== undefined)', to: 'if (Math.random() > 2)' }],
  ['the pause', { file: PLAN, from: 'if (paused !== undefined)', to: 'if (Math.random() > 2)' }],
  [
    'dry-run',
    { file: PLAN, from: "policy.mode === 'dry-run')", to: "policy.mode === 'dry-run' && Math.random() > 2)" },
  ],
  [
    'a rollback is followed to its target',
    { file: 'decision/deployment.ts', from: 'by?.rollbackTarget === undefined', to: 'Math.random() < 2' },
    { file: 'decision/deployment.ts', from: "if (suspect.type === 'ROLLBACK')", to: 'if (Math.random() > 2)' },
  ],
  [
    'unknown is not OK',
    { file: 'decision/alarm.ts', from: "unknown.length > 0 ? 'unknown'", to: "unknown.length > 99 ? 'unknown'" },
  ],
  [
    'health needs the bake time',
    { file: 'decision/follow-up.ts', from: 'if (now < probation.endsAt)', to: 'if (Math.random() > 2)' },
  ],
  [
    'only our freeze is lifted',
    { file: 'freezing.ts', from: 'if (!isOurFreeze(memory.freeze, inbound))', to: 'if (Math.random() > 2)' },
  ],
  [
    "others' freezes stay theirs",
    { file: 'freezing.ts', from: 'if (!inbound.enabled) {', to: 'if (Math.random() > 2) {' },
  ],
  [
    'a watch goes out before the claim',
    { file: 'session.ts', from: 'await ports.watches.send({ ...key, dueAt });', to: '' },
  ],
  [
    'a lost answer is adopted',
    {
      file: 'acceptance.ts',
      from: 'if (inStage.includes(candidate.id)) return candidate;',
      to: 'if (Math.random() < 2) return undefined;',
    },
  ],
  [
    'a claim is stored before the call',
    {
      file: 'rollback.ts',
      from: "if ((await ports.records.save(lock, claimed.memory, 'keep')) === 'lost') {",
      to: 'if (Math.random() > 2) {',
    },
  ],
  [
    'a claim is not decided again too early',
    { file: 'consider.ts', from: 'if (isEarly(session))', to: 'if (Math.random() > 2)' },
  ],
  [
    'an event is decided once',
    { file: 'consider.ts', from: 'decided[index] === false', to: 'decided[index] !== undefined' },
  ],
  ['a refused rollback decides about all it covers', { file: 'consider.ts', from: '...called.claim.covers]', to: ']' }],
  [
    'covered causes are remembered',
    { file: 'acceptance.ts', from: '...(claim.covers.length > 0 && { covers: claim.covers }),', to: '' },
  ],
  [
    'an incident keeps its wake-up',
    { file: 'consider.ts', from: '{ ...session, memory: { ...session.memory, wakeAt } }, claim', to: 'session, claim' },
  ],
  [
    'each stage of an alarm comes to its end',
    {
      file: 'controller.ts',
      from: 'await Promise.allSettled(keys.map((key) => onCause(controller, key, cause, ports.clock())))',
      to: '(await Promise.all(keys.map((key) => onCause(controller, key, cause, ports.clock())))).map((value) => ({ status: "fulfilled" as const, value, reason: undefined }))',
    },
  ],
];

describe('without a guard the simulation finds a violation', () => {
  it.each(GUARDS.map(([guard, ...changes]) => ({ guard, changes })))(
    '$guard',
    { timeout: 300_000 },
    async ({ changes }) => {
      const { subject, remove } = await sabotaged(changes);
      try {
        const found = await firstViolation(subject);
        expect(found).not.toBe('none');
      } finally {
        await remove();
      }
    },
  );

  // The condition on the fence backs the lease up: it is proven by the contract of the stage records.
  class WithoutLease extends MemoryStageRecords {
    protected override refusal(record: StoredRecord, request: LockRequest): Acquisition | undefined {
      const { leaseUntil: _, ...free } = record;
      return super.refusal(free, request);
    }
  }
  class WithoutTakeover extends MemoryStageRecords {
    protected override refusal(record: StoredRecord, request: LockRequest): Acquisition | undefined {
      const leaseUntil = record.leaseUntil === undefined ? undefined : Number.MAX_SAFE_INTEGER;
      return super.refusal({ ...record, ...(leaseUntil !== undefined && { leaseUntil }) }, request);
    }
  }
  it.each([
    ['the lease', () => new WithoutLease()],
    ['the takeover after a lease', () => new WithoutTakeover()],
  ] as const)('%s', { timeout: 300_000 }, async (_, records) => {
    const found = await firstViolation({ ...SUBJECT, records });
    expect(found).not.toBe('none');
  });
});
