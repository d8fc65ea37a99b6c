import * as z from 'zod';
import type { StageMemory } from './decision/record.ts';
import { explain } from './explain.ts';

/** Version of the stored form. A record of a newer schema is left alone by an older function. */
export const RECORD_SCHEMA = 1;

const time = z.number();
const alarmValue = z.object({
  value: z.string(),
  at: time.exactOptional(),
  reason: z.string().exactOptional(),
  suppressedBy: z.string().exactOptional(),
});
const alarmEvent = z.object({
  alarmName: z.string(),
  state: alarmValue,
  previous: alarmValue.exactOptional(),
  mutedBy: z.object({ arn: z.string(), until: z.string().exactOptional() }).exactOptional(),
});
const alarmCause = z.object({
  kind: z.literal('alarm'),
  id: z.string(),
  at: time,
  event: alarmEvent,
  outlasted: z.string().exactOptional(),
  outlastedRollback: z.string().exactOptional(),
});
const commandCause = z.object({
  kind: z.literal('command'),
  id: z.string(),
  at: time,
  by: z.string(),
  reason: z.string().exactOptional(),
  target: z.string().exactOptional(),
});
const observedCause = z.object({ kind: z.literal('observed'), id: z.string(), at: time, by: z.string() });
export const Execution = z.object({
  id: z.string(),
  startedAt: time,
  type: z.enum(['STANDARD', 'ROLLBACK']),
  rollbackTarget: z.string().exactOptional(),
  revisions: z.array(z.object({ action: z.string(), id: z.string(), summary: z.string().exactOptional() })),
  triggerType: z.string().exactOptional(),
  triggerDetail: z.string().exactOptional(),
});
const plan = z.object({ suspect: Execution, target: Execution, occupant: z.string(), grounds: z.string() });
const incidentBase = z.object({
  id: z.string(),
  openedAt: time,
  settings: z.object({
    alarms: z.array(z.string()),
    bakeMinutes: z.number(),
    freeze: z.union([z.boolean(), z.literal('until-recovered')]),
    maxAutomaticRollbacks: z.number(),
    recoveryMinutes: z.number(),
    rollbackMinutes: z.number(),
  }),
});
const verdict = z.object({
  code: z.enum(['rollback-failed', 'superseded', 'recovered', 'not-recovered', 'unverified']),
  sentence: z.string(),
  inAlarm: z.array(z.string()).exactOptional(),
});
const triggerCause = z.discriminatedUnion('kind', [alarmCause, commandCause]);
const anyCause = z.discriminatedUnion('kind', [alarmCause, commandCause, observedCause]);
const incident = z.discriminatedUnion('phase', [
  incidentBase.extend({
    phase: z.literal('waiting'),
    causes: z.array(triggerCause),
    occupant: z.string(),
    stopping: z.boolean(),
    endedSeenAt: time.exactOptional(),
  }),
  incidentBase.extend({
    phase: z.literal('claimed'),
    cause: triggerCause,
    covers: z.array(triggerCause),
    plan,
    claimedAt: time,
    calledAt: time.exactOptional(),
    answered: z.literal(true).exactOptional(),
    attempt: z.number(),
    refused: z.array(z.string()),
    refusing: z.object({ since: time, until: time }).exactOptional(),
    unclear: z.literal(true).exactOptional(),
  }),
  incidentBase.extend({
    phase: z.literal('rolling-back'),
    cause: anyCause,
    plan,
    rollbackExecutionId: z.string(),
    acceptedAt: time,
    covers: z.array(triggerCause).exactOptional(),
    overdueAnnounced: z.boolean(),
    verdict: verdict.exactOptional(),
  }),
  incidentBase.extend({
    phase: z.literal('verifying'),
    cause: anyCause,
    plan,
    rollbackExecutionId: z.string(),
    acceptedAt: time,
    succeededAt: time,
    verdict: verdict.exactOptional(),
  }),
]);

const Pause = z.object({ by: z.string(), since: time, reason: z.string().exactOptional() });

/** The stored form of a stage's memory; what does not fit is refused with the place and the reason. */
const Memory = z.object({
  incident: incident.exactOptional(),
  knownBad: z.array(z.object({ executionId: z.string(), since: time })),
  automaticRollbacks: z.array(z.object({ suspect: z.string(), at: time })),
  rollbacks: z.array(z.object({ executionId: z.string(), causeId: z.string() })).default([]),
  freeze: z
    .object({
      reason: z.string(),
      since: time,
      changedBy: z.string().exactOptional(),
      lifted: z.literal(true).exactOptional(),
      released: z.literal(true).exactOptional(),
    })
    .exactOptional(),
  pause: Pause.exactOptional(),
  probation: z.object({ executionId: z.string(), endsAt: time }).exactOptional(),
  wakeAt: time.exactOptional(),
});

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Reads what was stored as a stage's memory, of whatever age or hand. */
export function parseMemory(schema: unknown, stored: unknown): Parsed<StageMemory> {
  if (schema !== RECORD_SCHEMA) {
    const problem = `its schema is ${JSON.stringify(schema)}, this function understands ${RECORD_SCHEMA}`;
    return { ok: false, problem };
  }
  return toParsed(Memory.safeParse(stored));
}

/** Reads a stored cause: watch messages carry one. */
export const CauseOfWatch = triggerCause;

/** Reads what was stored as a pause of the whole controller. */
export function parsePause(stored: unknown): Parsed<z.infer<typeof Pause>> {
  return toParsed(Pause.safeParse(stored));
}

function toParsed<T>(parsed: z.ZodSafeParseResult<T>): Parsed<T> {
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problem: explain(parsed.error) };
}
