import type { DecidableCause } from './cause.ts';
import type { ExecutionId } from './execution.ts';
import type { Incident, RollingBack } from './incident.ts';
import { DAY, type EpochMillis } from './time.ts';

/**
 * What the controller remembers of one stage between invocations: the stage record without its lock attributes.
 * Its stored form is checked by `lambda/stage-record.ts`.
 */
export interface StageMemory {
  /** The incident under way; absent when idle. */
  readonly incident?: Incident;
  /** Executions that were rolled back from; never a target again. */
  readonly knownBad: readonly KnownBad[];
  /** Automatic rollbacks accepted since the stage was last healthy. */
  readonly automaticRollbacks: readonly AutomaticRollback[];
  /** The last rollbacks of the stage that are known, ours and others', newest last: none is taken for a new one. */
  readonly rollbacks: readonly KnownRollback[];
  /** Our hold on the inbound transition. */
  readonly freeze?: Freeze;
  /** Set by the `pause` command. */
  readonly pause?: Pause;
  /** A deployment on probation: healthy through its bake time, it re-arms automatic rollback. */
  readonly probation?: Probation;
  /** When the outstanding watch message comes back; present whenever something is open. */
  readonly wakeAt?: EpochMillis;
}

export interface KnownBad {
  readonly executionId: ExecutionId;
  readonly since: EpochMillis;
}

export interface AutomaticRollback {
  readonly suspect: ExecutionId;
  readonly at: EpochMillis;
}

export interface KnownRollback {
  readonly executionId: ExecutionId;
  /** What it was made for: a cause is answered by one rollback, however late it is delivered again. */
  readonly causeId: string;
}

/** A freeze is ours only while the transition carries exactly this reason and was last changed by this principal. */
export interface Freeze {
  readonly reason: string;
  readonly since: EpochMillis;
  /** `lastChangedBy` of the transition, once it has been read back. */
  readonly changedBy?: string;
  /** Not in force: it is about to be made, or is lifted to let a rollback in and made anew behind it. */
  readonly lifted?: true;
  /** A person released it: under the same incident it is not made anew. */
  readonly released?: true;
}

export interface Pause {
  readonly by: string;
  readonly since: EpochMillis;
  readonly reason?: string;
}

export interface Probation {
  readonly executionId: ExecutionId;
  /** End of its bake time. */
  readonly endsAt: EpochMillis;
}

export const EMPTY_MEMORY: StageMemory = { knownBad: [], automaticRollbacks: [], rollbacks: [] };

/** CodePipeline keeps executions for 12 months: what is older can be no target anyway. */
const KNOWN_BAD_KEPT = 400 * DAY;

export function withKnownBad(known: readonly KnownBad[], bad: KnownBad): readonly KnownBad[] {
  const kept = known.filter(
    ({ executionId, since }) => executionId !== bad.executionId && since > bad.since - KNOWN_BAD_KEPT,
  );
  return [...kept, bad];
}

/** Older rollbacks are not in the stage any more. */
const ROLLBACKS_KEPT = 20;

export function withRollback(known: readonly KnownRollback[], rollback: KnownRollback): readonly KnownRollback[] {
  const others = known.filter(({ executionId }) => executionId !== rollback.executionId);
  return [...others, rollback].slice(-ROLLBACKS_KEPT);
}

/** What is remembered once a rollback of ours was accepted: whom it blames, and that it counts. */
export function withAccepted(memory: StageMemory, incident: RollingBack): StageMemory {
  const { probation: _, ...kept } = memory;
  const { cause, plan, rollbackExecutionId, acceptedAt: at } = incident;
  const suspect = plan.suspect.id;
  return {
    ...kept,
    incident,
    knownBad: withKnownBad(kept.knownBad, { executionId: suspect, since: at }),
    rollbacks: withRollback(kept.rollbacks, { executionId: rollbackExecutionId, causeId: cause.id }),
    automaticRollbacks:
      cause.kind === 'alarm' ? [...kept.automaticRollbacks, { suspect, at }] : kept.automaticRollbacks,
  };
}

export function isKnownRollback({ rollbacks }: StageMemory, id: ExecutionId): boolean {
  return rollbacks.some(({ executionId }) => executionId === id);
}

/** Whether a rollback was made for this cause, although its decision record may be under another time. */
export function wasRolledBackFor({ rollbacks }: StageMemory, cause: DecidableCause): boolean {
  return rollbacks.some(({ causeId }) => causeId === cause.id);
}

export function isKnownBad(memory: StageMemory, id: ExecutionId): boolean {
  return memory.knownBad.some((bad) => bad.executionId === id);
}
