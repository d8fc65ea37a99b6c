import { describe, expect, it } from 'vitest';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { EMPTY_MEMORY, type StageMemory } from '../../lambda/decision/state.ts';
import type { LockPurpose, StageRecords } from '../../lambda/stage/stage-lock.ts';
import { winnersOf } from './lock-race.ts';
import { freshKey, LEASE, NOW, request, SECOND } from './lock-requests.ts';
import { full, paused, rollingBack, waiting } from './remembered.ts';

export interface StageRecordsUnderTest {
  readonly records: StageRecords;
  /** Stores a record past every condition, as a person or another version of the function would. */
  readonly plant: (key: StageKey, schema: number, memory: object) => Promise<void>;
}

/** What every implementation of the stage records does: the lock, and the memory behind it. */
export function defineStageRecordsContract(name: string, make: () => StageRecordsUnderTest): void {
  describe(`stage records ${name}`, () => {
    async function take(key: StageKey, holder = 'first', purpose: LockPurpose = 'stage', now = NOW) {
      const acquired = await make().records.acquire(key, request(purpose, holder, now));
      if (acquired.kind !== 'held') throw new Error(`the lock was not free: ${acquired.kind}`);
      return acquired;
    }
    async function remember(key: StageKey, memory: StageMemory): Promise<void> {
      const { lock } = await take(key, 'writer');
      expect(await make().records.save(lock, memory, 'release')).toBe('saved');
    }
    const tryTo = (key: StageKey, purpose: LockPurpose, now = NOW) =>
      make().records.acquire(key, request(purpose, 'second', now));

    it('gives the lock of a stage that nothing is known of, with an empty memory', async () => {
      const key = freshKey();
      const acquired = await take(key);
      expect(acquired.memory).toEqual(EMPTY_MEMORY);
      expect(acquired.lock).toEqual({ key, holder: 'first', fence: 1, leaseUntil: NOW + LEASE });
    });

    it.each(['alarm', 'stage', 'command'] as const)(
      'refuses a held lock to %s, and says what it is held for',
      async (purpose) => {
        const key = freshKey();
        await take(key);
        const refused = { kind: 'leased', until: NOW + LEASE, causeId: 'cause-of-first' };
        expect(await tryTo(key, purpose)).toEqual(refused);
        expect(await tryTo(key, purpose, NOW + LEASE - 1)).toEqual(refused);
      },
    );

    it('keeps the stages apart', async () => {
      await take(freshKey());
      expect(await tryTo(freshKey(), 'alarm')).toMatchObject({ kind: 'held' });
    });

    it('lets the lock be taken over when the lease ends, with a higher fence', async () => {
      const key = freshKey();
      await take(key);
      expect(await tryTo(key, 'stage', NOW + LEASE)).toMatchObject({
        kind: 'held',
        lock: { fence: 2, holder: 'second' },
      });
    });

    it('gives the lock again to a repeated call whose first answer was lost', async () => {
      const key = freshKey();
      const first = await take(key, 'first', 'alarm');
      expect(await make().records.acquire(key, request('alarm', 'first'))).toEqual(first);
    });

    it('refuses a second claim of the same holder at another time: retries of an event share their request', async () => {
      const key = freshKey();
      await take(key, 'first', 'alarm');
      expect(await make().records.acquire(key, request('alarm', 'first', NOW + 1))).toMatchObject({ kind: 'leased' });
    });

    it('does not store what a holder saves after a takeover', async () => {
      const key = freshKey();
      const { lock } = await take(key);
      const second = await take(key, 'second', 'stage', NOW + LEASE);
      const { records } = make();
      expect(await records.save(lock, { ...EMPTY_MEMORY, pause: { by: 'late', since: NOW } }, 'release')).toBe('lost');
      await records.release(lock);
      expect(await records.read(key)).toBeUndefined();
      expect(await tryTo(key, 'stage', NOW + LEASE + 1)).toMatchObject({ kind: 'leased' });
      expect(await records.save(second.lock, EMPTY_MEMORY, 'keep')).toBe('saved');
    });

    it('keeps the lock after a save that keeps it, and frees it after one that releases', async () => {
      const key = freshKey();
      const { lock } = await take(key);
      const { records } = make();
      expect(await records.save(lock, EMPTY_MEMORY, 'keep')).toBe('saved');
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'leased' });
      expect(await records.save(lock, EMPTY_MEMORY, 'release')).toBe('saved');
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held', lock: { fence: 2 } });
    });

    it('frees the lock without touching the memory', async () => {
      const key = freshKey();
      await remember(key, paused);
      const { lock } = await take(key);
      await make().records.release(lock);
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held', memory: paused });
    });

    it('gives back a memory as it was saved, whatever is in it', async () => {
      const key = freshKey();
      await remember(key, full);
      expect(await make().records.read(key)).toEqual(full);
      expect((await take(key)).memory).toEqual(full);
    });

    it('forgets what a later memory leaves out', async () => {
      const key = freshKey();
      await remember(key, full);
      await remember(key, EMPTY_MEMORY);
      expect(await make().records.read(key)).toEqual(EMPTY_MEMORY);
      expect(await tryTo(key, 'alarm')).toMatchObject({ kind: 'held' });
      expect(await tryTo(freshKey(), 'watch')).toEqual({ kind: 'nothing-due' });
    });

    it('keeps alarms away from an open incident, and says which', async () => {
      const key = freshKey();
      await remember(key, { ...EMPTY_MEMORY, incident: rollingBack, wakeAt: NOW + 60 * SECOND });
      expect(await tryTo(key, 'alarm')).toEqual({
        kind: 'incident',
        id: 'incident-1',
        phase: 'rolling-back',
        since: NOW,
        causeId: 'alarm/errors/1',
      });
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held' });
    });

    it('gives commands an open incident', async () => {
      const key = freshKey();
      await remember(key, { ...EMPTY_MEMORY, incident: rollingBack, wakeAt: NOW + 60 * SECOND });
      expect(await tryTo(key, 'command')).toMatchObject({ kind: 'held', memory: { incident: rollingBack } });
    });

    it('lets alarms join an incident that waits for a deployment', async () => {
      const key = freshKey();
      await remember(key, { ...EMPTY_MEMORY, incident: waiting, wakeAt: NOW + 60 * SECOND });
      expect(await tryTo(key, 'alarm')).toMatchObject({ kind: 'held', memory: { incident: waiting } });
    });

    it('gives an alarm an incident whose wake-up is two minutes late, not earlier', async () => {
      const key = freshKey();
      await remember(key, { ...EMPTY_MEMORY, incident: rollingBack, wakeAt: NOW });
      expect(await tryTo(key, 'alarm', NOW + 120 * SECOND - 1)).toMatchObject({ kind: 'incident' });
      expect(await tryTo(key, 'alarm', NOW + 120 * SECOND)).toMatchObject({ kind: 'held' });
    });

    it('gives a watch the lock only when a wake-up is due, two seconds of skew allowed', async () => {
      const key = freshKey();
      expect(await tryTo(key, 'watch')).toEqual({ kind: 'nothing-due' });
      await remember(key, { ...EMPTY_MEMORY, wakeAt: NOW + 60 * SECOND });
      expect(await tryTo(key, 'watch', NOW + 58 * SECOND - 1)).toEqual({ kind: 'nothing-due' });
      expect(await tryTo(key, 'watch', NOW + 58 * SECOND)).toMatchObject({ kind: 'held' });
    });

    it('tells a watch of a busy stage when the lease ends', async () => {
      const key = freshKey();
      await take(key);
      expect(await tryTo(key, 'watch')).toMatchObject({ kind: 'leased', until: NOW + LEASE });
    });

    it.each([
      ['of a newer schema', 2, EMPTY_MEMORY, /schema is 2/],
      ['edited by hand', 1, { knownBad: 'none' }, /knownBad/],
    ])('takes the lock of a record %s, but gives no memory', async (_, schema, memory, problem) => {
      const key = freshKey();
      await make().plant(key, schema, memory);
      const acquired = await tryTo(key, 'alarm');
      expect(acquired).toMatchObject({ kind: 'unreadable', problem: expect.stringMatching(problem) });
      await expect(make().records.read(key)).rejects.toMatchObject({ name: 'CouldNotRead', transient: false });
      if (acquired.kind === 'unreadable' && acquired.lock) await make().records.release(acquired.lock);
      expect(await tryTo(key, 'stage', NOW + 1)).toMatchObject({ kind: 'unreadable' });
    });

    it('remembers a pause of the whole controller until it is taken back', async () => {
      const { records } = make();
      expect(await records.globalPause()).toBeUndefined();
      await records.setGlobalPause({ by: 'alice', since: NOW, reason: 'load test' });
      expect(await records.globalPause()).toEqual({ by: 'alice', since: NOW, reason: 'load test' });
      await records.setGlobalPause(undefined);
      expect(await records.globalPause()).toBeUndefined();
    });

    it('lets exactly one of 50 racing claimants win, in each of 10 rounds', async () => {
      const key = freshKey();
      expect(await winnersOf(make().records, key)).toEqual(Array(10).fill(1));
    });
  });
}
