import type { EpochMillis } from '../../../lambda/decision/time.ts';
import { encodeWatch, type WatchMessage } from '../../../lambda/intake/watch-message.ts';
import type { WatchQueue } from '../../../lambda/ports.ts';

const LONGEST_DELAY_SECONDS = 900;

/** A message in the queue. */
export interface QueuedWatch {
  readonly messageId: string;
  readonly body: string;
  readonly message: WatchMessage;
  /** How often its chain of messages has been in the function, as the trace header counts it. */
  readonly turns: number;
  /** When it can be received (again), by the queue's own clock. */
  visibleAt: EpochMillis;
  receiveCount: number;
}

/**
 * The watch queue in memory: delays as SQS does, delivers at least once. `clock` is the queue's own; a sender with a
 * clock of its own goes through {@link sender}.
 */
export class MemoryWatchQueue implements WatchQueue {
  readonly #clock: () => EpochMillis;
  readonly #onSend: (message: QueuedWatch) => void;
  readonly #messages = new Map<string, QueuedWatch>();
  #sent = 0;
  #deleted = 0;

  constructor(clock: () => EpochMillis, onSend: (message: QueuedWatch) => void = () => undefined) {
    this.#clock = clock;
    this.#onSend = onSend;
  }

  async handOn(): Promise<void> {}

  send(message: WatchMessage): Promise<void> {
    return this.sender(this.#clock).send(message);
  }

  /** The queue as somebody uses it whose clock is another; `turns`: of the chain that the sender belongs to. */
  sender(clock: () => EpochMillis, turns = 0): WatchQueue {
    return {
      send: async (message) => {
        const seconds = Math.ceil((message.dueAt - clock()) / 1000);
        const delay = Math.min(LONGEST_DELAY_SECONDS, Math.max(0, seconds));
        const queued: QueuedWatch = {
          messageId: `m${++this.#sent}`,
          body: encodeWatch(message),
          message,
          turns,
          visibleAt: this.#clock() + delay * 1000,
          receiveCount: 0,
        };
        this.#messages.set(queued.messageId, queued);
        this.#onSend(queued);
      },
      // Nobody here has so many stages.
      handOn: async () => {},
    };
  }

  /** Takes up to `count` visible messages and hides them for a while. */
  receive(count: number, visibilityMillis: number): readonly QueuedWatch[] {
    const now = this.#clock();
    const received = this.messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, count);
    for (const message of received) {
      message.visibleAt = now + visibilityMillis;
      message.receiveCount++;
    }
    return received;
  }

  delete(messageId: string): void {
    if (this.#messages.delete(messageId)) this.#deleted++;
  }

  /** How many messages have left the queue so far. */
  get deleted(): number {
    return this.#deleted;
  }

  /** Everything in the queue, received or not. */
  get messages(): readonly QueuedWatch[] {
    return [...this.#messages.values()];
  }
}
