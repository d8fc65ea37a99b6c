import type { AlarmEvent, ObservedAlarm } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import { alarmIn, FactUnclear } from './asking.ts';
import type { AlarmCause } from './cause.ts';
import type { Facts } from './facts.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';
import { clock, type EpochMillis } from './time.ts';
import { POSTPONED_FOR, ROUNDING } from './times.ts';

/** Whether the event asks for a look at all: what it says of itself, before anything is read. */
export function refuseEvent({ event, at }: AlarmCause, now = at): Hold | undefined {
  const { alarm, state, previous, mutedBy } = event;
  const transition = { from: previous?.value || '(unknown)', to: state.value || '(unknown)' };
  if (state.value !== 'ALARM') return hold.notATransition(transition);
  if (state.suppressedBy !== undefined) return hold.alarmSuppressed({ alarm, by: state.suppressedBy });
  const released = previous?.suppressedBy !== undefined;
  if (previous?.value === 'ALARM' && !released) return hold.notATransition(transition);
  if (mutedBy === undefined) return undefined;
  const end = endOfMute(event, at);
  // It came late, and the mute is over.
  if (end !== undefined && end <= now) return undefined;
  const again = end === undefined ? undefined : `when the mute ends, at ${clock(end)}`;
  return hold.alarmMuted({ alarm, by: mutedBy.arn, until: mutedBy.until, again });
}

/** When a mute ends, where that is near enough for another look: CloudWatch runs the alarm's actions then. */
export function endOfMute({ mutedBy }: AlarmEvent, at: EpochMillis): EpochMillis | undefined {
  const end = Date.parse(mutedBy?.until ?? '');
  return end > at && end <= at + POSTPONED_FOR ? end : undefined;
}

/** Whether the alarm still stands and may act. */
export function refuseAlarm({ event, again }: AlarmCause, facts: Facts): Hold | ObservedAlarm {
  const { alarm: arn, state, previous } = event;
  const alarm = alarmIn(facts, arn);
  if (alarm === 'not-found') return hold.alarmNotFound({ alarm: arn });
  const { value, since } = alarm;
  const isOlder = !again && state.at !== undefined && state.at > since + ROUNDING;
  // An ALARM from before the event is no older reading where the event is no transition: the release of a suppressed one.
  const isOther = value !== 'ALARM' || previous?.value === 'OK' || previous?.value === 'INSUFFICIENT_DATA';
  if (isOlder && isOther) {
    const problem = `CloudWatch still shows ${value} since ${clock(since)}, which is older than the event`;
    throw new FactUnclear({ what: `alarm "${nameOf(arn)}"`, problem, transient: true });
  }
  if (value !== 'ALARM') return hold.alarmNotInAlarm({ alarm: arn, value, since });
  if (!alarm.actionsEnabled) return hold.alarmActionsDisabled({ alarm: arn });
  if (alarm.suppressedBy !== undefined) return hold.alarmSuppressed({ alarm: arn, by: alarm.suppressedBy });
  return alarm;
}
