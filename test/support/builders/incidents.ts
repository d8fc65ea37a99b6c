import type {
  Claimed,
  IncidentSettings,
  RollbackPlan,
  RollingBack,
  Verifying,
  Waiting,
} from '../../../lambda/decision/incident.ts';
import { EMPTY_STATE, type StageState } from '../../../lambda/decision/state.ts';
import { arnOf } from '../home.ts';
import { anAlarmCause } from './causes.ts';
import { BAD, executionId, GOOD } from './executions.ts';
import { at } from './moments.ts';

/** The ROLLBACK execution that CodePipeline started for an incident. */
export const ROLLBACK_ID = executionId('f');

export function incidentSettings(but: Partial<IncidentSettings> = {}): IncidentSettings {
  return {
    alarms: [arnOf('shop-5xx'), arnOf('shop-latency')],
    bakeMinutes: 60,
    freeze: true,
    maxAutomaticRollbacks: 1,
    recoveryMinutes: 15,
    rollbackMinutes: 60,
    downstream: 'hold',
    ...but,
  };
}

export function aPlan(but: Partial<RollbackPlan> = {}): RollbackPlan {
  return {
    suspect: BAD,
    target: GOOD,
    suspects: [BAD.id],
    since: BAD.startedAt,
    occupant: BAD.id,
    grounds: 'alarm "shop-5xx" fired 10 min after the deployment ended, bake time is 60 min',
    change: '',
    ...but,
  };
}

const base = { id: '20260110-102000-bbbb', openedAt: at('10:20'), settings: incidentSettings() };

export function aWaiting(but: Partial<Waiting> = {}): Waiting {
  return {
    ...base,
    phase: 'waiting',
    causes: [anAlarmCause()],
    waitsFor: 'deployment',
    occupant: BAD.id,
    suspect: BAD,
    told: [],
    ...but,
  };
}

export function aClaimed(but: Partial<Claimed> = {}): Claimed {
  return {
    ...base,
    phase: 'claimed',
    causes: [anAlarmCause()],
    plan: aPlan(),
    claimedAt: at('10:20'),
    calledAt: at('10:20'),
    refused: [],
    told: [],
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
    settledBehind: [],
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
    settledBehind: [],
    succeededAt: at('10:25'),
    ...but,
  };
}

export function aState(but: Partial<StageState> = {}): StageState {
  return { ...EMPTY_STATE, ...but };
}
