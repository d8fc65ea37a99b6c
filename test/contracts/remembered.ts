import type { Entry } from '../../lambda/decision/entry.ts';
import type { Claimed, RollingBack, Verifying, Waiting } from '../../lambda/decision/incident.ts';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import { arnOf } from '../support/home.ts';
import { NOW, SECOND } from './lock-requests.ts';

const suspect = {
  id: 'suspect',
  startedAt: NOW,
  type: 'STANDARD',
  revisions: [{ action: 'Source', id: 'c2', noRollback: true }],
} as const;
const target = { ...suspect, id: 'target', revisions: [{ action: 'Source', id: 'c1', summary: 'Fix' }] } as const;
const rollback = { ...target, id: 'rollback', type: 'ROLLBACK', rollbackTarget: 'target' } as const;

/** With everything that an alarm's event can carry. */
const cause = {
  kind: 'alarm',
  id: 'alarm/errors/1',
  at: NOW,
  event: {
    alarm: arnOf('errors'),
    state: {
      value: 'ALARM',
      at: NOW,
      reason: 'Threshold Crossed',
      suppressedBy: 'WaitPeriod',
      grounds: {
        period: 60_000,
        threshold: 5,
        datapoints: [{ at: NOW, value: 9, lower: 0.1, upper: 0.3 }],
        children: [{ arn: arnOf('child'), at: NOW }, { arn: arnOf('other') }],
      },
    },
    previous: { value: 'OK' },
    mutedBy: { arn: 'mute', until: 'tomorrow' },
  },
  merged: { count: 3, from: NOW, lastAt: NOW + SECOND, lastId: 'alarm/errors/3' },
  again: true,
  outlasted: { incident: 'incident-0', rollback: 'rollback-0', since: NOW },
} as const;
const command = {
  kind: 'command',
  id: 'command/1',
  at: NOW,
  by: 'alice',
  reason: 'wrong',
  target: 'target',
  undo: true,
  acrossBarrier: true,
} as const;
const incident = {
  id: 'incident-1',
  openedAt: NOW,
  settings: {
    alarms: [arnOf('errors')],
    bakeMinutes: 60,
    freeze: 'until-recovered',
    maxAutomaticRollbacks: 1,
    recoveryMinutes: 15,
    rollbackMinutes: 60,
    downstream: 'hold',
  },
} as const;
const plan = {
  suspect,
  target,
  suspects: ['suspect', 'older'],
  since: NOW,
  occupant: 'suspect',
  grounds: 'it fired',
  change: 'Config c2 -> c1',
};
const accepted = {
  ...incident,
  cause,
  plan,
  rollbackExecutionId: 'rollback',
  acceptedAt: NOW,
  settledBehind: ['older'],
  heldBack: ['suspect'],
  freezeFailed: true,
} as const;
export const waiting: Waiting = {
  ...incident,
  phase: 'waiting',
  causes: [cause, command],
  waitsFor: 'approval',
  occupant: 'suspect',
  suspect,
  ending: { kind: 'reject', execution: 'suspect', done: true, askedAt: NOW },
  told: [arnOf('errors')],
  unreadSince: NOW,
};
export const claimed: Claimed = {
  ...incident,
  phase: 'claimed',
  causes: [command, cause],
  plan,
  claimedAt: NOW,
  calledAt: NOW,
  answered: true,
  callAgainAt: NOW + SECOND,
  refused: ['newer'],
  refusing: { since: NOW, until: NOW },
  unclear: true,
  told: [arnOf('errors')],
};
export const rollingBack: RollingBack = { ...accepted, phase: 'rolling-back', overdueTold: true, keptOutTold: true };
export const verifying: Verifying = { ...accepted, phase: 'verifying', succeededAt: NOW, sawAlarm: true };
export const observed: Verifying = { ...verifying, cause: { kind: 'observed', id: 'o', at: NOW, by: 'somebody' } };

export const paused: StageState = { ...EMPTY_STATE, pause: { by: 'alice', since: NOW } };

const entry: Entry = {
  id: 'alarm/errors/1',
  causedAt: NOW,
  at: NOW,
  code: 'rollback',
  reason: 'none',
  sentence: 'it was rolled back',
  announce: true,
  incident: 'incident-1',
  cause: 'alarm "errors"',
  alarm: arnOf('errors'),
  alarmReason: 'Threshold Crossed',
  suspect,
  target,
  rollbackExecutionId: 'rollback',
  frozen: true,
  events: { count: 3, from: NOW, lastAt: NOW },
};

/** A state with every member there is; the compiler knows of each. */
export const full: Required<StageState> = {
  incident: rollingBack,
  deployments: [
    { by: 'suspect', beganAt: NOW, outcome: 'running' },
    { by: 'target', beganAt: NOW - SECOND, endedAt: NOW, outcome: 'whole' },
  ],
  releases: [
    {
      execution: { ...rollback, triggerType: 'ManualRollback', triggerDetail: 'arn' },
      variables: [{ name: 'IMAGE_TAG', value: '1.5.0' }],
      blamedAt: NOW,
      troubledAt: NOW,
      badSince: NOW,
      forgivenAt: NOW,
    },
  ],
  rollbacks: [{ executionId: 'rollback-1', causeId: 'alarm/errors/1' }],
  automaticRollbacks: [
    { suspect: 'suspect', at: NOW },
    { suspect: 'older', at: NOW, recovered: true },
  ],
  decided: [{ alarm: arnOf('errors'), from: NOW, to: NOW + SECOND }],
  covered: { from: NOW, to: NOW + SECOND },
  decidedSince: NOW,
  postponed: [{ cause, why: 'muted', since: NOW, dueAt: NOW + SECOND, until: NOW + 2 * SECOND }],
  freeze: { reason: 'Frozen', incident: 'incident-1', since: NOW, condition: 'made', changedBy: 'arn' },
  pause: { by: 'alice', since: NOW, reason: 'load test' },
  baking: { from: 1, until: 2, lookAt: 3 },
  probation: { executionId: 'next', endsAt: NOW, silenceTold: true },
  promised: [entry],
  changedAt: NOW,
  wakeAt: NOW + SECOND,
};
