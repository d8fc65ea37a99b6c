import { describe, expect, it } from 'vitest';
import type { WatchMessage } from '../../lambda/intake/watch-message.ts';
import type { WatchQueue } from '../../lambda/ports.ts';

export interface WatchQueueUnderTest {
  readonly watches: WatchQueue;
  /** The time that the queue was made at. */
  readonly now: number;
  /** Lets time pass. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Bodies, read, of the messages that can be received by now and were not deleted. */
  readonly receive: () => readonly WatchMessage[];
}

const KEY = { pipeline: 'shop', stage: 'Prod' };

/** What every implementation of the watch queue does. `make` gives an empty queue. */
export function defineWatchQueueContract(
  name: string,
  make: () => WatchQueueUnderTest | Promise<WatchQueueUnderTest>,
): void {
  describe(`watch queue ${name}`, () => {
    it('delivers a message when it is due, not earlier', async () => {
      const { watches, now, pass, receive } = await make();
      const message = { ...KEY, dueAt: now + 90_000 };
      await watches.send(message);
      await pass(89);
      expect(receive()).toEqual([]);
      await pass(1);
      expect(receive()).toEqual([message]);
    });

    it('delivers one that is due already at once', async () => {
      const { watches, now, receive } = await make();
      const message = { ...KEY, dueAt: now - 1_000 };
      await watches.send(message);
      expect(receive()).toEqual([message]);
    });

    it('delivers one that is due in an hour after 15 minutes: SQS delays no longer', async () => {
      const { watches, now, pass, receive } = await make();
      const message = { ...KEY, dueAt: now + 3_600_000 };
      await watches.send(message);
      await pass(899);
      expect(receive()).toEqual([]);
      await pass(1);
      expect(receive()).toEqual([message]);
    });

    it('carries what has changed, and nothing that could be an order', async () => {
      const { watches, now, receive } = await make();
      const message: WatchMessage = { ...KEY, dueAt: now, stageChanged: true };
      await watches.send(message);
      expect(receive()).toEqual([message]);
    });

    it('brings a message that is not deleted again after the visibility timeout', async () => {
      const { watches, now, pass, receive } = await make();
      const message = { ...KEY, dueAt: now };
      await watches.send(message);
      expect(receive()).toEqual([message]);
      expect(receive()).toEqual([]);
      await pass(60);
      expect(receive()).toEqual([message]);
    });
  });
}
