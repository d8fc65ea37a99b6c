import { thenLook, thenPlan } from './advice.ts';
import type { AlarmValue } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import { reason } from './reason.ts';
import { clock, type EpochMillis, span } from './time.ts';
import { POSTPONED_FOR } from './times.ts';

const NOT_AGAIN = `it is not looked at when the mute ends, which is waited for ${span(POSTPONED_FOR)} at most: whether it is still on then is for a person to see`;

/** Of the reason catalogue (`hold.ts`): what the event or the alarm itself says against it, whatever was deployed. */
export const holdOfAlarm = {
  notATransition: reason<{ from: string; to: string }>(
    'not-a-transition',
    (f) =>
      `the event is ${f.from} -> ${f.to}, which is neither a transition into ALARM nor the release of a suppressed ALARM`,
  ),
  alarmMuted: reason<{ alarm: string; by: string; until: string | undefined; again: string | undefined }>(
    'alarm-muted',
    (f) =>
      `alarm "${nameOf(f.alarm)}" is muted by ${f.by}${f.until ? ` until ${f.until}` : ''}; ${f.again ? `looked at again ${f.again}` : NOT_AGAIN}`,
    thenPlan(
      'Nothing if the mute is meant. Otherwise: see what a rollback would do with the first event, and do it with the second:',
    ),
  ),
  alarmSuppressed: reason<{ alarm: string; by: string }>(
    'alarm-suppressed',
    (f) => `the actions of alarm "${nameOf(f.alarm)}" are suppressed (${f.by}); its release will be looked at`,
  ),
  alarmActionsDisabled: reason<{ alarm: string }>(
    'alarm-actions-disabled',
    (f) => `the actions of alarm "${nameOf(f.alarm)}" are disabled, which switches automatic rollback off for it`,
    thenPlan('Enable the actions of the alarm if that is not meant. To roll back now, see the plan first, then do it:'),
  ),
  alarmNotInAlarm: reason<{ alarm: string; value: AlarmValue; since: EpochMillis }>(
    'alarm-not-in-alarm',
    (f) => `alarm "${nameOf(f.alarm)}" is no longer in ALARM: ${f.value} since ${clock(f.since)}`,
  ),
  alarmNotFound: reason<{ alarm: string }>(
    'alarm-not-found',
    (f) => `alarm "${nameOf(f.alarm)}" does not exist (any more)`,
    thenLook('Correct the alarms of the guard and deploy. The state of the stage:'),
  ),
};
