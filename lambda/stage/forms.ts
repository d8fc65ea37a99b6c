import * as z from 'zod';

/* The stored forms of what the state is made of. What does not fit is refused with the place and the reason. */

export const time = z.number();
const text = z.string();

const Grounds = z.object({
  period: z.number().exactOptional(),
  threshold: z.number().exactOptional(),
  datapoints: z
    .array(
      z.object({ at: time, value: z.number(), lower: z.number().exactOptional(), upper: z.number().exactOptional() }),
    )
    .exactOptional(),
  children: z.array(z.object({ name: text, at: time.exactOptional() })).exactOptional(),
});

const AlarmState = z.object({
  value: text,
  at: time.exactOptional(),
  reason: text.exactOptional(),
  suppressedBy: text.exactOptional(),
  grounds: Grounds.exactOptional(),
});

const AlarmEvent = z.object({
  alarmName: text,
  state: AlarmState,
  previous: AlarmState.exactOptional(),
  mutedBy: z.object({ arn: text, until: text.exactOptional() }).exactOptional(),
});

export const AlarmCause = z.object({
  kind: z.literal('alarm'),
  id: text,
  at: time,
  event: AlarmEvent,
  merged: z.object({ count: z.number(), from: time, lastAt: time, lastId: text }).exactOptional(),
  again: z.literal(true).exactOptional(),
  outlasted: z.object({ incident: text, rollback: text, since: time }).exactOptional(),
});

export const CommandCause = z.object({
  kind: z.literal('command'),
  id: text,
  at: time,
  by: text,
  reason: text.exactOptional(),
  target: text.exactOptional(),
  undo: z.literal(true).exactOptional(),
  acrossBarrier: z.literal(true).exactOptional(),
});

export const ObservedCause = z.object({ kind: z.literal('observed'), id: text, at: time, by: text });

export const DecidableCause = z.discriminatedUnion('kind', [AlarmCause, CommandCause]);
export const Cause = z.discriminatedUnion('kind', [AlarmCause, CommandCause, ObservedCause]);

export const Execution = z.object({
  id: text,
  startedAt: time,
  type: z.enum(['STANDARD', 'ROLLBACK']),
  rollbackTarget: text.exactOptional(),
  revisions: z.array(
    z.object({
      action: text,
      id: text.exactOptional(),
      summary: text.exactOptional(),
      noRollback: z.literal(true).exactOptional(),
    }),
  ),
  triggerType: text.exactOptional(),
  triggerDetail: text.exactOptional(),
});

export const Plan = z.object({
  suspect: Execution,
  target: Execution,
  suspects: z.array(text),
  since: time,
  occupant: text,
  grounds: text,
  change: text,
});

/** Every code of a decision record. */
export const EntryCode = z.enum([
  'rollback',
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
  'command-refused',
  'readiness-lost',
  'readiness-regained',
]);

export const Entry = z.object({
  id: text,
  causedAt: time,
  at: time,
  code: EntryCode,
  reason: text.exactOptional(),
  sentence: text,
  announce: z.boolean(),
  incident: text.exactOptional(),
  cause: text,
  alarm: text.exactOptional(),
  alarmReason: text.exactOptional(),
  suspect: Execution.exactOptional(),
  target: Execution.exactOptional(),
  rollbackExecutionId: text.exactOptional(),
  frozen: z.boolean().exactOptional(),
  events: z.object({ count: z.number(), from: time, lastAt: time }).exactOptional(),
});

export const Pause = z.object({ by: text, since: time, reason: text.exactOptional() });

export const Letter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alarm'), cause: AlarmCause }),
  z.object({ kind: z.literal('stage'), at: time }),
]);
