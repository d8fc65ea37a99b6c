import { describe, expect, it } from 'vitest';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { EMPTY_STATE } from '../../lambda/decision/state.ts';
import { type Letter, type Mail, NO_MAIL, ROOM } from '../../lambda/stage/mailbox.ts';
import type { StageRecords } from '../../lambda/stage/stage-lock.ts';
import { arnOf } from '../support/home.ts';
import { aLetterOf, anEventOf, leaseOf } from './letters.ts';
import { freshKey, LEASE, NOW, request, SECOND } from './lock-requests.ts';
import { raceForTheBox } from './mailbox-race.ts';
import { paused } from './remembered.ts';

/** What every implementation of the stage records does with the mailbox of a stage that is busy. */
export function defineMailboxContract(name: string, make: () => StageRecords): void {
  describe(`mailbox ${name}`, () => {
    async function take(key: StageKey, holder: string, now = NOW) {
      const acquired = await make().acquire(key, request('stage', holder, now));
      if (acquired.kind !== 'held') throw new Error(`the lock was not free: ${acquired.kind}`);
      return acquired;
    }
    /** The lease of a busy stage, with the mail that is in its box. */
    async function leaseAt(key: StageKey) {
      const acquired = await make().acquire(key, request('alarm', 'late'));
      if (acquired.kind !== 'leased') throw new Error(`the stage is not busy: ${acquired.kind}`);
      return acquired.lease;
    }
    const mailAt = async (key: StageKey) => sorted((await leaseAt(key)).mail);
    const leave = async (key: StageKey, letter: Letter) => {
      const lease = await leaseAt(key);
      return make().leave(key, lease, letter, NOW);
    };

    it('shows what was left to whoever runs into the lease', async () => {
      const key = freshKey();
      await take(key, 'first');
      expect(await leave(key, aLetterOf('errors'))).toBe('first');
      expect(await leave(key, { kind: 'stage', at: NOW + SECOND })).toBe('left');
      const letters = [aLetterOf('errors'), { kind: 'stage', at: NOW + SECOND }];
      expect(await mailAt(key)).toEqual({ count: 2, letters });
    });

    it('has a place for each event of an alarm', async () => {
      const key = freshKey();
      await take(key, 'first');
      for (const after of [0, 3 * SECOND, SECOND]) await leave(key, aLetterOf('errors', after));
      const mail = await mailAt(key);
      expect(mail).toEqual({ count: 3, letters: [0, SECOND, 3 * SECOND].map((after) => aLetterOf('errors', after)) });
    });

    it('merges the events of an alarm where there is no more room: the first and the last are kept, and their number', async () => {
      const key = freshKey();
      await take(key, 'first');
      for (let after = 0; after < ROOM + 3; after++) await leave(key, aLetterOf('errors', after));
      const { count, letters } = await mailAt(key);
      expect(count).toBe(ROOM + 3);
      expect(letters).toHaveLength(ROOM + 1);
      expect(letters[ROOM]).toEqual({
        kind: 'alarm',
        cause: {
          ...anEventOf('errors', ROOM),
          event: expect.objectContaining({ alarm: arnOf('errors') }),
          merged: { count: 3, from: NOW + ROOM, lastAt: NOW + ROOM + 2, lastId: anEventOf('errors', ROOM + 2).id },
        },
      });
    });

    it.each([
      ['a place of its own where others have taken the last meanwhile', 1, ROOM],
      ['the place of its alarm where another has taken it meanwhile', ROOM, ROOM + 1],
      ['the place of its alarm where another has come to share it meanwhile', ROOM + 1, ROOM + 2],
      ['the place that its alarm shares where another has come meanwhile', ROOM + 2, ROOM + 3],
    ])('does not give a letter %s, and shows what lies there', async (_, seen, there) => {
      const key = freshKey();
      await take(key, 'first');
      for (let after = 0; after < seen; after++) await leave(key, aLetterOf('errors', after));
      const early = await leaseAt(key);
      for (let after = seen; after < there; after++) await leave(key, aLetterOf('errors', after));
      const refused = await make().leave(key, early, aLetterOf('errors', 1_000), NOW);
      expect(refused).toEqual(await leaseAt(key));
      expect(await leave(key, aLetterOf('errors', 1_000))).toBe('left');
    });

    it('is filled once: of those who saw it empty one is the first, and all have left their letters', async () => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      const answers = [];
      for (const letter of [aLetterOf('errors'), aLetterOf('latency'), aLetterOf('errors', SECOND)])
        answers.push(await make().leave(key, leaseOf(lock), letter, NOW));
      expect(answers).toEqual(['first', 'left', 'left']);
      expect((await mailAt(key)).letters).toHaveLength(3);
    });

    it('knows its first letter also where the SDK repeats a call whose answer was lost', async () => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      for (const letter of [aLetterOf('errors'), aLetterOf('errors')])
        expect(await make().leave(key, leaseOf(lock), letter, NOW)).toBe('first');
    });

    it.each([
      ['once the lease has ended', NOW + LEASE, 1],
      ['for another lease', NOW, 7],
    ])('takes nothing %s', async (_, now, fence) => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      await leave(key, aLetterOf('errors'));
      const lease = { ...(await leaseAt(key)), fence };
      expect(await make().leave(key, lease, aLetterOf('latency'), now)).toBe('gone');
      expect(await make().release(lock, 1)).toBe('released');
    });

    it('takes nothing once the lock is free: nobody would read it', async () => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      const lease = leaseOf(lock);
      expect(await make().release(lock, 0, EMPTY_STATE)).toBe('released');
      expect(await make().leave(key, lease, aLetterOf('errors'), NOW)).toBe('gone');
      expect((await take(key, 'second')).mail).toEqual(NO_MAIL);
    });

    it('keeps the holder from leaving with a letter unread, and stores nothing then', async () => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      await leave(key, aLetterOf('errors'));
      const mail = await make().release(lock, 0, paused);
      expect(mail).toEqual({ count: 1, letters: { [anEventOf('errors').id]: aLetterOf('errors') } });
      expect(await make().read(key)).toBeUndefined();
      expect(await leaseAt(key)).toMatchObject({ fence: lock.fence });
      expect(await make().release(lock, 1, paused)).toBe('released');
      expect(await make().read(key)).toEqual(paused);
    });

    it('counts a letter about an alarm that the holder has read another of: that is unread, too', async () => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      await leave(key, aLetterOf('errors'));
      await leave(key, aLetterOf('errors', SECOND));
      expect(await make().release(lock, 1)).toMatchObject({ count: 2 });
    });

    it('is left alone by what the holder saves', async () => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      await leave(key, aLetterOf('errors'));
      expect(await make().save(lock, paused)).toBe('saved');
      expect(await mailAt(key)).toEqual({ count: 1, letters: [aLetterOf('errors')] });
    });

    it('is empty for the next holder, who may be left letters again', async () => {
      const key = freshKey();
      const { lock } = await take(key, 'first');
      await leave(key, aLetterOf('errors'));
      await make().release(lock, 1);
      expect((await take(key, 'second')).mail).toEqual(NO_MAIL);
      expect(await leave(key, aLetterOf('latency'))).toBe('first');
      expect((await mailAt(key)).letters).toEqual([aLetterOf('latency')]);
    });

    it('outlives a holder that died: whoever comes next finds it, a watch without a wake-up, too', async () => {
      const key = freshKey();
      await take(key, 'first');
      await leave(key, aLetterOf('errors'));
      const watch = await make().acquire(key, request('watch', 'second', NOW + LEASE));
      expect(sorted(watch.kind === 'held' ? watch.mail : NO_MAIL)).toEqual({
        count: 1,
        letters: [aLetterOf('errors')],
      });
    });

    it('loses no letter in a race of 20 writers with the holder that leaves, in each of 10 rounds', async () => {
      for (let round = 0; round < 10; round++) {
        const { found, left, late, firsts } = await raceForTheBox(make(), freshKey());
        expect(found).toEqual(left);
        expect(firsts).toBe(left.length === 0 ? 0 : 1);
        expect(left.length + late).toBe(20);
      }
    });
  });
}

/** The mail with its letters in the order of their events. */
function sorted({ letters, count }: Mail) {
  const timeOf = (letter: Letter) => (letter.kind === 'alarm' ? letter.cause.at : letter.at);
  return { count, letters: Object.values(letters).sort((one, other) => timeOf(one) - timeOf(other)) };
}
