import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import type { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import { nameOf } from './invocation.ts';

const MINUTE = 60_000;

/** What a stage waits for, and when its wake-up is due. */
interface Open {
  readonly what: string;
  readonly wakeAt: EpochMillis | undefined;
}

/**
 * I4: whatever is open in a stage has a wake-up outstanding, at every moment. The answer can become worse only where the
 * record changes or a message leaves the queue, so that it may be asked for after everything that happens.
 */
export class WakeUpCheck {
  readonly #key: StageKey;
  readonly #records: MemoryStageRecords;
  readonly #queue: MemoryWatchQueue;
  #memory: string | undefined;
  /** What is open according to it. */
  #open: Open | undefined;
  #writes = 0;
  #deleted = 0;

  constructor(key: StageKey, records: MemoryStageRecords, queue: MemoryWatchQueue) {
    this.#key = key;
    this.#records = records;
    this.#queue = queue;
  }

  /** The violation that there is at `now` and was not there before. */
  violation(now: EpochMillis): string | undefined {
    const { deleted } = this.#queue;
    const { writes } = this.#records;
    if (writes === this.#writes && deleted === this.#deleted) return undefined;
    this.#writes = writes;
    const memory = this.#records.stored(this.#key)?.memory;
    if (memory === this.#memory && (this.#open === undefined || deleted === this.#deleted)) return undefined;
    if (memory !== this.#memory) this.#open = openIn(memory ?? '');
    this.#memory = memory;
    this.#deleted = deleted;
    if (this.#open === undefined) return undefined;
    const { what, wakeAt } = this.#open;
    const open = `I4: ${nameOf(this.#key)} is ${what}`;
    if (wakeAt === undefined) return `${open} without a time to wake up`;
    return this.#isOutstanding(Math.max(now, wakeAt) + MINUTE) ? undefined : `${open} without an outstanding wake-up`;
  }

  #isOutstanding(latest: EpochMillis): boolean {
    const { pipeline, stage } = this.#key;
    return this.#queue.messages.some(
      ({ message }) => message.pipeline === pipeline && message.stage === stage && message.dueAt <= latest,
    );
  }
}

function openIn(memory: string): Open | undefined {
  // Most memories hold neither, which the text tells: a name inside a string would have its quotes escaped.
  if (!memory.includes('"incident":') && !memory.includes('"probation":') && memory.includes('"postponed":[]'))
    return undefined;
  const { incident, probation, postponed, wakeAt }: StageState = JSON.parse(memory);
  if (incident === undefined && probation === undefined && postponed.length === 0) return undefined;
  return { what: incident?.phase ?? (probation === undefined ? 'postponed' : 'probation'), wakeAt };
}
