import type { GuardPolicy } from '../guard-policy.ts';
import { FactUnclear } from './asking.ts';
import { type AlarmCause, type DecidableCause, kept } from './cause.ts';
import { decide } from './decide.ts';
import type { Effect } from './effects.ts';
import { endWithoutRollback } from './end.ts';
import type { Entry } from './entry.ts';
import { entryOfCovered, entryOfHold } from './entry-of.ts';
import { foundIn } from './facts.ts';
import { closedBehind } from './frozen-behind.ts';
import { withHold } from './held.ts';
import type { Claimed, RollbackPlan, Waiting } from './incident.ts';
import { incidentId } from './incident.ts';
import { joined, MOST_CAUSES } from './joined.ts';
import { to } from './phases.ts';
import type { Decision } from './plan.ts';
import {
  mayBeReadAgain,
  stayUnread,
  unreadAgain,
  withLookAgain,
  withoutPostponed,
  withPostponed,
} from './postponed.ts';
import type { Hold } from './reason.ts';
import { withRelease } from './remembered.ts';
import type { StageState } from './state.ts';
import type { EpochMillis } from './time.ts';
import { SKEW } from './times.ts';
import { type Next, policyOf, settingsOf, type Turn, tried } from './turn.ts';
import { waitWith } from './waiting.ts';

/** Decides about causes, in the order they came; the first that comes to more than a hold is acted on. `reopened` ends if none does. */
export function settle(turn: Turn, causes: readonly DecidableCause[], reopened?: Waiting | Claimed): Next {
  const policy = tried(() => policyOf(turn));
  const refused = reopened?.phase === 'claimed' ? reopened.refused : [];
  let { state } = turn;
  const blaming: Entry[] = [];
  const others: Entry[] = [];
  for (const [index, cause] of causes.entries()) {
    const left: Left = [cause, ...causes.slice(index + 1, index + MOST_CAUSES)];
    const surplus = causes.slice(index + MOST_CAUSES);
    const decided = tried(() => judged({ ...turn, state }, cause, policy, refused));
    if (decided instanceof FactUnclear && mayBeReadAgain({ ...turn, state }, cause, decided, reopened)) {
      if (reopened !== undefined) return stayUnread(turn, state, reopened, left);
      if (cause.kind === 'alarm') state = withPostponed(state, unreadAgain(turn, cause));
      continue;
    }
    const { plan, blamed, troubled }: Decision =
      decided instanceof FactUnclear ? { plan: decided.asHold, blamed: [] } : decided;
    if (troubled !== undefined) state = withRelease(state, troubled, { troubledAt: turn.now });
    for (const execution of blamed) state = withRelease(state, execution, { blamedAt: turn.now });
    if (plan.kind === 'hold') {
      const entry = entryOfHold(cause, plan, turn.now);
      (blamed.length > 0 ? blaming : others).push(entry);
      state = withLookAgain(withHold(state, cause, entry), cause, plan, turn.now);
      continue;
    }
    const wanted = { ...turn, state: withoutPostponed(state, left) };
    const next =
      plan.kind === 'wait'
        ? waitWith(wanted, left, plan, usable(policy), reopened)
        : promiseRollback(wanted, left, plan.plan, usable(policy), reopened);
    return covering(next, surplus, turn.now);
  }
  return reopened === undefined ? { state } : endWithoutRollback({ ...turn, state }, reopened, [...blaming, ...others]);
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
): Decision {
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
  const { redeployment } = plan;
  const effects: readonly Effect[] =
    redeployment === undefined
      ? [
          { kind: 'rollback', incident: id, target: plan.target.id, automatic: first.kind === 'alarm' },
          ...closingBehind(turn, claim),
        ]
      : [{ kind: 'redeploy', incident: id, redeployment }];
  return { state: to(state, reopened?.phase ?? 'idle', 'decided', claim), effects, wakeBy: leaseUntil + SKEW };
}

/** The way in is closed at once behind the rollback that is promised: no commit lies between, in which the next release could enter. */
function closingBehind({ facts, state, now }: Turn, { id, settings, causes, plan }: Claimed): readonly Effect[] {
  const inbound = foundIn(facts.stage)?.inbound;
  if (inbound === undefined) return [];
  const { effects } = closedBehind(state, { id, settings, cause: causes[0], plan }, inbound, now);
  return effects.map((effect) => ({ ...effect, ifAccepted: true }));
}

/** Fresh causes beside those of an incident; what there is no room for is covered by it. */
export function join(
  state: StageState,
  incident: Waiting | Claimed,
  fresh: readonly AlarmCause[],
  now: EpochMillis,
): { readonly state: StageState; readonly causes: readonly DecidableCause[] } {
  const { causes, surplus } = joined(incident.causes, fresh);
  let noted = withoutPostponed(state, fresh);
  for (const cause of surplus) {
    noted = withHold(noted, cause, entryOfCovered(cause, incident, now));
  }
  return { state: noted, causes };
}
