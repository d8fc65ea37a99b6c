import { createHash, randomUUID } from 'node:crypto';
import type { EpochMillis } from '../../account/clock.ts';
import type { AccountClock } from '../../account/virtual-clock.ts';
import { ServiceError } from '../service.ts';
import type { FunctionHost } from './function-host.ts';
import type { InvocationRecord } from './invocation.ts';

/** Hands the record of a failed invocation to a queue or topic. */
export type DeliverRecord = (destinationArn: string, record: string) => void | Promise<void>;

export interface AsynchronousInvocationsOptions {
  readonly host: FunctionHost;
  readonly clock: AccountClock;
  readonly deliverRecord: DeliverRecord;
  /** Whether Lambda delivers this event a second time, as it sometimes does ("at least once"). Never where absent. */
  readonly deliverTwice?: (event: string) => boolean;
}

type Condition = 'RetriesExhausted' | 'EventAgeExceeded';

interface QueuedEvent {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly acceptedAt: EpochMillis;
  failedAttempts: number;
  throttledAttempts: number;
  last: InvocationRecord | undefined;
}

/** Waits before the first and the second retry of a function error (L:invocation-async-error-handling). */
const RETRY_DELAYS = [60_000, 120_000];
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 300_000;

/**
 * The event queue of a function: what is accepted is invoked later. Function errors are retried after one, then two
 * minutes; throttles with growing waits until the event is too old; what fails for good goes to the on-failure
 * destination.
 */
export class AsynchronousInvocations {
  readonly #options: AsynchronousInvocationsOptions;

  constructor(options: AsynchronousInvocationsOptions) {
    this.#options = options;
  }

  /** Accepts an event (JSON text) and answers its request id, which all of its attempts share. */
  accept(event: string, requestId: string = randomUUID()): string {
    const deliveries = this.#options.deliverTwice?.(event) === true ? 2 : 1;
    for (let delivery = 0; delivery < deliveries; delivery++) {
      const acceptedAt = this.#options.clock.now();
      this.#attemptIn(0, {
        requestId,
        event,
        acceptedAt,
        failedAttempts: 0,
        throttledAttempts: 0,
        last: undefined,
      });
    }
    return requestId;
  }

  #attemptIn(delay: number, queued: QueuedEvent): void {
    const { clock } = this.#options;
    clock.at(clock.now() + delay, () => this.#attempt(queued));
  }

  async #attempt(queued: QueuedEvent): Promise<void> {
    const { host, clock } = this.#options;
    const { maximumEventAgeSeconds, maximumRetryAttempts } = host.deployed.asyncInvoke;
    if (clock.now() - queued.acceptedAt > maximumEventAgeSeconds * 1000) {
      await this.#giveUp(queued, 'EventAgeExceeded');
      return;
    }
    const record = await host.invoke(queued.event, queued.requestId).catch((error: unknown) => {
      if (error instanceof ServiceError && error.name === 'TooManyRequestsException') return 'throttled' as const;
      throw error;
    });
    if (record === 'throttled') {
      this.#attemptIn(throttleDelay(queued), queued);
      queued.throttledAttempts++;
      return;
    }
    queued.last = record;
    if (record.functionError === undefined) return;
    const delay = RETRY_DELAYS[queued.failedAttempts++];
    if (delay === undefined || queued.failedAttempts > maximumRetryAttempts) {
      await this.#giveUp(queued, 'RetriesExhausted');
      return;
    }
    this.#attemptIn(delay, queued);
  }

  async #giveUp(queued: QueuedEvent, condition: Condition): Promise<void> {
    const { onFailureArn } = this.#options.host.deployed.asyncInvoke;
    if (onFailureArn === undefined) return;
    await this.#options.deliverRecord(onFailureArn, JSON.stringify(this.#describe(queued, condition)));
  }

  /** The invocation record (L:invocation-async-retain-records). */
  #describe({ requestId, event, failedAttempts, last }: QueuedEvent, condition: Condition): object {
    const { host, clock } = this.#options;
    return {
      version: '1.0',
      timestamp: new Date(clock.now()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${host.deployed.arn}:$LATEST`,
        condition,
        approximateInvokeCount: failedAttempts,
      },
      requestPayload: JSON.parse(event),
      ...(last !== undefined && {
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: last.functionError },
        responsePayload: JSON.parse(last.payload),
      }),
    };
  }
}

/** Grows to five minutes; the events of a burst come back at different times, as the queue is read at a limited rate. */
function throttleDelay({ requestId, throttledAttempts }: QueuedEvent): number {
  const longest = Math.min(FIRST_BACKOFF * 2 ** throttledAttempts, LONGEST_BACKOFF);
  const share = createHash('sha256').update(`${requestId}/${throttledAttempts}`).digest().readUInt16BE() / 2 ** 16;
  return Math.round(longest * (0.5 + share / 2));
}
