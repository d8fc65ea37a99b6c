import type { Pause, StageMemory } from './decision/record.ts';
import type { EpochMillis } from './decision/time.ts';
import type { StageKey } from './stage-key.ts';

/** Why somebody wants the lock; decides when it is worth having. */
export type LockPurpose =
  /** Not while a rollback is followed, unless its wake-up is long overdue. */
  | 'alarm'
  /** Only when a wake-up is due. */
  | 'watch'
  | 'stage'
  | 'command';

export interface LockRequest {
  readonly purpose: LockPurpose;
  /** Unique per invocation. */
  readonly holder: string;
  /** The trigger being handled: tells duplicates of it from other triggers. */
  readonly causeId: string;
  readonly now: EpochMillis;
  readonly leaseUntil: EpochMillis;
}

/** A held lock: every write names it, and fails once somebody else has taken the lock over. */
export interface Lock {
  readonly key: StageKey;
  readonly holder: string;
  readonly fence: number;
  readonly leaseUntil: EpochMillis;
}

export type Acquisition =
  | { readonly kind: 'held'; readonly lock: Lock; readonly memory: StageMemory }
  /** The record cannot be understood: nothing may be done but to let go of the lock, where it could be taken. */
  | { readonly kind: 'unreadable'; readonly lock?: Lock; readonly problem: string }
  /** Another invocation is at work. */
  | { readonly kind: 'leased'; readonly until: EpochMillis; readonly causeId: string }
  /** A rollback is being followed. */
  | {
      readonly kind: 'incident';
      readonly id: string;
      readonly phase: string;
      readonly since: EpochMillis;
      /** What the incident was opened for: tells duplicates of it from other triggers. */
      readonly causeId: string;
    }
  /** Nothing is due (answers only a `watch`). */
  | { readonly kind: 'nothing-due' };

export interface StageRecords {
  /** Takes the lock and returns what is remembered, in one conditional write. */
  acquire(key: StageKey, request: LockRequest): Promise<Acquisition>;
  /** Stores the memory if the lock is still ours; `lost` if it was taken over. Keeps or releases the lock. */
  save(lock: Lock, memory: StageMemory, then: 'keep' | 'release'): Promise<'saved' | 'lost'>;
  /** Lets go without touching the memory. */
  release(lock: Lock): Promise<void>;
  /** Reads without the lock; undefined where nothing is remembered. */
  read(key: StageKey): Promise<StageMemory | undefined>;
  globalPause(): Promise<Pause | undefined>;
  setGlobalPause(pause: Pause | undefined): Promise<void>;
}
