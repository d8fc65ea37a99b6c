import type { GuardLookUp } from '../decision/facts.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { Pause, StageState } from '../decision/state.ts';
import type { EpochMillis } from '../decision/time.ts';
import type { Letter, Mail } from './mailbox.ts';

/** Why somebody wants the lock; decides when it is worth having. */
export type LockPurpose =
  /** Only of a guarded stage, and not while a rollback is followed, unless its wake-up is long overdue. */
  | 'alarm'
  /** Only when a wake-up is due, or mail was left. */
  | 'watch'
  /** Only of a stage that is guarded, or that something is known of. */
  | 'stage'
  | 'command';

export interface LockRequest {
  readonly purpose: LockPurpose;
  /** Unique per invocation. */
  readonly holder: string;
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

/** The holder's side of the lease that somebody ran into. */
export interface Lease {
  readonly fence: number;
  readonly until: EpochMillis;
  readonly mail: Mail;
}

/** An incident whose rollback is followed. */
export interface Followed {
  readonly id: string;
  readonly phase: string;
  readonly openedAt: EpochMillis;
  readonly causeId: string;
}

export type Acquisition =
  | {
      readonly kind: 'held';
      readonly lock: Lock;
      readonly state: StageState;
      readonly mail: Mail;
      readonly guard: GuardLookUp;
    }
  /** The record cannot be understood: nothing may be done but to let go of the lock, where it could be taken. */
  | { readonly kind: 'unreadable'; readonly lock?: Lock; readonly problem: string }
  /** Another invocation is at work. */
  | { readonly kind: 'leased'; readonly lease: Lease }
  /** A rollback is being followed. */
  | { readonly kind: 'followed'; readonly incident: Followed }
  /** Nothing is due (answers only a `watch`). */
  | { readonly kind: 'nothing-due' }
  /** Nobody guards the stage (answers only an `alarm` and a `stage`), and nothing was taken. */
  | { readonly kind: 'unguarded' };

/** The one item of a stage: lock, mailbox and state. */
export interface StageRecords {
  /** Takes the lock and returns what is known, in one conditional write. */
  acquire(key: StageKey, request: LockRequest): Promise<Acquisition>;
  /**
   * Leaves a letter for the holder of a lease: `first` where it is alone in the box, `gone` where the lease has ended. Where others left
   * something that is in its way meanwhile, the lease with what lies in the box now.
   */
  leave(key: StageKey, lease: Lease, letter: Letter, now: EpochMillis): Promise<'first' | 'left' | 'gone' | Lease>;
  /** Stores the state if the lock is still ours, and keeps the lock. */
  save(lock: Lock, state: StageState): Promise<'saved' | 'lost'>;
  /**
   * Stores the state, empties the mailbox and lets go of the lock, on the condition that no letter has come but `read` ones; answers the mail
   * where one has. Without a state only the lock goes.
   */
  release(lock: Lock, read: number, state?: StageState): Promise<'released' | 'lost' | Mail>;
  /** Reads without the lock; undefined where nothing is known. */
  read(key: StageKey): Promise<StageState | undefined>;
  globalPause(): Promise<Pause | undefined>;
  setGlobalPause(pause: Pause | undefined): Promise<void>;
}
