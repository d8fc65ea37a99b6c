import * as z from 'zod';
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

const Accepted = Base.extend({
  cause: Cause,
  plan: Plan,
  rollbackExecutionId: z.string(),
  acceptedAt: time,
  settledBehind: z.array(z.string()),
  heldBack: z.array(z.string()).exactOptional(),
  freezeFailed: z.literal(true).exactOptional(),
});

/** The stored form of an incident. */
export const Incident = z.discriminatedUnion('phase', [
  Base.extend({
    phase: z.literal('waiting'),
    causes: z.array(DecidableCause),
    waitsFor: z.enum(['deployment', 'approval', 'evidence', 'other-stage']),
    occupant: z.string(),
    suspect: Execution,
    ending: z
      .object({
        kind: z.enum(['stop', 'reject']),
        execution: z.string(),
        done: z.literal(true).exactOptional(),
        askedAt: time.exactOptional(),
      })
      .exactOptional(),
    told: z.array(z.string()),
    until: time.exactOptional(),
    unreadSince: time.exactOptional(),
  }),
  Base.extend({
    phase: z.literal('claimed'),
    causes: z.tuple([DecidableCause], DecidableCause),
    plan: Plan,
    claimedAt: time,
    calledAt: time,
    answered: z.literal(true).exactOptional(),
    callAgainAt: time.exactOptional(),
    refused: z.array(z.string()),
    refusing: z.object({ since: time, until: time }).exactOptional(),
    unclear: z.literal(true).exactOptional(),
    told: z.array(z.string()),
  }),
  Accepted.extend({
    phase: z.literal('rolling-back'),
    overdueTold: z.literal(true).exactOptional(),
    keptOutTold: z.literal(true).exactOptional(),
  }),
  Accepted.extend({
    phase: z.literal('verifying'),
    succeededAt: time,
    sawAlarm: z.literal(true).exactOptional(),
  }),
]);
