import { describe, expect, it } from 'vitest';
import type { Breaker } from '../../lambda/ports.ts';
import { NOW, SECOND } from './lock-requests.ts';

const MINUTE = 60 * SECOND;
const LIMIT = { count: 3, minutes: 10 };

/** What every implementation of the breaker does. `make` gives one that nobody has entered, or forgets who has. */
export function defineBreakerContract(name: string, make: () => Breaker | Promise<Breaker>): void {
  describe(`breaker ${name}`, () => {
    /** A breaker that as many have entered as may, all at once. */
    async function full() {
      const breaker = await make();
      for (const incident of ['a', 'b', 'c']) expect(await breaker.enter(incident, NOW, LIMIT)).toBe('entered');
      return breaker;
    }

    it('lets as many incidents in as its limit says, and tells the others how many that were', async () => {
      const breaker = await full();
      expect(await breaker.enter('d', NOW, LIMIT)).toEqual({ full: 3 });
      expect(await breaker.enter('e', NOW + SECOND, LIMIT)).toEqual({ full: 3 });
    });

    it('counts an incident once: one that has entered stays so, also when the breaker is full', async () => {
      const breaker = await full();
      for (const incident of ['a', 'b', 'c', 'a']) {
        expect(await breaker.enter(incident, NOW + MINUTE, LIMIT)).toBe('entered');
      }
    });

    it('forgets what is older than its minutes', async () => {
      const breaker = await full();
      expect(await breaker.enter('d', NOW + 10 * MINUTE - 1, LIMIT)).toEqual({ full: 3 });
      expect(await breaker.enter('d', NOW + 10 * MINUTE, LIMIT)).toBe('entered');
    });

    it('counts those from that time on: the old ones make room one by one', async () => {
      const breaker = await make();
      for (const [index, incident] of ['a', 'b', 'c'].entries())
        await breaker.enter(incident, NOW + index * 4 * MINUTE, LIMIT);
      expect(await breaker.enter('d', NOW + 11 * MINUTE, LIMIT)).toBe('entered');
      expect(await breaker.enter('e', NOW + 11 * MINUTE, LIMIT)).toEqual({ full: 3 });
      expect(await breaker.enter('e', NOW + 14 * MINUTE, LIMIT)).toBe('entered');
    });

    it('does not count one anew because it asks again', async () => {
      const breaker = await make();
      await breaker.enter('a', NOW, LIMIT);
      await breaker.enter('a', NOW + 9 * MINUTE, LIMIT);
      for (const incident of ['b', 'c', 'd'])
        expect(await breaker.enter(incident, NOW + 11 * MINUTE, LIMIT)).toBe('entered');
    });

    it.each([5, 30])('lets exactly %i of 50 in that race, from the very first on', async (count) => {
      const breaker = await make();
      const limit = { count, minutes: 10 };
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => breaker.enter(`shop-${index}/Prod/1`, NOW, limit)),
      );
      expect(answers.filter((answer) => answer === 'entered')).toHaveLength(count);
      expect(answers.filter((answer) => answer !== 'entered')).toEqual(Array(50 - count).fill({ full: count }));
    });
  });
}
