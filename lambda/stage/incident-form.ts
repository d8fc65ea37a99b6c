import * as z from 'zod/mini';
import { Cause, DecidableCause, Execution, Plan, time } from './forms.ts';

const Base = z.object({
  id: z.string(),
  openedAt: time,
  settings: z.object({
    alarms: z.array(z.string()),
    bakeMinutes: z.number(),
    freeze: z.union([z.boolean(), z.literal('until-recovered')]),
    maxAutomaticRollbacks: z.number(),
    recoveryMinutes: z.number(),
    rollbackMinutes: z.number(),
    downstream: z.enum(['hold', 'tell']),
  }),
});

const Accepted = z.extend(Base, {
  cause: Cause,
  plan: Plan,
  rollbackExecutionId: z.string(),
  acceptedAt: time,
  settledBehind: z.array(z.string()),
  heldBack: z.exactOptional(z.array(z.string())),
  freezeFailed: z.exactOptional(z.literal(true)),
});

/** The stored form of an incident. */
export const Incident = z.discriminatedUnion('phase', [
  z.extend(Base, {
    phase: z.literal('waiting'),
    causes: z.array(DecidableCause),
    waitsFor: z.enum(['deployment', 'approval', 'rollback', 'other-stage']),
    occupant: z.string(),
    suspect: Execution,
    ending: z.exactOptional(
      z.object({
        kind: z.enum(['stop', 'reject']),
        execution: z.string(),
        done: z.exactOptional(z.literal(true)),
        askedAt: z.exactOptional(time),
      }),
    ),
    told: z.array(z.string()),
    unreadSince: z.exactOptional(time),
  }),
  z.extend(Base, {
    phase: z.literal('claimed'),
    causes: z.tuple([DecidableCause], DecidableCause),
    plan: Plan,
    claimedAt: time,
    calledAt: time,
    answered: z.exactOptional(z.literal(true)),
    callAgainAt: z.exactOptional(time),
    refused: z.array(z.string()),
    refusing: z.exactOptional(z.object({ since: time, until: time })),
    unclear: z.exactOptional(z.literal(true)),
    told: z.array(z.string()),
  }),
  z.extend(Accepted, {
    phase: z.literal('rolling-back'),
    overdueTold: z.exactOptional(z.literal(true)),
    keptOutTold: z.exactOptional(z.literal(true)),
  }),
  z.extend(Accepted, {
    phase: z.literal('verifying'),
    succeededAt: time,
    sawAlarm: z.exactOptional(z.literal(true)),
  }),
]);
