import { type AlarmEvent, type ObservedAlarm, valueAt } from './alarm.ts';
import type { AlarmCause } from './cause.ts';
import { type Deployment, describeDeployment } from './deployment.ts';
import { type Hold, hold } from './hold.ts';
import { type Again, type LookUp, lookUp, type Observation, unreadable } from './observation.ts';
import type { Attempt, StageRun } from './stage.ts';
import { clock, type EpochMillis, inMinutes, MINUTE, SECOND } from './time.ts';

/** A deployment was found to be the likely reason of the alarm. */
export interface Blame {
  readonly kind: 'blame';
  /** The numbers compared, for people. */
  readonly grounds: string;
}

/** Whether the event asks for a look at all (design rule 2): what it says of itself, before anything is read. */
export function refuseEvent(event: AlarmEvent): Hold | undefined {
  const { alarmName: alarm, state, previous, mutedBy } = event;
  const transition = { from: previous?.value || '(unknown)', to: state.value || '(unknown)' };
  if (state.value !== 'ALARM') return hold.notATransition(transition);
  if (state.suppressedBy !== undefined) return hold.alarmSuppressed({ alarm, by: state.suppressedBy });
  const released = previous?.suppressedBy !== undefined;
  if (previous?.value === 'ALARM' && !released) return hold.notATransition(transition);
  if (mutedBy !== undefined) return hold.alarmMuted({ alarm, by: mutedBy.arn, until: mutedBy.until });
  return undefined;
}

/** Whether the alarm still stands and may act (design rule 3). */
export function refuseAlarm(event: AlarmEvent, observation: Observation): Hold | Again | ObservedAlarm {
  const { alarmName } = event;
  if (!observation.alarms.ok) return unreadable(observation.alarms);
  const alarm = observation.alarms.value.find((candidate) => candidate.name === alarmName);
  if (alarm === undefined) return hold.alarmNotFound({ alarm: alarmName });
  if (alarm.value !== 'ALARM') {
    const recovered = hold.alarmNotInAlarm({ alarm: alarmName, value: alarm.value, since: alarm.since });
    if (event.state.at !== undefined && event.state.at > alarm.since + SECOND) {
      const problem = `CloudWatch still shows ${alarm.value} since ${clock(alarm.since)}, which is older than the event`;
      return { kind: 'again', what: `alarm "${alarmName}"`, problem, otherwise: recovered };
    }
    return recovered;
  }
  if (!alarm.actionsEnabled) return hold.alarmActionsDisabled({ alarm: alarmName });
  if (alarm.suppressedBy !== undefined) return hold.alarmSuppressed({ alarm: alarmName, by: alarm.suppressedBy });
  return alarm;
}

/** Whether the alarm can be blamed on the deployment: it must have begun after it (rule 5) and within the bake time (rule 6). */
export function attribute(input: {
  readonly event: AlarmEvent;
  readonly alarm: ObservedAlarm;
  readonly deployment: Deployment;
  readonly bakeMinutes: number;
  readonly observation: Observation;
}): Blame | Hold | LookUp | Again {
  const { alarm, deployment, bakeMinutes } = input;
  const predates = beganWhileInAlarm(input);
  if (predates !== undefined) return predates;
  const earlier = earlierAttempt(deployment, alarm);
  if (deployment.running && earlier === undefined) {
    return {
      kind: 'blame',
      grounds: `alarm "${alarm.name}" fired while ${describeDeployment(deployment)} was being deployed`,
    };
  }
  const endedAt = earlier?.endedAt ?? deployment.endedAt;
  if (endedAt === undefined) {
    return hold.couldNotObserve({
      what: `the end of deployment ${deployment.suspect.id}`,
      problem: 'CodePipeline gives no times for its actions',
    });
  }
  const after = alarm.since - endedAt;
  if (after > bakeMinutes * MINUTE) {
    return hold.alarmAfterBakeTime({
      alarm: alarm.name,
      execution: describeDeployment(deployment),
      after,
      bakeMinutes,
    });
  }
  const when = after < 0 ? `${inMinutes(-after)} before` : `${inMinutes(after)} after`;
  return {
    kind: 'blame',
    grounds: `alarm "${alarm.name}" fired ${when} the end of deployment ${describeDeployment(deployment)}, bake time is ${bakeMinutes} min`,
  };
}

/** An alarm that outlasted a rollback is blamed on what that rollback brought back, as long as that is in the stage. */
export function attributeOutlasting(
  cause: AlarmCause & { readonly outlasted: string },
  deployment: Deployment,
): Blame | Hold {
  const { event, outlasted, outlastedRollback } = cause;
  if (deployment.by.id === outlastedRollback) {
    return { kind: 'blame', grounds: `alarm "${event.alarmName}" outlasted the rollback of incident ${outlasted}` };
  }
  return hold.alarmPredatesDeployment({
    alarm: event.alarmName,
    execution: describeDeployment(deployment),
    detail: `it outlasted the rollback of incident ${outlasted}, and came before what is in the stage now`,
  });
}

/** Rule 5. Answers from what is at hand in the common case, and asks for the exact times or the history otherwise. */
function beganWhileInAlarm(input: {
  readonly event: AlarmEvent;
  readonly alarm: ObservedAlarm;
  readonly deployment: Deployment;
  readonly observation: Observation;
}): Hold | LookUp | Again | undefined {
  const { event, alarm, deployment, observation } = input;
  const execution = describeDeployment(deployment);
  const predates = (detail: string) => hold.alarmPredatesDeployment({ alarm: alarm.name, execution, detail });

  // The same millisecond is no proof that it began after the deployment.
  if (alarm.since <= deployment.notBefore) {
    return predates(`in ALARM since ${clock(alarm.since)}, execution started ${clock(deployment.notBefore)}`);
  }
  const surelyAfter = deployment.endedAt !== undefined && alarm.since > deployment.endedAt;
  const otherStateSince = stateBefore(event, alarm);
  if (surelyAfter && otherStateSince !== undefined && otherStateSince <= deployment.notBefore) return undefined;

  if (observation.run === undefined) return lookUp('run', deployment.occupant.executionId);
  if (deployment.attempts === undefined) {
    const what = `the begin of deployment ${deployment.suspect.id}`;
    const problem = 'CodePipeline lists no action executions for it';
    // A stage that has just been entered may have none yet.
    return deployment.running ? { kind: 'again', what, problem } : hold.couldNotObserve({ what, problem });
  }
  const [{ beganAt }] = deployment.attempts;
  if (alarm.since <= beganAt) {
    return predates(`in ALARM since ${clock(alarm.since)}, deployment to the stage began ${clock(beganAt)}`);
  }
  if (otherStateSince !== undefined && otherStateSince <= beganAt) return undefined;

  if (observation.history === undefined) return lookUp('history', alarm.name);
  if (!observation.history.ok) return unreadable(observation.history);
  // On at the begin of any attempt up to the one it followed, it may be what the deployment was to mend.
  for (const attempt of deployment.attempts.filter(({ beganAt: began }) => began < alarm.since)) {
    const then = valueAt(observation.history.value, attempt.beganAt);
    const when = clock(attempt.beganAt);
    if (then === 'ALARM') return predates(`it was in ALARM when the deployment began at ${when}`);
    if (then === 'unknown') {
      const what = `the state of alarm "${alarm.name}" at ${when}`;
      return hold.couldNotObserve({ what, problem: 'its history does not tell' });
    }
  }
  return undefined;
}

/** The attempt that an alarm followed: the last that began before it. */
function attemptBefore(attempts: StageRun, alarm: ObservedAlarm): Attempt | undefined {
  return attempts.findLast(({ beganAt }) => beganAt < alarm.since);
}

/** The attempt that the alarm followed, where the stage has been retried since. */
function earlierAttempt({ attempts }: Deployment, alarm: ObservedAlarm): Attempt | undefined {
  if (attempts === undefined) return undefined;
  const followed = attemptBefore(attempts, alarm);
  return followed === attempts.at(-1) ? undefined : followed;
}

/**
 * Since when the alarm had been in the state before its present ALARM. The event tells it only if it is the event of
 * the present ALARM; CloudWatch and EventBridge may round the same moment differently.
 */
function stateBefore(event: AlarmEvent, alarm: ObservedAlarm): EpochMillis | undefined {
  const { state, previous } = event;
  if (previous?.at === undefined || state.at === undefined || previous.value === 'ALARM' || previous.value === '')
    return undefined;
  return Math.abs(state.at - alarm.since) < SECOND ? previous.at : undefined;
}
