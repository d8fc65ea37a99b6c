import type { GuardLookUp } from '../../../lambda/decision/facts.ts';
import type { StageKey } from '../../../lambda/decision/stage-key.ts';
import { EMPTY_STATE, type Pause, type StageState } from '../../../lambda/decision/state.ts';
import { SKEW, WAKE_LOST_AFTER } from '../../../lambda/decision/times.ts';
import { CouldNotRead } from '../../../lambda/ports.ts';
import { isAlone, type Letter, type Mail, NO_MAIL, type Placed, placed, ROOM } from '../../../lambda/stage/mailbox.ts';
import type { Acquisition, Lease, Lock, LockRequest, StageRecords } from '../../../lambda/stage/stage-lock.ts';
import { type Parsed, parseMail, parseState, STATE_FORM } from '../../../lambda/stage/state-form.ts';
import { HOME } from '../home.ts';

/** The attributes of a stage's item. State and mail are JSON text, so that nobody shares objects with the store. */
export interface StoredRecord {
  readonly fence: number;
  readonly leaseUntil?: number;
  readonly holder?: string;
  readonly schema?: unknown;
  readonly memory?: string;
  /** In place of `memory` where objects are shared. */
  readonly state?: StageState;
  readonly mail?: string;
  readonly mailed?: number;
  readonly incident?: {
    readonly id: string;
    readonly phase: string;
    readonly openedAt: number;
    readonly causeId: string;
  };
  readonly wakeAt?: number;
}

type GuardOf = (key: StageKey) => GuardLookUp;

interface MemoryOptions {
  readonly shares?: boolean;
  readonly guardOf?: GuardOf;
}

/** Stage records in memory: what `dynamoStageRecords` does with conditional writes, at once and without I/O. */
export class MemoryStageRecords implements StageRecords {
  readonly #records = new Map<string, StoredRecord>();
  readonly #shares: boolean;
  #guardOf: GuardOf;
  #pause: Pause | undefined;
  #writes = 0;

  /** With `shares` states are handed on as they are, without text in between: nobody changes one. */
  constructor({ shares = false, guardOf = () => ({ kind: 'missing' }) }: MemoryOptions = {}) {
    this.#shares = shares;
    this.#guardOf = guardOf;
  }

  /** Whose guards come with the locks from now on. */
  guardedBy(guardOf: GuardOf): void {
    this.#guardOf = guardOf;
  }

  async acquire(key: StageKey, request: LockRequest): Promise<Acquisition> {
    const record = this.stored(key) ?? { fence: 0 };
    const { holder, leaseUntil } = request;
    const isOurs = record.holder === holder && record.leaseUntil === leaseUntil;
    const guard = this.#guardOf(key);
    const free = this.refusal(record, request);
    const refusal = free?.kind === 'leased' ? free : (unguarded(record, request, guard) ?? free);
    if (refusal !== undefined && !isOurs) return refusal;
    const taken: StoredRecord = isOurs
      ? record
      : { mail: '{}', mailed: 0, ...record, fence: record.fence + 1, holder, leaseUntil };
    this.put(key, taken);
    const lock: Lock = { key, holder, fence: taken.fence, leaseUntil };
    const mail = mailOf(taken);
    const read = stateOf(taken);
    return read.ok
      ? { kind: 'held', lock, state: read.value, mail, guard }
      : { kind: 'unreadable', lock, problem: read.problem };
  }

  async leave(key: StageKey, lease: Lease, letter: Letter, now: number): Promise<'first' | 'left' | 'gone' | Lease> {
    const record = this.stored(key);
    if (record?.fence !== lease.fence || record.leaseUntil !== lease.until || lease.until <= now) return 'gone';
    const place = placed(lease.mail, letter);
    const mail = mailOf(record);
    if (!isFree(mail, place)) return { ...lease, mail };
    const letters = { ...mail.letters, [place.slot]: place.letter };
    this.put(key, { ...record, mail: JSON.stringify(letters), mailed: mail.count + 1 });
    return isAlone({ ...mail, letters }, letter) ? 'first' : 'left';
  }

  async save(lock: Lock, state: StageState): Promise<'saved' | 'lost'> {
    const record = this.stored(lock.key);
    if (record === undefined || !this.isHeld(record, lock)) return 'lost';
    const { leaseUntil, holder, mail, mailed } = record;
    this.put(lock.key, {
      ...(leaseUntil !== undefined && { leaseUntil }),
      ...(holder !== undefined && { holder }),
      ...(mail !== undefined && { mail }),
      ...(mailed !== undefined && { mailed }),
      ...this.#withState(record.fence, state),
    });
    return 'saved';
  }

  async release(lock: Lock, read: number, state?: StageState): Promise<'released' | 'lost' | Mail> {
    const record = this.stored(lock.key);
    if (record === undefined || !this.isHeld(record, lock)) return 'lost';
    if (!this.isRead(record, read)) return mailOf(record);
    const { leaseUntil: _, holder: __, mail: ___, mailed: ____, ...free } = record;
    this.put(lock.key, state === undefined ? free : this.#withState(record.fence, state));
    return 'released';
  }

  async read(key: StageKey): Promise<StageState | undefined> {
    const record = this.stored(key);
    if (record?.memory === undefined) return record?.state;
    const read = stateOf(record);
    if (!read.ok) throw new CouldNotRead(`the stage record ${nameOf(key)}`, read.problem, false);
    return read.value;
  }

  async globalPause(): Promise<Pause | undefined> {
    return this.#pause;
  }

  async setGlobalPause(pause: Pause | undefined): Promise<void> {
    this.#pause = pause;
  }

  /** How often a record was written so far. */
  get writes(): number {
    return this.#writes;
  }

  /** The record as it is stored. */
  stored(key: StageKey): StoredRecord | undefined {
    return this.#records.get(nameOf(key));
  }

  /** Writes a record past every condition: by hand, or by a function of another version. */
  put(key: StageKey, record: StoredRecord): void {
    this.#writes++;
    this.#records.set(nameOf(key), record);
  }

  /** The condition of taking the lock. */
  protected refusal(record: StoredRecord, request: LockRequest): Acquisition | undefined {
    const { leaseUntil, incident, wakeAt, fence } = record;
    const { purpose, now } = request;
    if (leaseUntil !== undefined && leaseUntil > now) {
      return { kind: 'leased', lease: { fence, until: leaseUntil, mail: mailOf(record) } };
    }
    const dueBy = (time: number) => wakeAt !== undefined && wakeAt <= time;
    if (purpose === 'watch' && !dueBy(now + SKEW) && (record.mailed ?? 0) === 0) return { kind: 'nothing-due' };
    if (purpose === 'alarm' && incident !== undefined && !dueBy(now - WAKE_LOST_AFTER)) {
      return { kind: 'followed', incident };
    }
    return undefined;
  }

  /** The condition of every write under the lock. */
  protected isHeld(record: StoredRecord, lock: Lock): boolean {
    return record.fence === lock.fence && record.holder === lock.holder;
  }

  /** The condition of leaving: no letter is unread. */
  protected isRead({ mailed = 0 }: StoredRecord, read: number): boolean {
    return mailed === read;
  }

  #withState(fence: number, state: StageState): StoredRecord {
    const { incident, wakeAt } = state;
    return {
      fence,
      schema: STATE_FORM,
      ...(this.#shares ? { state } : { memory: JSON.stringify(state) }),
      ...(wakeAt !== undefined && { wakeAt }),
      // An incident whose rollback is not accepted yet does not keep alarms away.
      ...((incident?.phase === 'rolling-back' || incident?.phase === 'verifying') && {
        incident: { id: incident.id, phase: incident.phase, openedAt: incident.openedAt, causeId: incident.cause.id },
      }),
    };
  }
}

/** What nobody guards is not taken. */
function unguarded(
  { memory, state }: StoredRecord,
  { purpose }: LockRequest,
  { kind }: GuardLookUp,
): Acquisition | undefined {
  if (kind !== 'missing') return undefined;
  const isUnknown = memory === undefined && state === undefined;
  return purpose === 'alarm' || (purpose === 'stage' && isUnknown) ? { kind: 'unguarded' } : undefined;
}

function stateOf({ schema, memory, state }: StoredRecord): Parsed<StageState> {
  if (memory === undefined) return { ok: true, value: state ?? EMPTY_STATE };
  return parseState(schema, JSON.parse(memory), HOME);
}

/** Nothing lies where the letter goes but what goes on in it: another event would be lost. */
function isFree({ letters }: Mail, { slot, letter, over }: Placed): boolean {
  if (letter.kind === 'stage') return true;
  if (slot === letter.cause.id) return Object.keys(letters).length < ROOM;
  const there = letters[slot];
  if (there?.kind !== 'alarm') return over === undefined;
  return there.cause.id === over?.id && there.cause.merged?.lastId === over.merged?.lastId;
}

function mailOf({ mail, mailed }: StoredRecord): Mail {
  return mail === undefined ? NO_MAIL : parseMail(JSON.parse(mail), mailed);
}

function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}
