import { describe, expect, it } from 'vitest';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import { NO_MAIL } from '../../lambda/stage/mailbox.ts';
import type { LockPurpose, StageRecords } from '../../lambda/stage/stage-lock.ts';
import { STATE_FORM } from '../../lambda/stage/state-form.ts';
import { policyOf, UNGUARDED } from './guarded-records.ts';
import { winnersOf } from './lock-race.ts';
import { freshKey, freshKeyOf, LEASE, NOW, request, SECOND } from './lock-requests.ts';
import { claimed, full, observed, paused, rollingBack, verifying, waiting } from './remembered.ts';

export interface StageRecordsUnderTest {
  readonly records: StageRecords;
  /** Stores a record past every condition, as a person or another version of the function would. */
  readonly plant: (key: StageKey, schema: number, memory: object) => Promise<void>;
}

/** What every implementation of the stage records does: the lock, and the state behind it. */
export function defineStageRecordsContract(name: string, make: () => StageRecordsUnderTest): void {
  describe(`stage records ${name}`, () => {
    async function take(key: StageKey, holder = 'first', purpose: LockPurpose = 'stage', now = NOW) {
      const acquired = await make().records.acquire(key, request(purpose, holder, now));
      if (acquired.kind !== 'held') throw new Error(`the lock was not free: ${acquired.kind}`);
      return acquired;
    }
    async function remember(key: StageKey, state: StageState): Promise<void> {
      const { lock } = await take(key, 'writer');
      expect(await make().records.release(lock, 0, state)).toBe('released');
    }
    const tryTo = (key: StageKey, purpose: LockPurpose, now = NOW) =>
      make().records.acquire(key, request(purpose, 'second', now));

    it('gives the lock of a stage that nothing is known of, with an empty state', async () => {
      const key = freshKey();
      const acquired = await take(key);
      expect(acquired).toMatchObject({ state: EMPTY_STATE, mail: NO_MAIL });
      expect(acquired.lock).toEqual({ key, holder: 'first', fence: 1, leaseUntil: NOW + LEASE });
    });

    it.each(['alarm', 'stage', 'command'] as const)(
      'refuses a held lock to %s, and says by which lease',
      async (purpose) => {
        const key = freshKey();
        await take(key);
        const refused = { kind: 'leased', lease: { fence: 1, until: NOW + LEASE, mail: NO_MAIL } };
        expect(await tryTo(key, purpose)).toEqual(refused);
        expect(await tryTo(key, purpose, NOW + LEASE - 1)).toEqual(refused);
      },
    );

    it('gives the guard with the lock, as it is then', async () => {
      const key = freshKey();
      expect(await take(key)).toMatchObject({ guard: { kind: 'found', policy: policyOf(key) } });
      expect(await take(freshKeyOf(UNGUARDED), 'first', 'command')).toMatchObject({ guard: { kind: 'missing' } });
    });

    it('gives no lock to an alarm or an event of a stage that nobody guards, and remembers nothing of them', async () => {
      const key = freshKeyOf(UNGUARDED);
      expect(await tryTo(key, 'alarm')).toEqual({ kind: 'unguarded' });
      expect(await tryTo(key, 'stage')).toEqual({ kind: 'unguarded' });
      expect(await make().records.read(key)).toBeUndefined();
    });

    it('gives the lock to an event of a stage that is no longer guarded, for what is open there', async () => {
      const key = freshKeyOf(UNGUARDED);
      const { lock } = await take(key, 'writer', 'command');
      await make().records.release(lock, 0, { ...EMPTY_STATE, incident: verifying });
      expect(await tryTo(key, 'alarm')).toEqual({ kind: 'unguarded' });
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held', guard: { kind: 'missing' } });
    });

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
      expect(await records.save(lock, paused)).toBe('lost');
      expect(await records.release(lock, 0, paused)).toBe('lost');
      expect(await records.release(lock, 0)).toBe('lost');
      expect(await records.read(key)).toBeUndefined();
      expect(await tryTo(key, 'stage', NOW + LEASE + 1)).toMatchObject({ kind: 'leased' });
      expect(await records.save(second.lock, EMPTY_STATE)).toBe('saved');
    });

    it('keeps the lock after a save, and frees it after a release', async () => {
      const key = freshKey();
      const { lock } = await take(key);
      const { records } = make();
      expect(await records.save(lock, paused)).toBe('saved');
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'leased' });
      expect(await records.release(lock, 0, EMPTY_STATE)).toBe('released');
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held', lock: { fence: 2 }, state: EMPTY_STATE });
    });

    it('frees the lock without touching the state', async () => {
      const key = freshKey();
      await remember(key, paused);
      const { lock } = await take(key);
      expect(await make().records.release(lock, 0)).toBe('released');
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held', state: paused });
    });

    it.each([full, ...[waiting, claimed, verifying, observed].map((incident) => ({ ...full, incident }))])(
      'gives back a state as it was saved, with everything in it and an incident $incident.phase',
      async (state) => {
        const key = freshKey();
        await remember(key, state);
        expect(await make().records.read(key)).toEqual(state);
        expect((await take(key)).state).toEqual(state);
      },
    );

    it('forgets what a later state leaves out', async () => {
      const key = freshKey();
      await remember(key, full);
      await remember(key, EMPTY_STATE);
      expect(await make().records.read(key)).toEqual(EMPTY_STATE);
      expect(await tryTo(key, 'alarm')).toMatchObject({ kind: 'held' });
      expect(await tryTo(freshKey(), 'watch')).toEqual({ kind: 'nothing-due' });
    });

    it('keeps alarms away while a rollback is followed, and says which', async () => {
      const key = freshKey();
      await remember(key, { ...EMPTY_STATE, incident: rollingBack, wakeAt: NOW + 60 * SECOND });
      expect(await tryTo(key, 'alarm')).toEqual({
        kind: 'followed',
        incident: { id: 'incident-1', phase: 'rolling-back', openedAt: NOW, causeId: 'alarm/errors/1' },
      });
      expect(await tryTo(key, 'stage')).toMatchObject({ kind: 'held' });
    });

    it('gives commands an open incident', async () => {
      const key = freshKey();
      await remember(key, { ...EMPTY_STATE, incident: rollingBack, wakeAt: NOW + 60 * SECOND });
      expect(await tryTo(key, 'command')).toMatchObject({ kind: 'held', state: { incident: rollingBack } });
    });

    it.each([waiting, claimed])(
      'lets alarms join an incident $phase: no rollback is accepted yet',
      async (incident) => {
        const key = freshKey();
        await remember(key, { ...EMPTY_STATE, incident, wakeAt: NOW + 60 * SECOND });
        expect(await tryTo(key, 'alarm')).toMatchObject({ kind: 'held', state: { incident } });
      },
    );

    it('gives an alarm an incident whose wake-up is two minutes late, not earlier', async () => {
      const key = freshKey();
      await remember(key, { ...EMPTY_STATE, incident: rollingBack, wakeAt: NOW });
      expect(await tryTo(key, 'alarm', NOW + 120 * SECOND - 1)).toMatchObject({ kind: 'followed' });
      expect(await tryTo(key, 'alarm', NOW + 120 * SECOND)).toMatchObject({ kind: 'held' });
    });

    it('gives a watch the lock only when a wake-up is due, five seconds of skew allowed', async () => {
      const key = freshKey();
      expect(await tryTo(key, 'watch')).toEqual({ kind: 'nothing-due' });
      await remember(key, { ...EMPTY_STATE, wakeAt: NOW + 60 * SECOND });
      expect(await tryTo(key, 'watch', NOW + 55 * SECOND - 1)).toEqual({ kind: 'nothing-due' });
      expect(await tryTo(key, 'watch', NOW + 55 * SECOND)).toMatchObject({ kind: 'held' });
    });

    it('tells a watch of a busy stage when the lease ends', async () => {
      const key = freshKey();
      await take(key);
      expect(await tryTo(key, 'watch')).toMatchObject({ kind: 'leased', lease: { until: NOW + LEASE } });
    });

    it.each([
      ['of a newer schema', 4, EMPTY_STATE, /schema is 4/],
      ['edited by hand', STATE_FORM, { ...EMPTY_STATE, releases: 'none' }, /releases/],
      ['of the first schema, edited by hand', 1, { knownBad: 'none' }, /releases/],
    ])('takes the lock of a record %s, but gives no state', async (_, schema, memory, problem) => {
      const key = freshKey();
      await make().plant(key, schema, memory);
      const acquired = await tryTo(key, 'alarm');
      expect(acquired).toMatchObject({ kind: 'unreadable', problem: expect.stringMatching(problem) });
      await expect(make().records.read(key)).rejects.toMatchObject({ name: 'CouldNotRead', transient: false });
      if (acquired.kind === 'unreadable' && acquired.lock) await make().records.release(acquired.lock, 0);
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
