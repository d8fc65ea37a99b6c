import { type DecidableCause, lastOf } from './cause.ts';
import type { Entry } from './entry.ts';
import { hold } from './hold.ts';
import { withDecided } from './remembered.ts';
import type { DecidedAlarm, StageState } from './state.ts';
import { TOLD_AGAIN_AFTER } from './times.ts';
import { promising } from './turn.ts';

/** The cause is decided: it ends in this record. One that is looked at again has a record, and only news of it is told. */
export function withHold(state: StageState, cause: DecidableCause, entry: Entry): StageState {
  if (cause.kind !== 'alarm') return promising(state, entry);
  const decided = decidedAbout(state, cause);
  if (cause.again && entry.reason === hold.platformTrouble.code) return decided;
  if (!entry.announce) return promising(decided, entry);
  const live = state.deployments.at(-1)?.by;
  const last = state.decided.find(({ alarm }) => alarm === cause.event.alarmName)?.told;
  // An alarm that flaps says the same of the same deployment.
  const isRepeated =
    last?.reason === entry.reason && last?.live === live && entry.at - (last?.at ?? 0) < TOLD_AGAIN_AFTER;
  if (isRepeated) return promising(decided, { ...entry, announce: false });
  const told = { reason: entry.reason ?? entry.code, at: entry.at, ...(live !== undefined && { live }) };
  const noted = decided.decided.map((one) => (one.alarm === cause.event.alarmName ? { ...one, told } : one));
  return promising({ ...decided, decided: noted }, entry);
}

/** The events of the cause have been decided: delivered again, they are no news. */
export function decidedAbout(state: StageState, cause: DecidableCause): StageState {
  if (cause.kind !== 'alarm') return state;
  const postponed = state.postponed.filter((one) => one.cause.id !== cause.id || one.cause.again !== cause.again);
  const told = state.decided.find(({ alarm }) => alarm === cause.event.alarmName)?.told;
  const decided: DecidedAlarm = {
    alarm: cause.event.alarmName,
    from: cause.at,
    to: lastOf(cause),
    ...(told && { told }),
  };
  return withDecided({ ...state, postponed }, decided);
}
