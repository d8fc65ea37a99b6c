import * as z from 'zod/mini';

/* The stored forms of what the state is made of. What does not fit is refused with the place and the reason. */

export const time = z.number();
const text = z.string();

const Grounds = z.object({
  period: z.exactOptional(z.number()),
  threshold: z.exactOptional(z.number()),
  datapoints: z.exactOptional(
    z.array(
      z.object({ at: time, value: z.number(), lower: z.exactOptional(z.number()), upper: z.exactOptional(z.number()) }),
    ),
  ),
  children: z.exactOptional(z.array(z.object({ arn: text, at: z.exactOptional(time) }))),
});

const AlarmState = z.object({
  value: text,
  at: z.exactOptional(time),
  reason: z.exactOptional(text),
  suppressedBy: z.exactOptional(text),
  grounds: z.exactOptional(Grounds),
});

const AlarmEvent = z.object({
  alarm: text,
  state: AlarmState,
  previous: z.exactOptional(AlarmState),
  mutedBy: z.exactOptional(z.object({ arn: text, until: z.exactOptional(text) })),
});

export const AlarmCause = z.object({
  kind: z.literal('alarm'),
  id: text,
  at: time,
  event: AlarmEvent,
  merged: z.exactOptional(z.object({ count: z.number(), from: time, lastAt: time, lastId: text })),
  again: z.exactOptional(z.literal(true)),
  outlasted: z.exactOptional(z.object({ incident: text, rollback: text, since: time })),
});

export const CommandCause = z.object({
  kind: z.literal('command'),
  id: text,
  at: time,
  by: text,
  reason: z.exactOptional(text),
  target: z.exactOptional(text),
  undo: z.exactOptional(z.literal(true)),
  acrossBarrier: z.exactOptional(z.literal(true)),
  redeploy: z.exactOptional(z.literal(true)),
});

export const ObservedCause = z.object({ kind: z.literal('observed'), id: text, at: time, by: text });

export const DecidableCause = z.discriminatedUnion('kind', [AlarmCause, CommandCause]);
export const Cause = z.discriminatedUnion('kind', [AlarmCause, CommandCause, ObservedCause]);

export const Execution = z.object({
  id: text,
  startedAt: time,
  type: z.enum(['STANDARD', 'ROLLBACK']),
  rollbackTarget: z.exactOptional(text),
  revisions: z.array(
    z.object({
      action: text,
      id: z.exactOptional(text),
      summary: z.exactOptional(text),
      noRollback: z.exactOptional(z.literal(true)),
    }),
  ),
  triggerType: z.exactOptional(text),
  triggerDetail: z.exactOptional(text),
});

export const Plan = z.object({
  suspect: Execution,
  target: Execution,
  suspects: z.array(text),
  since: time,
  occupant: text,
  grounds: text,
  change: text,
  redeployment: z.exactOptional(
    z.object({
      revisions: z.array(
        z.object({
          action: text,
          type: z.enum(['COMMIT_ID', 'IMAGE_DIGEST', 'S3_OBJECT_VERSION_ID']),
          value: text,
        }),
      ),
      variables: z.array(z.object({ name: text, value: text })),
    }),
  ),
});

/** Every code of a decision record. */
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

export const Entry = z.object({
  id: text,
  causedAt: time,
  at: time,
  code: EntryCode,
  reason: z.exactOptional(text),
  sentence: text,
  announce: z.boolean(),
  incident: z.exactOptional(text),
  cause: text,
  alarm: z.exactOptional(text),
  alarmReason: z.exactOptional(text),
  suspect: z.exactOptional(Execution),
  target: z.exactOptional(Execution),
  rollbackExecutionId: z.exactOptional(text),
  frozen: z.exactOptional(z.boolean()),
  redeployment: z.exactOptional(z.literal(true)),
  events: z.exactOptional(z.object({ count: z.number(), from: time, lastAt: time })),
});

export const Pause = z.object({ by: text, since: time, reason: z.exactOptional(text) });

export const Letter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alarm'), cause: AlarmCause }),
  z.object({ kind: z.literal('stage'), at: time }),
]);
