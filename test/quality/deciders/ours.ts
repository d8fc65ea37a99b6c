import * as z from 'zod';
import type { ServiceEvent } from '../../../emulator/services/service.ts';
import { type Account, type Decider, type DeciderKind, type GuardedStage, Notes } from '../decider.ts';
import { type OurFunction, ourFunction } from './our-function.ts';

/** From an event to the function's first call: half a second to two. Events of one moment come one after the other, in any order. */
const latencyOf = (event: number) => 500 + ((event * 617) % 1_500);
const VISIBILITY = 60_000;
const BATCH = 5;
/** As in `lib/controller/watch-queue.ts`. */
const MAX_RECEIVES = 10;
/** Lambda tries an asynchronous invocation that failed again after these waits (L:invocation-async-error-handling). */
const RETRY_AFTER = [60_000, 120_000];

const AlarmDetail = z.object({ alarmName: z.string() });
const StageDetail = z.object({ pipeline: z.string(), stage: z.string(), state: z.string() });
const BatchAnswer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/** The function, with the rules that wake it, its queue, and people who run its commands. */
export const ours: DeciderKind = {
  key: 'ours',
  name: 'ours',
  create: (account) => new Ours(account),
};

class Ours implements Decider {
  readonly #account: Account;
  readonly #function: OurFunction;
  readonly #notes: Notes;
  #events = 0;

  constructor(account: Account) {
    this.#account = account;
    this.#notes = new Notes(account);
    this.#function = ourFunction(
      account,
      (visibleAt) => account.time.at(visibleAt, () => this.#poll()),
      ({ stage, what, sentence }) => {
        this.#notes.add(stage, what);
        account.trace?.(`decider:   ${sentence}`);
      },
    );
  }

  onAlarm(event: ServiceEvent): void {
    const { alarmName } = AlarmDetail.parse(event.detail);
    for (const guard of this.#account.guards.filter(({ alarms }) => alarms.includes(alarmName))) {
      this.#deliver(event, guard);
    }
  }

  onStageEvent(event: ServiceEvent): void {
    const { pipeline, stage, state } = StageDetail.parse(event.detail);
    const guard = this.#account.guards.find((one) => one.pipeline === pipeline && one.stage === stage);
    if (guard !== undefined && state !== 'STOPPING') this.#deliver(event, guard);
  }

  release({ pipeline, stage }: GuardedStage): void {
    const { time } = this.#account;
    time.at(time.now(), () => this.#command({ action: 'release', pipeline, stage, by: 'alice' }));
  }

  reasons({ stage }: GuardedStage, from: number, until: number): readonly string[] {
    return this.#notes.between(stage, from, until);
  }

  #deliver({ source, detailType, resources, detail }: ServiceEvent, { pipeline, stage }: GuardedStage): void {
    const { time, identity } = this.#account;
    const id = `e${++this.#events}`;
    const event = {
      id,
      source,
      'detail-type': detailType,
      account: identity.accountId,
      region: identity.region,
      time: new Date(time.now()).toISOString(),
      resources,
      guard: { pipeline, stage },
      detail,
    };
    time.at(time.now() + latencyOf(this.#events), () => this.#attempt(event, id, stage, 0));
  }

  #attempt(event: object, requestId: string, stage: string, failures: number): void {
    const { time } = this.#account;
    this.#invoke(event, requestId, undefined, (error) => {
      this.#notes.add(stage, `error: ${textOf(error)}`);
      const delay = RETRY_AFTER[failures];
      if (delay !== undefined) time.at(time.now() + delay, () => this.#attempt(event, requestId, stage, failures + 1));
    });
  }

  #command(event: {
    readonly action: string;
    readonly pipeline: string;
    readonly stage: string;
    readonly by: string;
  }): void {
    this.#invoke(event, `e${++this.#events}`, undefined, (error) => {
      this.#notes.add(event.stage, `command failed: ${textOf(error)}`);
    });
  }

  #poll(): void {
    const { time } = this.#account;
    const { queue } = this.#function;
    const batch = queue.receive(BATCH, VISIBILITY);
    if (batch.length === 0) return;
    const alive = batch.filter(({ receiveCount }) => receiveCount <= MAX_RECEIVES);
    for (const { messageId, receiveCount } of batch) if (receiveCount > MAX_RECEIVES) queue.delete(messageId);
    const Records = alive.map(({ messageId, body }) => ({ eventSource: 'aws:sqs', messageId, body }));
    this.#invoke(
      { Records },
      `e${++this.#events}`,
      (answer) => {
        const failed = BatchAnswer.parse(answer).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
        for (const { messageId } of alive) if (!failed.includes(messageId)) queue.delete(messageId);
        if (failed.length > 0) time.at(time.now() + VISIBILITY, () => this.#poll());
      },
      () => time.at(time.now() + VISIBILITY, () => this.#poll()),
    );
  }

  #invoke(
    event: object,
    requestId: string,
    onAnswer: ((answer: unknown) => void) | undefined,
    onError: (error: unknown) => void,
  ) {
    this.#account.time.resume(() => {
      this.#function.invoke(event, requestId).then(onAnswer, onError);
    });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
