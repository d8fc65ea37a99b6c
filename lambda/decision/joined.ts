import { type AlarmCause, type DecidableCause, lastOf } from './cause.ts';
import { refuseEvent } from './observed-alarm.ts';

/** Further alarms than this are covered by the incident that waits, without being kept. */
export const MOST_CAUSES = 10;

/** The causes with others: each once, and one for each alarm. Answers what there is no room for. */
export function joined(
  causes: readonly DecidableCause[],
  others: readonly DecidableCause[],
  most = MOST_CAUSES,
): { readonly causes: readonly DecidableCause[]; readonly surplus: readonly DecidableCause[] } {
  const all = [...causes];
  const surplus: DecidableCause[] = [];
  for (const other of others) {
    const index = all.findIndex((cause) => isSameAlarm(cause, other));
    const earlier = all[index];
    if (earlier?.kind === 'alarm' && other.kind === 'alarm') all[index] = merged(earlier, other);
    else if (earlier !== undefined) continue;
    else if (all.length < most) all.push(other);
    else surplus.push(other);
  }
  return { causes: all, surplus };
}

function isSameAlarm(one: DecidableCause, other: DecidableCause): boolean {
  if (one.kind !== 'alarm' || other.kind !== 'alarm') return one.id === other.id;
  const isOfOneRollback = one.outlasted?.rollback === other.outlasted?.rollback;
  return one.event.alarm === other.event.alarm && one.again === other.again && isOfOneRollback;
}

/** The earlier of two of an alarm stands for both; it is decided by the word of the later, unless that asks for nothing. */
export function merged(one: AlarmCause, other: AlarmCause): AlarmCause {
  // The same event delivered again, and by now in the mailbox with a later one.
  if (one.id === other.id) return lastOf(other) > lastOf(one) ? other : one;
  const [first, last] = one.at <= other.at ? [one, other] : [other, one];
  const ends = [first, last].map(({ id, at, merged }) => ({ id: merged?.lastId ?? id, at: merged?.lastAt ?? at }));
  const end = ends.reduce((latest, next) => (next.at > latest.at ? next : latest));
  const count = (one.merged?.count ?? 1) + (other.merged?.count ?? 1);
  // One that stands for several may begin first and end last.
  const [older, newest] = lastOf(one) <= lastOf(other) ? [one, other] : [other, one];
  const isUseless = refuseEvent(newest) !== undefined && refuseEvent(older) === undefined;
  const { event } = isUseless ? older : newest;
  return { ...first, event, merged: { count, from: first.merged?.from ?? first.at, lastAt: end.at, lastId: end.id } };
}
