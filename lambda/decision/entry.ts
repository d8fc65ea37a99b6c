import * as z from 'zod/mini';
import { Execution } from './execution.ts';
import type { Stored } from './stored.ts';
import { Time } from './time.ts';

/** What happened. The first three are decisions, the rest is the further life of an incident. */
export const EntryCode = z.enum([
  'rollback',
  'redeploy',
  'wait',
  'hold',
  'not-rolled-back',
  'rollback-by-others',
  'rollback-failed',
  'rollback-stuck',
  'rollback-kept-out',
  'superseded',
  'recovered',
  'not-recovered',
  'unverified',
  'held-back',
  'went-on',
  're-armed',
  'health-unknown',
  'freeze-failed',
  'thaw-failed',
  'released',
  'paused',
  'resumed',
  'planned',
  'aborted',
  'forgiven',
  'test-message',
  'redriven',
  'command-refused',
  'unguarded',
  'readiness-lost',
  'readiness-regained',
]);
export type EntryCode = z.infer<typeof EntryCode>;

/** Why a rollback is kept out: the transition was disabled by somebody else, and no `release` enables it. */
export const CLOSED_BY_OTHERS = 'not-ours';

/**
 * A decision record: one thing that was decided or that happened to an incident. Appended to the history of the stage
 * exactly once per `id`, and announced to people where `announce` says so.
 */
export const Entry = z.object({
  /** Unique within the stage and the same for every redelivery of its trigger. */
  id: z.string(),
  /** Time of what caused it; with `id` its key, so it must not depend on when it is processed. */
  causedAt: Time,
  at: Time,
  code: EntryCode,
  /**
   * The reason from the catalogue, where `code` is `hold`, or `not-rolled-back` after one that people are told of; of a wait, what it is for
   * where that is not the end of a deployment; `alarm-since-rollback` where the stage has not recovered.
   */
  reason: z.exactOptional(z.string()),
  /** For people, with the numbers. */
  sentence: z.string(),
  announce: z.boolean(),
  incident: z.exactOptional(z.string()),
  /** `alarm "shop-5xx"`, `alice` or the name of a rollback by others. */
  cause: z.string(),
  /** ARN of the alarm, where one was the cause; its name in records of before. */
  alarm: z.exactOptional(z.string()),
  /** The alarm's own reason text. */
  alarmReason: z.exactOptional(z.string()),
  suspect: z.exactOptional(Execution),
  target: z.exactOptional(Execution),
  rollbackExecutionId: z.exactOptional(z.string()),
  /** Whether our freeze of the stage was in force then; absent where the freeze was not looked at. */
  frozen: z.exactOptional(z.boolean()),
  /** The release was run through the whole pipeline again, not rolled back to. */
  redeployment: z.exactOptional(z.literal(true)),
  /** A person takes a rollback back. */
  undo: z.exactOptional(z.literal(true)),
  /** Events of the alarm that this decision is about, where it is more than one; the last of them. */
  events: z.exactOptional(z.object({ count: z.number(), from: Time, lastAt: Time })),
});
export type Entry = Stored<typeof Entry>;
