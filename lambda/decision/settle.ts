import type { GuardPolicy } from '../guard-policy.ts';
import { FactUnclear } from './asking.ts';
import { type AlarmCause, type DecidableCause, joined, kept, MOST_CAUSES } from './cause.ts';
import { endWithoutRollback } from './end.ts';
import { type Entry, entryOfHold, incidentId } from './entry.ts';
import { withHold } from './held.ts';
import { type Hold, hold } from './hold.ts';
import type { Claimed, RollbackPlan, Waiting } from './incident.ts';
import { endOfMute } from './observed-alarm.ts';
import { to } from './phases.ts';
import { decide } from './plan.ts';
import { type Postponed, type StageState, withRelease } from './state.ts';
import { type EpochMillis, MINUTE } from './time.ts';
import { DOUBTED_FOR, POSTPONED_FOR, READ_AGAIN_AFTER, SKEW, VETO_LOOK_EVERY } from './times.ts';
import { type Next, policyOf, settingsOf, type Turn, tried } from './turn.ts';
import { waitWith } from './waiting.ts';

/** Decides about causes, in the order they came; the first that comes to more than a hold is acted on. `reopened` ends if none does. */
export function settle(turn: Turn, causes: readonly DecidableCause[], reopened?: Waiting | Claimed): Next {
  const policy = tried(() => policyOf(turn));
  const refused = reopened?.phase === 'claimed' ? reopened.refused : [];
  let { state } = turn;
  const held: Entry[] = [];
  for (const [index, cause] of causes.entries()) {
    const left: Left = [cause, ...causes.slice(index + 1, index + MOST_CAUSES)];
    const surplus = causes.slice(index + MOST_CAUSES);
    const decided = tried(() => judged({ ...turn, state }, cause, policy, refused));
    if (decided instanceof FactUnclear) {
      if (mayBeReadAgain(turn, cause, decided, reopened)) {
        if (reopened !== undefined) return stayUnread(turn, state, reopened, left);
        if (cause.kind === 'alarm') state = withPostponed(state, unreadAgain(turn, cause));
        continue;
      }
      const entry = entryOfHold(cause, decided.asHold, turn.now);
      held.push(entry);
      state = withHold(state, cause, entry);
      continue;
    }
    const { plan, blamed } = decided;
    for (const execution of blamed) state = withRelease(state, execution, { blamedAt: turn.now });
    switch (plan.kind) {
      case 'hold': {
        const entry = entryOfHold(cause, plan, turn.now);
        held.push(entry);
        state = withLookAgain(withHold(state, cause, entry), cause, plan, turn.now);
        break;
      }
      case 'wait':
        if ('kind' in policy && policy.kind === 'hold') break;
        return covering(
          waitWith({ ...turn, state: withoutPostponed(state, left) }, left, plan, usable(policy), reopened),
          surplus,
          turn.now,
        );
      case 'rollback':
        return covering(
          promiseRollback({ ...turn, state: withoutPostponed(state, left) }, left, plan.plan, usable(policy), reopened),
          surplus,
          turn.now,
        );
    }
  }
  return reopened === undefined ? { state } : endWithoutRollback({ ...turn, state }, reopened, held);
}

type Left = readonly [DecidableCause, ...DecidableCause[]];

/** What an incident has no room for is covered by it. */
function covering(next: Next, surplus: readonly DecidableCause[], now: EpochMillis): Next {
  const { incident } = next.state;
  if (incident?.phase !== 'waiting' && incident?.phase !== 'claimed') return next;
  const alarms = surplus.filter((cause) => cause.kind === 'alarm');
  return { ...next, state: join(next.state, incident, alarms, now).state };
}

function usable(policy: GuardPolicy | Hold | FactUnclear): GuardPolicy {
  if (policy instanceof FactUnclear || 'kind' in policy) throw new Error('nothing is decided without a guard');
  return policy;
}

function judged(
  turn: Turn,
  cause: DecidableCause,
  policy: GuardPolicy | Hold | FactUnclear,
  refused: readonly string[],
) {
  if (policy instanceof FactUnclear) throw policy;
  if ('kind' in policy) return { plan: policy, blamed: [] };
  const { state, facts, now } = turn;
  return decide({ cause, policy, state, facts, now, refused });
}

/** The promise of a rollback: stored before it is called, with the whole plan. */
function promiseRollback(
  turn: Turn,
  causes: readonly [DecidableCause, ...DecidableCause[]],
  plan: RollbackPlan,
  policy: GuardPolicy,
  reopened: Waiting | Claimed | undefined,
): Next {
  const { now, leaseUntil, state } = turn;
  const [first, ...others] = causes;
  const before = reopened?.phase === 'claimed' ? reopened : undefined;
  const id = reopened?.id ?? incidentId(causes[0], plan.suspect.id);
  const claim: Claimed = {
    phase: 'claimed',
    id,
    openedAt: reopened?.openedAt ?? now,
    settings: settingsOf(policy),
    causes: [kept(first), ...others.map(kept)],
    plan,
    claimedAt: before?.claimedAt ?? now,
    calledAt: now,
    refused: before?.refused ?? [],
    ...(before?.refusing && { refusing: before.refusing }),
    told: reopened?.told ?? [],
  };
  const claimed =
    reopened === undefined ? to(state, 'idle', 'decided', claim) : to(state, phaseIn(reopened), 'decided', claim);
  const automatic = causes[0].kind === 'alarm';
  const effects = [{ kind: 'rollback' as const, incident: id, target: plan.target.id, automatic }];
  return { state: claimed, effects, wakeBy: leaseUntil + SKEW };
}

function phaseIn(incident: Waiting | Claimed): 'waiting' | 'claimed' {
  return incident.phase;
}

/** More are not kept: they are decided as what could not be observed. */
const MOST_POSTPONED = 10;

/** A person sees the problem at once and can ask again; an alarm is tried again for a while. */
function mayBeReadAgain(
  { state, now }: Turn,
  cause: DecidableCause,
  { transient }: FactUnclear,
  reopened: Waiting | Claimed | undefined,
): boolean {
  if (!transient || cause.kind !== 'alarm') return false;
  if (reopened === undefined && state.postponed.length >= MOST_POSTPONED) return false;
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
function stayUnread(
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

function unreadAgain({ state, now }: Turn, cause: AlarmCause): Postponed {
  const since = unreadSince(state, cause, undefined, now);
  return { cause, why: 'unread', since, dueAt: now + pause(now - since), until: since + DOUBTED_FOR };
}

/** A hold that may be over soon is looked at again, as a cause of its own. */
function withLookAgain(state: StageState, cause: DecidableCause, { code }: Hold, now: EpochMillis): StageState {
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
function withoutPostponed(state: StageState, causes: readonly DecidableCause[]): StageState {
  const kept = state.postponed.filter(({ cause }) => !causes.some(({ id }) => id === cause.id));
  return { ...state, postponed: kept };
}

/** One for each alarm: what is looked at again is the alarm as it is then. */
export function withPostponed(state: StageState, postponed: Postponed): StageState {
  const { alarmName } = postponed.cause.event;
  const one = { ...postponed, cause: kept(postponed.cause) };
  const others = state.postponed.filter(
    ({ cause, why }) =>
      cause.event.alarmName !== alarmName ||
      (postponed.why === 'unread' ? cause.id !== postponed.cause.id : why === 'unread'),
  );
  return { ...state, postponed: [...others, one].slice(-MOST_POSTPONED) };
}

/** Fresh causes beside those of an incident; what there is no room for is covered by it. */
export function join(
  state: StageState,
  incident: Waiting | Claimed,
  fresh: readonly AlarmCause[],
  now: EpochMillis,
): { readonly state: StageState; readonly causes: readonly DecidableCause[] } {
  const { causes, surplus } = joined(incident.causes, fresh);
  let noted = state;
  for (const cause of surplus) {
    const { id, phase, openedAt } = incident;
    const covered = hold.incidentOpen({ incident: id, phase, since: openedAt });
    noted = withHold(noted, cause, { ...entryOfHold(cause, covered, now), incident: id });
  }
  return { state: noted, causes };
}
