import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '../../lambda/decision/state.ts';
import { NO_MAIL } from '../../lambda/stage/mailbox.ts';
import { policyOf, UNGUARDED } from './guarded-records.ts';
import { winnersOf } from './lock-race.ts';
import { freshKey, freshKeyOf, LEASE, NOW, request, SECOND } from './lock-requests.ts';
import { claimed, paused, rollingBack, verifying, waiting } from './remembered.ts';
import { type StageRecordsUnderTest, useOf } from './stage-records-under-test.ts';

/** What every implementation of the lock of a stage does: who gets it, and when. */
export function defineStageLockContract(name: string, make: () => StageRecordsUnderTest): void {
  describe(`stage lock ${name}`, () => {
    const { take, remember, tryTo } = useOf(make);

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

    it('lets exactly one of 50 racing claimants win, in each of 10 rounds', async () => {
      const key = freshKey();
      expect(await winnersOf(make().records, key)).toEqual(Array(10).fill(1));
    });
  });
}
