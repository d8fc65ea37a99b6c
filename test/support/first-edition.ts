import type { Execution } from '../../lambda/decision/execution.ts';
import { at } from './builders/moments.ts';
import { arnOf } from './home.ts';

/*
 * Records and messages as the first edition of the function wrote them (schema 1), member by member, recorded from its own
 * code while it played: a bad release at 10:00, its alarm at 10:20. Executions are those of the account that a test plays in.
 */

export interface Played {
  readonly suspect: Execution;
  readonly target: Execution;
  /** The ROLLBACK execution. */
  readonly rollback: string;
}

const INCIDENT = '20260110-102000-bbbb';
export const FREEZE_REASON = `Frozen by auto-rollback incident ${INCIDENT} - execution bbbbbbbb is blamed. Release it with the release command.`;
const CONTROLLER = 'arn:aws:sts::123456789012:assumed-role/controller/controller';

/** Its alarm events had no grounds. */
export function firstAlarmCause(alarmName = 'shop-5xx') {
  const threshold = 'Threshold Crossed: 1 out of the last 1 datapoints was';
  return {
    kind: 'alarm',
    id: `alarm/${alarmName}/2026-01-10T10:20:00.000Z`,
    at: at('10:20'),
    event: {
      alarmName,
      state: { value: 'ALARM', at: at('10:20'), reason: `${threshold} greater than the threshold (0.0).` },
      previous: { value: 'OK', at: at('08:00'), reason: `${threshold} not greater than the threshold (0.0).` },
    },
  } as const;
}

/** The same as it is read today: alarms have ARNs. */
export function withArn({ event, ...cause }: ReturnType<typeof firstAlarmCause>) {
  const { alarmName, ...rest } = event;
  return { ...cause, event: { alarm: arnOf(alarmName), ...rest } };
}

/** The cause that its follow-up made where an alarm outlasted a rollback. */
export function firstOutlastingCause(rollback: string) {
  const event = { alarmName: 'shop-5xx', state: { value: 'ALARM' } };
  const outlasted = { outlasted: INCIDENT, outlastedRollback: rollback };
  return { kind: 'alarm', id: `alarm/shop-5xx/outlasted/${INCIDENT}`, at: at('10:40'), event, ...outlasted } as const;
}

export const FIRST_INCIDENT = {
  id: INCIDENT,
  openedAt: at('10:20:01'),
  settings: {
    alarms: ['shop-5xx', 'shop-latency'],
    bakeMinutes: 60,
    freeze: true,
    maxAutomaticRollbacks: 1,
    recoveryMinutes: 15,
    rollbackMinutes: 60,
  },
};

const planOf = ({ suspect, target }: Played) => ({
  suspect,
  target,
  occupant: suspect.id,
  grounds: 'alarm "shop-5xx" fired 15 min after the end of deployment bbbbbbbb, bake time is 60 min',
});

const freeze = { reason: FREEZE_REASON, since: at('10:20:02') };
const NOTHING = { knownBad: [], automaticRollbacks: [], rollbacks: [] };

function rolledBack({ suspect, rollback }: Played) {
  return {
    knownBad: [{ executionId: suspect.id, since: at('10:20:02') }],
    automaticRollbacks: [{ suspect: suspect.id, at: at('10:20:02') }],
    rollbacks: [{ executionId: rollback, causeId: firstAlarmCause().id }],
  };
}

/** What it remembered of the stage, in each of its phases, and idle. */
export function firstMemories(played: Played) {
  const { suspect, rollback } = played;
  const cause = firstAlarmCause();
  const accepted = {
    ...FIRST_INCIDENT,
    cause,
    plan: planOf(played),
    rollbackExecutionId: rollback,
    acceptedAt: at('10:20:02'),
  };
  const waiting = { ...FIRST_INCIDENT, phase: 'waiting', causes: [cause], occupant: suspect.id };
  const claimed = { ...FIRST_INCIDENT, phase: 'claimed', cause, plan: planOf(played), claimedAt: at('10:20:01') };
  const made = { ...freeze, changedBy: CONTROLLER };
  return {
    waiting: { ...NOTHING, incident: { ...waiting, stopping: false }, wakeAt: at('10:21') },
    'waiting for a stop': { ...NOTHING, incident: { ...waiting, stopping: true }, freeze, wakeAt: at('10:21') },
    claimed: {
      ...NOTHING,
      incident: {
        ...claimed,
        covers: [firstAlarmCause('shop-latency')],
        calledAt: at('10:20:01'),
        attempt: 1,
        refused: [],
      },
      wakeAt: at('10:20:46'),
    },
    'claimed, in doubt about a refusal': {
      ...NOTHING,
      incident: {
        ...claimed,
        ...{ covers: [], attempt: 2, refused: ['newer'], answered: true, unclear: true },
        refusing: { since: at('10:20:02'), until: at('10:20:05') },
      },
      wakeAt: at('10:20:46'),
    },
    'claimed for an alarm that outlasted a rollback': {
      ...rolledBack(played),
      incident: { ...claimed, cause: firstOutlastingCause(rollback), covers: [], attempt: 1, refused: [] },
      freeze: made,
      wakeAt: at('10:41'),
    },
    'rolling-back': {
      ...rolledBack(played),
      incident: { ...accepted, phase: 'rolling-back', overdueAnnounced: false },
      freeze,
      wakeAt: at('10:21'),
    },
    'rolling-back, with an alarm that is not written down': {
      ...rolledBack(played),
      incident: {
        ...accepted,
        ...{ phase: 'rolling-back', covers: [firstAlarmCause('shop-latency')], overdueAnnounced: true },
      },
      freeze: { ...freeze, lifted: true },
      wakeAt: at('10:21'),
    },
    'rolling-back what a person began': {
      ...rolledBack(played),
      incident: {
        ...accepted,
        phase: 'rolling-back',
        cause: {
          kind: 'observed',
          id: `rollback/${rollback}`,
          at: at('10:20'),
          by: 'arn:aws:iam::123456789012:user/p',
        },
        overdueAnnounced: false,
      },
      wakeAt: at('10:21'),
    },
    verifying: {
      ...rolledBack(played),
      incident: { ...accepted, phase: 'verifying', succeededAt: at('10:22') },
      freeze: made,
      wakeAt: at('10:23'),
    },
    'frozen, paused and on probation': {
      ...rolledBack(played),
      freeze: { ...made, released: true },
      pause: { by: 'alice', since: at('11:00'), reason: 'load test' },
      probation: { executionId: 'next', endsAt: at('12:30') },
      wakeAt: at('12:30'),
    },
  };
}

export type FirstMemory = keyof ReturnType<typeof firstMemories>;

/** A message of its watch queue. */
export function firstMessage(dueAt: number, more: object = {}): string {
  return JSON.stringify({ watch: 1, pipeline: 'shop', stage: 'Prod', ...more, dueAt });
}
