import { EMPTY_MEMORY, type Pause, type StageMemory } from '../../../lambda/decision/record.ts';
import { MINUTE, SECOND } from '../../../lambda/decision/time.ts';
import { CouldNotRead } from '../../../lambda/ports.ts';
import type { StageKey } from '../../../lambda/stage-key.ts';
import type { Acquisition, Lock, LockRequest, StageRecords } from '../../../lambda/stage-lock.ts';
import { parseMemory, RECORD_SCHEMA } from '../../../lambda/stage-record.ts';

/** As in `lambda/aws/stage-records.ts`; the contract suite holds both to it. */
const SKEW = 2 * SECOND;
const OVERDUE = 2 * MINUTE;

/** The attributes of a stage record. The memory is JSON text, so that nobody shares objects with the store. */
export interface StoredRecord {
  readonly fence: number;
  readonly leaseUntil?: number;
  readonly holder?: string;
  readonly holderCause?: string;
  readonly schema?: unknown;
  readonly memory?: string;
  readonly incident?: { readonly id: string; readonly phase: string; readonly since: number; readonly causeId: string };
  readonly wakeAt?: number;
}

/** Stage records in memory: what `dynamoStageRecords` does with conditional writes, at once and without I/O. */
export class MemoryStageRecords implements StageRecords {
  readonly #records = new Map<string, StoredRecord>();
  #pause: Pause | undefined;

  async acquire(key: StageKey, request: LockRequest): Promise<Acquisition> {
    const record = this.stored(key) ?? { fence: 0 };
    const { holder, leaseUntil, causeId } = request;
    const isOurs = record.holder === holder && record.leaseUntil === leaseUntil;
    const refusal = this.refusal(record, request);
    if (refusal !== undefined && !isOurs) return refusal;
    const taken = isOurs ? record : { ...record, fence: record.fence + 1, holder, leaseUntil, holderCause: causeId };
    this.put(key, taken);
    const lock: Lock = { key, holder, fence: taken.fence, leaseUntil };
    if (taken.memory === undefined) return { kind: 'held', lock, memory: EMPTY_MEMORY };
    const parsed = parseMemory(taken.schema, JSON.parse(taken.memory));
    return parsed.ok
      ? { kind: 'held', lock, memory: parsed.value }
      : { kind: 'unreadable', lock, problem: parsed.problem };
  }

  async save(lock: Lock, memory: StageMemory, then: 'keep' | 'release'): Promise<'saved' | 'lost'> {
    const record = this.stored(lock.key);
    if (record === undefined || !this.isHeld(record, lock)) return 'lost';
    const { incident, wakeAt } = memory;
    const { leaseUntil, holder, holderCause, fence } = record;
    this.put(lock.key, {
      fence,
      ...(then === 'keep' && leaseUntil !== undefined && { leaseUntil }),
      ...(then === 'keep' && holder !== undefined && { holder }),
      ...(then === 'keep' && holderCause !== undefined && { holderCause }),
      schema: RECORD_SCHEMA,
      memory: JSON.stringify(memory),
      ...(wakeAt !== undefined && { wakeAt }),
      // An incident whose rollback is not accepted yet does not keep alarms away.
      ...((incident?.phase === 'rolling-back' || incident?.phase === 'verifying') && {
        incident: { id: incident.id, phase: incident.phase, since: incident.openedAt, causeId: incident.cause.id },
      }),
    });
    return 'saved';
  }

  async release(lock: Lock): Promise<void> {
    const record = this.stored(lock.key);
    if (record === undefined || !this.isHeld(record, lock)) return;
    const { leaseUntil: _, holder: __, holderCause: ___, ...free } = record;
    this.put(lock.key, free);
  }

  async read(key: StageKey): Promise<StageMemory | undefined> {
    const record = this.stored(key);
    if (record?.memory === undefined) return undefined;
    const parsed = parseMemory(record.schema, JSON.parse(record.memory));
    if (!parsed.ok) throw new CouldNotRead(`the stage record ${nameOf(key)}`, parsed.problem, false);
    return parsed.value;
  }

  async globalPause(): Promise<Pause | undefined> {
    return this.#pause;
  }

  async setGlobalPause(pause: Pause | undefined): Promise<void> {
    this.#pause = pause;
  }

  /** The record as it is stored. */
  stored(key: StageKey): StoredRecord | undefined {
    return this.#records.get(nameOf(key));
  }

  /** Writes a record past every condition: by hand, or by a function of another version. */
  put(key: StageKey, record: StoredRecord): void {
    this.#records.set(nameOf(key), record);
  }

  /** The condition of taking the lock. */
  protected refusal(record: StoredRecord, request: LockRequest): Acquisition | undefined {
    const { leaseUntil, holderCause, incident, wakeAt } = record;
    const { purpose, now } = request;
    if (leaseUntil !== undefined && leaseUntil > now) {
      return { kind: 'leased', until: leaseUntil, causeId: String(holderCause) };
    }
    const dueBy = (time: number) => wakeAt !== undefined && wakeAt <= time;
    if (purpose === 'watch' && !dueBy(now + SKEW)) return { kind: 'nothing-due' };
    if (purpose === 'alarm' && incident !== undefined && !dueBy(now - OVERDUE))
      return { kind: 'incident', ...incident };
    return undefined;
  }

  /** The condition of every write under the lock. */
  protected isHeld(record: StoredRecord, lock: Lock): boolean {
    return record.fence === lock.fence && record.holder === lock.holder;
  }
}

function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}
