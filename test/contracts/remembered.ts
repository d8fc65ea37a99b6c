import type { RollingBack, Waiting } from '../../lambda/decision/incident.ts';
import { EMPTY_MEMORY, type StageMemory } from '../../lambda/decision/state.ts';
import { NOW, SECOND } from './lock-requests.ts';

const suspect = {
  id: 'suspect',
  startedAt: NOW,
  type: 'STANDARD',
  revisions: [{ action: 'Source', id: 'c2' }],
} as const;
const target = { ...suspect, id: 'target', revisions: [{ action: 'Source', id: 'c1', summary: 'Fix' }] } as const;
const cause = {
  kind: 'alarm',
  id: 'alarm/errors/1',
  at: NOW,
  event: { alarmName: 'errors', state: { value: 'ALARM', at: NOW }, previous: { value: 'OK' } },
} as const;
const incident = {
  id: 'incident-1',
  openedAt: NOW,
  settings: {
    alarms: ['errors'],
    bakeMinutes: 60,
    freeze: 'until-recovered',
    maxAutomaticRollbacks: 1,
    recoveryMinutes: 15,
    rollbackMinutes: 60,
  },
} as const;
export const rollingBack: RollingBack = {
  ...incident,
  phase: 'rolling-back',
  cause,
  plan: { suspect, target, occupant: 'suspect', grounds: 'it fired' },
  rollbackExecutionId: 'rollback',
  acceptedAt: NOW,
  overdueAnnounced: false,
};
export const waiting: Waiting = { ...incident, phase: 'waiting', causes: [cause], occupant: 'suspect', stopping: true };
export const paused: StageMemory = { ...EMPTY_MEMORY, pause: { by: 'alice', since: NOW } };
export const full: StageMemory = {
  incident: rollingBack,
  knownBad: [{ executionId: 'suspect', since: NOW }],
  rollbacks: [{ executionId: 'rollback-1', causeId: 'alarm/errors/1' }],
  automaticRollbacks: [{ suspect: 'suspect', at: NOW }],
  freeze: { reason: 'Frozen', since: NOW, changedBy: 'arn' },
  pause: { by: 'alice', since: NOW, reason: 'load test' },
  probation: { executionId: 'next', endsAt: NOW },
  wakeAt: NOW + SECOND,
};
