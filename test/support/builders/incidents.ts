import type {
  Claimed,
  IncidentSettings,
  RollbackPlan,
  RollingBack,
  Verifying,
  Waiting,
} from '../../../lambda/decision/incident.ts';
import { EMPTY_MEMORY, type StageMemory } from '../../../lambda/decision/state.ts';
import { anAlarmCause } from './causes.ts';
import { BAD, executionId, GOOD } from './executions.ts';
import { at } from './moments.ts';

/** The ROLLBACK execution that CodePipeline started for an incident. */
export const ROLLBACK_ID = executionId('f');

export function incidentSettings(but: Partial<IncidentSettings> = {}): IncidentSettings {
  return {
    alarms: ['shop-5xx', 'shop-latency'],
    bakeMinutes: 60,
    freeze: true,
    maxAutomaticRollbacks: 1,
    recoveryMinutes: 15,
    rollbackMinutes: 60,
    ...but,
  };
}

export function aPlan(but: Partial<RollbackPlan> = {}): RollbackPlan {
  return {
    suspect: BAD,
    target: GOOD,
    occupant: BAD.id,
    grounds: 'alarm "shop-5xx" fired 10 min after the deployment ended, bake time is 60 min',
    ...but,
  };
}

const base = { id: '20260110-102000-bbbb', openedAt: at('10:20'), settings: incidentSettings() };

export function aWaiting(but: Partial<Waiting> = {}): Waiting {
  return { ...base, phase: 'waiting', causes: [anAlarmCause()], occupant: BAD.id, stopping: false, ...but };
}

export function aClaimed(but: Partial<Claimed> = {}): Claimed {
  return {
    ...base,
    phase: 'claimed',
    cause: anAlarmCause(),
    covers: [],
    plan: aPlan(),
    claimedAt: at('10:20'),
    attempt: 1,
    refused: [],
    ...but,
  };
}

/** A rollback that CodePipeline accepted at 10:21. */
export function aRollingBack(but: Partial<RollingBack> = {}): RollingBack {
  return {
    ...base,
    phase: 'rolling-back',
    cause: anAlarmCause(),
    plan: aPlan(),
    rollbackExecutionId: ROLLBACK_ID,
    acceptedAt: at('10:21'),
    overdueAnnounced: false,
    ...but,
  };
}

/** A rollback that succeeded at 10:25. */
export function aVerifying(but: Partial<Verifying> = {}): Verifying {
  return {
    ...base,
    phase: 'verifying',
    cause: anAlarmCause(),
    plan: aPlan(),
    rollbackExecutionId: ROLLBACK_ID,
    acceptedAt: at('10:21'),
    succeededAt: at('10:25'),
    ...but,
  };
}

export function aMemory(but: Partial<StageMemory> = {}): StageMemory {
  return { ...EMPTY_MEMORY, ...but };
}
