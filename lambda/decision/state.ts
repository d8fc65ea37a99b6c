import * as z from 'zod/mini';
import { AlarmCause } from './cause.ts';
import { Deployment } from './deployments.ts';
import { Entry } from './entry.ts';
import { Execution, type ExecutionId } from './execution.ts';
import { Incident } from './incident.ts';
import { Variable } from './release.ts';
import type { Stored } from './stored.ts';
import { Time } from './time.ts';

const ReleaseMemory = z.object({
  execution: Execution,
  /** Resolved pipeline variables, once they were read. */
  variables: z.exactOptional(z.array(Variable)),
  /** Last blamed for an alarm, whatever came of it. */
  blamedAt: z.exactOptional(Time),
  /** When an alarm went on, later than its bake time and within its first day. */
  troubledAt: z.exactOptional(Time),
  /** Rolled back from. */
  badSince: z.exactOptional(Time),
  /** It was ended in the stages behind. */
  heldBack: z.exactOptional(z.literal(true)),
  /** A person has said that it was not bad. */
  forgivenAt: z.exactOptional(Time),
});
export type ReleaseMemory = Stored<typeof ReleaseMemory>;

const AutomaticRollback = z.object({
  suspect: z.string(),
  at: Time,
  /** Every alarm recovered behind it: it counts only as long as the stage is frozen for it. */
  recovered: z.exactOptional(z.literal(true)),
});
export type AutomaticRollback = Stored<typeof AutomaticRollback>;

const KnownRollback = z.object({
  executionId: z.string(),
  /** What it was made for: a cause is answered by one rollback, however late it is delivered again. */
  causeId: z.string(),
});
export type KnownRollback = Stored<typeof KnownRollback>;

const DecidedAlarm = z.object({
  alarm: z.string(),
  /** The times of the events that the decision was about. */
  from: Time,
  to: Time,
  /** The hold that people were told of last, and what was deployed last then. */
  told: z.exactOptional(z.object({ reason: z.string(), live: z.exactOptional(z.string()), at: Time })),
  /** It goes on again and again, and blames nobody: when it did so first, and for the second time. */
  restless: z.exactOptional(z.object({ from: Time, again: z.exactOptional(Time) })),
});
export type DecidedAlarm = Stored<typeof DecidedAlarm>;

const Postponed = z.object({
  cause: AlarmCause,
  /** `unread`: undecided; the others are decided, and looked at again as a cause of their own. */
  why: z.enum(['unread', 'muted', 'platform-trouble']),
  since: Time,
  dueAt: Time,
  /** When it is given up. */
  until: Time,
});
export type Postponed = Stored<typeof Postponed>;

const FreezeCondition = z.enum([
  /** Promised: it may or may not be in force. */
  'making',
  'made',
  /** Lifted to let a rollback in, and made anew behind it. */
  'lifted',
  /** To be lifted for good. */
  'lifting',
  /** A person released it: under the same incident it is not made anew. */
  'released',
]);
export type FreezeCondition = z.infer<typeof FreezeCondition>;

/** A freeze is ours only while the transition carries exactly this reason and was last changed by this principal. */
const Freeze = z.object({
  reason: z.string(),
  incident: z.string(),
  /** When it got into this condition. */
  since: Time,
  condition: FreezeCondition,
  /** `lastChangedBy` of the transition, once it has been read back. */
  changedBy: z.exactOptional(z.string()),
});
export type Freeze = Stored<typeof Freeze>;

export const Pause = z.object({ by: z.string(), since: Time, reason: z.exactOptional(z.string()) });
export type Pause = Stored<typeof Pause>;

/** A deployment on probation: healthy through its bake time, it re-arms automatic rollback. */
const Probation = z.object({
  executionId: z.string(),
  /** End of its bake time. */
  endsAt: Time,
  /** People were told that nothing shows whether it is healthy. */
  silenceTold: z.exactOptional(z.literal(true)),
});
export type Probation = Stored<typeof Probation>;

/**
 * A release bakes, and alarms of its guard lie in other accounts or regions: what tells of them is forwarded, and may be lost on the way. So
 * they are looked at once a minute until the bake time is over.
 */
const Baking = z.object({
  /** When the release began deploying: an alarm that was on before is none of its doing. */
  from: Time,
  until: Time,
  lookAt: Time,
});
export type Baking = Stored<typeof Baking>;

/** What the controller knows of one stage between invocations. Bounded: nothing in it grows with the number of events. */
export const StageState = z.object({
  /** The incident under way; absent when idle. */
  incident: z.exactOptional(Incident),
  /** The last deployments to the stage, oldest first: what a list no longer shows. */
  deployments: z.array(Deployment),
  /** What is remembered of the releases. */
  releases: z.array(ReleaseMemory),
  /** Automatic rollbacks since the stage was last healthy. */
  automaticRollbacks: z.array(AutomaticRollback),
  /** The last rollbacks of the stage that are known, ours and others', newest last: none is taken for a new one. */
  rollbacks: z.array(KnownRollback),
  /** The last decision about each alarm: an event is decided once, however often it is delivered. */
  decided: z.array(DecidedAlarm),
  /** When the last incident that covered alarms was followed: those have their records, and are not noted one by one. */
  covered: z.exactOptional(z.object({ from: Time, to: Time })),
  /** Since when every decision about an alarm is among `decided`, or `covered`: whether an older event was decided is looked up in the records. */
  decidedSince: z.exactOptional(Time),
  /** Causes that cannot be decided yet. */
  postponed: z.array(Postponed),
  /** Our hold on the inbound transition. */
  freeze: z.exactOptional(Freeze),
  /** Set by the `pause` command. */
  pause: z.exactOptional(Pause),
  probation: z.exactOptional(Probation),
  baking: z.exactOptional(Baking),
  /** Decision records that are promised: appended and told, then forgotten. */
  promised: z.array(Entry),
  /** When the stage changed last, where that could not be seen yet. */
  changedAt: z.exactOptional(Time),
  /** When the outstanding watch message comes back; present whenever something is open. */
  wakeAt: z.exactOptional(Time),
});
export type StageState = Stored<typeof StageState>;

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
