import { MOST_TURNS } from '../../emulator/services/lambda/trace-header.ts';
import type { MemoryWatchQueue, QueuedWatch } from '../support/ports/memory-watch-queue.ts';
import type { Chance } from './chance.ts';
import type { Invocation } from './invocation.ts';
import type { SimulatedTime } from './simulated-time.ts';

const TIMEOUT = 30_000;
/** Twice the timeout, as in `lib/controller/watch-queue.ts`. */
const VISIBILITY = 2 * TIMEOUT;
const MAX_RECEIVES = 10;
/**
 * Messages that beget messages would never come to rest. A pipeline that rolls back its own failing rollback every 20 seconds,
 * and lists it only after it has left the stage, makes 150 a minute until people stop it; nothing else needs a tenth of this.
 */
const MOST_INVOCATIONS = 20_000;
/** Waits of Lambda before it retries an asynchronous invocation (L:invocation-async-error-handling). */
const RETRY_AFTER = [60_000, 120_000];

export type Outcome =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly error?: unknown };
export type Handle = (event: object, invocation: Invocation, remaining: () => number) => Promise<unknown>;

interface Running {
  readonly invocation: Invocation;
  end(outcome: Outcome): void;
}

export interface FunctionPlatformOptions {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly skewMillis: number;
  readonly twicePercent: number;
  readonly handle: Handle;
  readonly recursiveLoop: 'Allow' | 'Terminate';
  readonly queue: () => MemoryWatchQueue;
  readonly onEnd: (invocation: Invocation, outcome: Outcome, event: object) => void;
}

/** What runs the function: Lambda with its timeout and its retries, and the mapping that feeds it from the watch queue. */
export class FunctionPlatform {
  /** Events whose retries are used up. */
  readonly failed: object[] = [];
  readonly deadLetters: QueuedWatch[] = [];
  invocations = 0;
  /** Lambda retries an asynchronous invocation that failed; a test may do without. */
  retries = true;
  readonly #options: FunctionPlatformOptions;
  readonly #running = new Map<Invocation, Running>();

  constructor(options: FunctionPlatformOptions) {
    this.#options = options;
  }

  /** An asynchronous invocation. */
  accept(event: object): void {
    this.#attempt(event, `r${this.invocations}`, 0);
  }

  /** A synchronous invocation by a person. */
  invoke(event: object): void {
    this.#start(event, `r${this.invocations}`, () => undefined);
  }

  /** Takes what is visible in the watch queue. */
  poll(): void {
    const { queue, chance } = this.#options;
    for (;;) {
      const batch = queue().receive(chance.between(1, 3), VISIBILITY);
      if (batch.length === 0) return;
      const alive = batch.filter((message) => !this.#isDead(message) && !this.#isStopped(message));
      if (alive.length > 0) this.#processBatch(alive);
    }
  }

  /** The process dies here and now. */
  crash(invocation: Invocation): void {
    invocation.state = 'dead';
    this.#running.get(invocation)?.end({ ok: false });
  }

  #attempt(event: object, requestId: string, failures: number): void {
    const { time } = this.#options;
    this.#start(event, requestId, ({ ok }) => {
      if (ok) return;
      const delay = this.retries ? RETRY_AFTER[failures] : undefined;
      if (delay === undefined) this.failed.push(event);
      else time.at(time.now() + delay, () => this.#attempt(event, requestId, failures + 1));
    });
  }

  #processBatch(batch: readonly QueuedWatch[]): void {
    const { time, queue, chance, twicePercent } = this.#options;
    const Records = batch.map(({ messageId, body }) => ({ eventSource: 'aws:sqs', messageId, body }));
    time.at(time.now() + VISIBILITY, () => this.poll());
    // The longest chain of the batch is carried on.
    const turns = Math.max(...batch.map((message) => message.turns));
    const onEnd = (outcome: Outcome) => {
      if (!outcome.ok) return;
      const failures = failedIn(outcome.answer);
      for (const { messageId } of batch) {
        if (!failures.has(messageId) && !chance.percent(twicePercent)) queue().delete(messageId);
      }
    };
    this.#start({ Records }, `r${this.invocations}`, onEnd, turns);
  }

  /** Lambda ends a chain of messages that has been in the function too often: the message comes back until it is set aside. */
  #isStopped({ turns }: QueuedWatch): boolean {
    if (this.#options.recursiveLoop === 'Allow' || turns < MOST_TURNS) return false;
    const { time } = this.#options;
    time.at(time.now() + VISIBILITY, () => this.poll());
    return true;
  }

  #isDead(message: QueuedWatch): boolean {
    if (message.receiveCount <= MAX_RECEIVES) return false;
    this.#options.queue().delete(message.messageId);
    this.deadLetters.push(message);
    return true;
  }

  #start(event: object, requestId: string, onEnd: (outcome: Outcome) => void, turns = 0): void {
    const { time, chance, skewMillis, handle } = this.#options;
    if (++this.invocations > MOST_INVOCATIONS) throw new RestlessError();
    const invocation: Invocation = {
      requestId,
      event,
      turns: turns + 1,
      startedAt: time.now(),
      skewMillis: skewMillis === 0 ? 0 : chance.between(-skewMillis, skewMillis),
      state: 'running',
      onThaw: [],
      disturbed: false,
      locks: new Map(),
      looks: new Map(),
    };
    const cancelTimeout = time.at(time.now() + TIMEOUT, () => this.crash(invocation));
    const running: Running = {
      invocation,
      end: (outcome) => {
        if (!this.#running.delete(invocation)) return;
        cancelTimeout();
        this.#options.onEnd(invocation, outcome, event);
        onEnd(outcome);
        if (invocation.state === 'running') this.#freeze(invocation);
      },
    };
    this.#running.set(invocation, running);
    const remaining = () => invocation.startedAt + TIMEOUT - time.now();
    time.resume(() => {
      handle(event, invocation, remaining).then(
        (answer) => running.end({ ok: true, answer }),
        (error: unknown) => running.end({ ok: false, error }),
      );
    });
  }

  /** The next event may thaw the process; more often it never comes. */
  #freeze(invocation: Invocation): void {
    const { time, chance } = this.#options;
    invocation.state = 'frozen';
    if (chance.percent(50)) return;
    time.at(time.now() + chance.between(500, 300_000), () => {
      invocation.state = 'running';
      for (const goOn of invocation.onThaw.splice(0)) time.resume(goOn);
    });
  }
}

/** A history with more invocations than can be meant. */
export class RestlessError extends Error {
  constructor() {
    super(`I4: more than ${MOST_INVOCATIONS} invocations: it never comes to rest`);
  }
}

function failedIn(answer: unknown): ReadonlySet<string> {
  const { batchItemFailures } = answer as { batchItemFailures: readonly { itemIdentifier: string }[] };
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}
