import { type DecidableCause, lastOf } from './cause.ts';
import type { Entry } from './entry.ts';
import type { ExecutionId } from './execution.ts';
import { hold } from './hold.ts';
import { withDecided } from './remembered.ts';
import { restlessBy } from './restless.ts';
import type { DecidedAlarm, StageState } from './state.ts';
import { TOLD_AGAIN_AFTER } from './times.ts';
import { promising } from './turn.ts';

/**
 * The cause is decided: it ends in this record. One that is looked at again has a record, and only news of it is told; an alarm that flaps says
 * the same of the same deployment, and is told now and then.
 */
export function withHold(state: StageState, cause: DecidableCause, entry: Entry): StageState {
  if (cause.kind !== 'alarm') return promising(state, entry);
  if (cause.again && entry.reason === hold.platformTrouble.code) return decidedAbout(state, cause);
  if (!entry.announce) return promising(decidedAbout(state, cause, entry), entry);
  const live = state.deployments.at(-1)?.by;
  const last = toldOf(state, cause.event.alarm);
  const isRepeated =
    last !== undefined && last.reason === entry.reason && last.live === live && entry.at - last.at < TOLD_AGAIN_AFTER;
  if (isRepeated) return promising(decidedAbout(state, cause, entry), { ...entry, announce: false });
  const told = { reason: entry.reason ?? entry.code, at: entry.at, ...(live !== undefined && { live }) };
  return promising(decidedAbout(state, cause, entry, told), entry);
}

/** The events of the cause have been decided: delivered again, they are no news. */
export function decidedAbout(
  state: StageState,
  cause: DecidableCause,
  { reason }: Pick<Entry, 'reason'> = {},
  news?: DecidedAlarm['told'],
): StageState {
  if (cause.kind !== 'alarm') return state;
  const { alarm } = cause.event;
  const postponed = state.postponed.filter((one) => one.cause.id !== cause.id || one.cause.again !== cause.again);
  const before = state.decided.find((one) => one.alarm === alarm);
  const told = news ?? before?.told;
  const restless = restlessBy(before, cause.at, reason);
  const times = { from: cause.at, to: lastOf(cause) };
  return withDecided(
    { ...state, postponed },
    { alarm, ...times, ...(told && { told }), ...(restless && { restless }) },
  );
}

/** People are told of these holds in one message: their own records stay silent, and an alarm that flaps says the same. */
export function toldTogether(state: StageState, holds: readonly Entry[], live: ExecutionId): StageState {
  const promised = state.promised.map((entry) =>
    holds.some(({ id }) => id === entry.id) ? { ...entry, announce: false } : entry,
  );
  const decided = state.decided.map((decision) => {
    const held = holds.find(({ alarm }) => alarm === decision.alarm);
    return held === undefined
      ? decision
      : { ...decision, told: { reason: held.reason ?? held.code, live, at: held.at } };
  });
  return { ...state, promised, decided };
}

/** The hold of an alarm that people were told of last. */
export function toldOf({ decided }: StageState, arn: string): DecidedAlarm['told'] {
  return decided.find(({ alarm }) => alarm === arn)?.told;
}
