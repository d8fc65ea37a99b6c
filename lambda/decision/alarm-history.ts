import type { AlarmTransition, AlarmValue } from './alarm.ts';
import { type EpochMillis, MINUTE } from './time.ts';

/** Whether an alarm was on at a time, as far as its history tells. */
export type LastKnown =
  | { readonly was: 'on' | 'off'; readonly detail: string }
  /** No state of it is known from before. */
  | { readonly was: 'unknown'; readonly detail: string };

/**
 * The last known state of an alarm at `time`. No data is not "off": in a gap shorter than `bakeMinutes` the state before the gap
 * counts; an alarm without data for longer counts as off. Where the transition before and the one after contradict each other, one in
 * between is missing.
 */
export function lastKnown(transitions: readonly AlarmTransition[], time: EpochMillis, bakeMinutes: number): LastKnown {
  const ordered = transitions.toSorted((one, other) => one.at - other.at);
  const then = valueAt(ordered, time);
  if (then === 'ALARM') return { was: 'on', detail: 'it was in ALARM' };
  if (then === 'OK') return { was: 'off', detail: 'it was OK' };
  if (then === 'unknown') return { was: 'unknown', detail: 'its history does not tell' };

  const gap = ordered.findLast(({ at, to }) => at <= time && to === 'INSUFFICIENT_DATA');
  const end = ordered.find(({ at }) => at > time)?.at ?? time;
  // Without a transition into the gap it is older than the history, which is kept for 30 days.
  if (gap === undefined || end - gap.at >= bakeMinutes * MINUTE)
    return { was: 'off', detail: 'it had long been without data' };
  const before = gap.from ?? ordered.findLast(({ at, to }) => at < gap.at && to !== undefined)?.to;
  if (before === 'ALARM') return { was: 'on', detail: 'it was without data for a moment, and in ALARM before' };
  return { was: 'off', detail: 'it was without data' };
}

/** Whether it is known to have been OK at a time. */
export function wasOkAt(transitions: readonly AlarmTransition[], time: EpochMillis): boolean {
  return (
    valueAt(
      transitions.toSorted((one, other) => one.at - other.at),
      time,
    ) === 'OK'
  );
}

/** The state at a time; `unknown` where the transitions do not tell. */
function valueAt(ordered: readonly AlarmTransition[], time: EpochMillis): AlarmValue | 'unknown' {
  const before = ordered.findLast((transition) => transition.at <= time);
  const after = ordered.find((transition) => transition.at > time);
  const known = [...new Set([before?.to, after?.from].filter((value) => value !== undefined))];
  return (known.length === 1 ? known[0] : undefined) ?? 'unknown';
}

/** A time that an alarm was on, until it went off again. */
export interface Episode {
  readonly from: EpochMillis;
  readonly until: EpochMillis;
}

/** Those that had ended before a moment, in their order, as far back as the transitions go. */
export function episodesOf(transitions: readonly AlarmTransition[], before: EpochMillis): readonly Episode[] {
  const ordered = transitions.toSorted((one, other) => one.at - other.at);
  const offs = ordered.filter(({ at, from, to }) => at <= before && from === 'ALARM' && to !== 'ALARM');
  return offs.flatMap((off) => {
    const on = ordered.findLast(({ at, to }) => at < off.at && to === 'ALARM');
    return on === undefined ? [] : [{ from: on.at, until: off.at }];
  });
}

/** Whether it was OK at some time since. */
export function wasOkSince(transitions: readonly AlarmTransition[], since: EpochMillis): boolean {
  return transitions.some(({ at, to, from }) => (at >= since && to === 'OK') || (at > since && from === 'OK'));
}
