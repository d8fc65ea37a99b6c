import type { AlarmCause } from './cause.ts';
import type { Deployment } from './deployments.ts';
import type { Entry } from './entry.ts';
import type { Execution, ExecutionId } from './execution.ts';
import type { Incident } from './incident.ts';
import type { Variable } from './release.ts';
import type { EpochMillis } from './time.ts';

/**
 * What the controller knows of one stage between invocations. Bounded: nothing in it grows with the number of events. Its stored form
 * is checked by `stage/state-form.ts`.
 */
export interface StageState {
  /** The incident under way; absent when idle. */
  readonly incident?: Incident;
  /** The last deployments to the stage, oldest first: what a list no longer shows. */
  readonly deployments: readonly Deployment[];
  /** What is remembered of the releases. */
  readonly releases: readonly ReleaseMemory[];
  /** Automatic rollbacks since the stage was last healthy. */
  readonly automaticRollbacks: readonly AutomaticRollback[];
  /** The last rollbacks of the stage that are known, ours and others', newest last: none is taken for a new one. */
  readonly rollbacks: readonly KnownRollback[];
  /** The last decision about each alarm: an event is decided once, however often it is delivered. */
  readonly decided: readonly DecidedAlarm[];
  /** When the last incident that covered alarms was followed: those have their records, and are not noted one by one. */
  readonly covered?: { readonly from: EpochMillis; readonly to: EpochMillis };
  /** Since when every decision about an alarm is among `decided`, or `covered`: whether an older event was decided is looked up in the records. */
  readonly decidedSince?: EpochMillis;
  /** Causes that cannot be decided yet. */
  readonly postponed: readonly Postponed[];
  /** Our hold on the inbound transition. */
  readonly freeze?: Freeze;
  /** Set by the `pause` command. */
  readonly pause?: Pause;
  /** A deployment on probation: healthy through its bake time, it re-arms automatic rollback. */
  readonly probation?: Probation;
  /** Decision records that are promised: appended and told, then forgotten. */
  readonly promised: readonly Entry[];
  /** When the stage changed last, where that could not be seen yet. */
  readonly changedAt?: EpochMillis;
  /** When the outstanding watch message comes back; present whenever something is open. */
  readonly wakeAt?: EpochMillis;
}

export interface ReleaseMemory {
  readonly execution: Execution;
  /** Resolved pipeline variables, once they were read. */
  readonly variables?: readonly Variable[];
  /** Last blamed for an alarm, whatever came of it. */
  readonly blamedAt?: EpochMillis;
  /** When an alarm went on, later than its bake time and within its first day. */
  readonly troubledAt?: EpochMillis;
  /** Rolled back from. */
  readonly badSince?: EpochMillis;
  /** A person has said that it was not bad. */
  readonly forgivenAt?: EpochMillis;
}

export interface AutomaticRollback {
  readonly suspect: ExecutionId;
  readonly at: EpochMillis;
  /** Every alarm recovered behind it: it counts only as long as the stage is frozen for it. */
  readonly recovered?: true;
}

export interface KnownRollback {
  readonly executionId: ExecutionId;
  /** What it was made for: a cause is answered by one rollback, however late it is delivered again. */
  readonly causeId: string;
}

export interface DecidedAlarm {
  readonly alarm: string;
  /** The times of the events that the decision was about. */
  readonly from: EpochMillis;
  readonly to: EpochMillis;
  /** The hold that people were told of last, and what was deployed last then. */
  readonly told?: { readonly reason: string; readonly live?: ExecutionId; readonly at: EpochMillis };
}

export interface Postponed {
  readonly cause: AlarmCause;
  /** `unread`: undecided; the others are decided, and looked at again as a cause of their own. */
  readonly why: 'unread' | 'muted' | 'platform-trouble';
  readonly since: EpochMillis;
  readonly dueAt: EpochMillis;
  /** When it is given up. */
  readonly until: EpochMillis;
}

/** A freeze is ours only while the transition carries exactly this reason and was last changed by this principal. */
export interface Freeze {
  readonly reason: string;
  readonly incident: string;
  /** When it got into this condition. */
  readonly since: EpochMillis;
  readonly condition: FreezeCondition;
  /** `lastChangedBy` of the transition, once it has been read back. */
  readonly changedBy?: string;
}

export type FreezeCondition =
  /** Promised: it may or may not be in force. */
  | 'making'
  | 'made'
  /** Lifted to let a rollback in, and made anew behind it. */
  | 'lifted'
  /** To be lifted for good. */
  | 'lifting'
  /** A person released it: under the same incident it is not made anew. */
  | 'released';

export interface Pause {
  readonly by: string;
  readonly since: EpochMillis;
  readonly reason?: string;
}

export interface Probation {
  readonly executionId: ExecutionId;
  /** End of its bake time. */
  readonly endsAt: EpochMillis;
  /** People were told that nothing shows whether it is healthy. */
  readonly silenceTold?: true;
}

export const EMPTY_STATE: StageState = {
  deployments: [],
  releases: [],
  automaticRollbacks: [],
  rollbacks: [],
  decided: [],
  postponed: [],
  promised: [],
};

export function isKnownRollback({ rollbacks }: StageState, id: ExecutionId): boolean {
  return rollbacks.some(({ executionId }) => executionId === id);
}
