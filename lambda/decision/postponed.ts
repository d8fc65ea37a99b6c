import type { FactUnclear } from './asking.ts';
import { type AlarmCause, type DecidableCause, kept } from './cause.ts';
import { hold } from './hold.ts';
import type { Claimed, Waiting } from './incident.ts';
import { endOfMute } from './observed-alarm.ts';
import { to } from './phases.ts';
import type { Hold } from './reason.ts';
import { fitting } from './remembered.ts';
import type { Postponed, StageState } from './state.ts';
import { type EpochMillis, MINUTE } from './time.ts';
import { DOUBTED_FOR, POSTPONED_FOR, READ_AGAIN_AFTER, VETO_LOOK_EVERY } from './times.ts';
import type { Next, Turn } from './turn.ts';

/** More are not kept unread: they are decided as what could not be observed. */
const MOST_UNREAD = 10;
/** Characters of what is kept: a mute rule may silence every alarm of a guard, and each is promised another look. */
const MOST_POSTPONED = 30_000;

/** A person sees the problem at once and can ask again; an alarm is tried again for a while. */
export function mayBeReadAgain(
  { state, now }: Turn,
  cause: DecidableCause,
  { transient }: FactUnclear,
  reopened: Waiting | Claimed | undefined,
): boolean {
  if (!transient || cause.kind !== 'alarm') return false;
  const unread = state.postponed.filter(({ why }) => why === 'unread').map((one) => one.cause.id);
  if (reopened === undefined && unread.length >= MOST_UNREAD && !unread.includes(cause.id)) return false;
  return now - unreadSince(state, cause, reopened, now) < DOUBTED_FOR;
}

function unreadSince(
  { postponed }: StageState,
  cause: AlarmCause,
  reopened: Waiting | Claimed | undefined,
  now: EpochMillis,
): EpochMillis {
  if (reopened?.phase === 'waiting') return reopened.unreadSince ?? now;
  if (reopened?.phase === 'claimed') return reopened.calledAt;
  return postponed.find((one) => one.cause.id === cause.id && one.why === 'unread')?.since ?? now;
}

/** What the incident waited for has ended, and what decides it cannot be read for the moment. */
export function stayUnread(
  { now }: Turn,
  state: StageState,
  reopened: Waiting | Claimed,
  causes: readonly [DecidableCause, ...DecidableCause[]],
): Next {
  if (reopened.phase === 'claimed') {
    return { state: to(state, 'claimed', 'decided', { ...reopened, causes }), wakeBy: now + 2 * READ_AGAIN_AFTER };
  }
  const unreadAt = reopened.unreadSince ?? now;
  const incident: Waiting = { ...reopened, causes, unreadSince: unreadAt };
  return { state: to(state, 'waiting', 'waits', incident), wakeBy: now + pause(now - unreadAt) };
}

/** The longer it has been unreadable, the longer until the next try: 5 s, 10 s, 20 s, ... at most a minute. */
function pause(unread: number): number {
  return Math.min(MINUTE, Math.max(READ_AGAIN_AFTER, unread));
}

export function unreadAgain({ state, now }: Turn, cause: AlarmCause): Postponed {
  const since = unreadSince(state, cause, undefined, now);
  return { cause, why: 'unread', since, dueAt: now + pause(now - since), until: since + DOUBTED_FOR };
}

/** A hold that may be over soon is looked at again, as a cause of its own. */
export function withLookAgain(state: StageState, cause: DecidableCause, { code }: Hold, now: EpochMillis): StageState {
  if (cause.kind !== 'alarm') return state;
  const again: AlarmCause = cause.again ? cause : { ...cause, id: `${cause.id}/again`, again: true };
  const until = (cause.again ? cause.at : now) + POSTPONED_FOR;
  if (code === hold.alarmMuted.code) {
    const dueAt = endOfMute(cause.event, now);
    return dueAt === undefined
      ? state
      : withPostponed(state, { cause: again, why: 'muted', since: now, dueAt, until: dueAt });
  }
  if (code === hold.platformTrouble.code && now < until) {
    return withPostponed(state, {
      cause: again,
      why: 'platform-trouble',
      since: now,
      dueAt: now + VETO_LOOK_EVERY,
      until,
    });
  }
  return state;
}

/** An incident keeps them from now on. */
export function withoutPostponed(state: StageState, causes: readonly DecidableCause[]): StageState {
  const kept = state.postponed.filter(({ cause }) => !causes.some(({ id }) => id === cause.id));
  return { ...state, postponed: kept };
}

/** One for each alarm: what is looked at again is the alarm as it is then. */
export function withPostponed(state: StageState, postponed: Postponed): StageState {
  const { alarm } = postponed.cause.event;
  const one = { ...postponed, cause: kept(postponed.cause) };
  const others = state.postponed.filter(
    ({ cause, why }) =>
      cause.event.alarm !== alarm || (postponed.why === 'unread' ? cause.id !== postponed.cause.id : why === 'unread'),
  );
  // What is undecided goes last: those are kept.
  const all = [...others, one].toSorted((a, b) => Number(a.why === 'unread') - Number(b.why === 'unread'));
  return { ...state, postponed: fitting(all, MOST_POSTPONED) };
}
