import { alarmNamesOf, type DecidableCause } from './decision/cause.ts';
import { lastCall, mayShowLate } from './decision/claim.ts';
import { type Entry, entryOfHold } from './decision/entry.ts';
import { type Hold, hold } from './decision/hold.ts';
import type { Claimed, RollingBack, Verifying, Waiting } from './decision/incident.ts';
import { type Again, unreadable } from './decision/observation.ts';
import { decide, type Plan } from './decision/plan.ts';
import { type StageMemory, wasRolledBackFor } from './decision/record.ts';
import { type EpochMillis, MINUTE, SECOND } from './decision/time.ts';
import { endWithoutRollback } from './end-without-rollback.ts';
import type { GuardPolicy } from './guard-policy.ts';
import { record } from './journal.ts';
import { attempt, type Look, lookAt, lookFurther, withOccupant } from './observer.ts';
import type { GuardLookUp, Ports } from './ports.ts';
import { callRollback } from './rollback.ts';
import { afterLease, type Outcome, type Session, saveAs, wakeBy, withoutIncident } from './session.ts';
import type { StageKey } from './stage-key.ts';
import { adoptAccepted, takeUpClaim } from './take-up-claim.ts';
import { tryAgain } from './try-again.ts';
import { waitForDeployment } from './waiting.ts';

/** What is to be decided. */
export interface Case {
  /** In the order they came; the first that comes to more than a hold is acted on. */
  readonly causes: readonly DecidableCause[];
  /** When the first of them was first looked at. */
  readonly firstSeenAt: EpochMillis;
  /** The incident that is decided again; it ends if nothing but holds comes of it. */
  readonly reopened?: Waiting | Claimed;
  /** The incident whose end asks for it: it stays open as long as this cannot be judged. */
  readonly ending?: RollingBack | Verifying;
}

/** How long a cause that cannot be judged yet is tried again before it is held as could-not-observe. */
const TRY_FOR = 5 * MINUTE;
/** How long a reading that is older than the event may stay so before it is believed. */
const STALE_FOR = 30 * SECOND;

/** Looks at the stage under the lock, decides, and acts. */
export async function consider(session: Session, asked: Case): Promise<Outcome> {
  const { ports, key, timing } = session;
  const [guard, seen, decided, wakeAt] = await Promise.all([
    attempt(ports.guards.of(key)),
    lookAt(ports, key, alarmNamesOf(asked.causes)),
    Promise.all(asked.causes.map(({ id, at }) => ports.history.has(key, { id, causedAt: at }))),
    // Sent beside the reads: it is out before a claim counts, and costs no round trip of its own.
    wakeBy(session, afterLease(timing, ports.clock())),
  ]);
  const { reopened } = asked;
  // What a call of this claim was accepted for is to be recognised on whatever page it is listed.
  const look = reopened?.phase === 'claimed' ? await withOccupant(ports, key, seen) : seen;
  // Before the guard is asked for: what was accepted is followed, whatever became of the guard.
  const taken = reopened?.phase === 'claimed' ? await takeUpClaim(session, asked, reopened, look, wakeAt) : undefined;
  if (taken !== undefined && 'outcome' in taken) return taken;
  const current = taken === undefined ? session : { ...session, memory: { ...session.memory, incident: taken } };
  // An event that was decided before is not decided differently when it is delivered once more.
  const isOpen = (cause: DecidableCause, index: number) =>
    decided[index] === false && !wasRolledBackFor(session.memory, cause);
  const open: Case = { ...asked, causes: asked.causes.filter(isOpen), ...(taken && { reopened: taken }) };
  if (!guard.ok) return holdAll(current, open, unreadable(guard));
  const policy = usablePolicy(key, guard.value);
  return 'code' in policy ? holdAll(current, open, policy) : settle(current, open, policy, look, wakeAt);
}

/** The policy to decide by, or the hold that comes of not having one. */
export function usablePolicy(key: StageKey, found: GuardLookUp): GuardPolicy | Hold {
  switch (found.kind) {
    case 'found':
      return found.policy;
    case 'missing':
      return hold.notGuarded({ what: `no guard is configured for ${key.pipeline}/${key.stage}` });
    case 'unusable':
      return hold.unreadableGuard(found);
  }
}

/** Decides, reading each fact that the decision asks for. */
export async function planFor(
  session: Pick<Session, 'ports' | 'key' | 'memory'>,
  cause: DecidableCause,
  policy: GuardPolicy,
  look: Look,
  refused: readonly string[],
): Promise<{ readonly plan: Plan | Again; readonly look: Look }> {
  const { ports, key, memory } = session;
  let seen = look;
  for (;;) {
    const plan = decide({ cause, policy, memory, observation: seen.observation, refused });
    if (plan.kind !== 'look-up') return { plan, look: seen };
    seen = await lookFurther(ports, key, seen, plan);
  }
}

async function settle(
  session: Session,
  asked: Case,
  policy: GuardPolicy,
  look: Look,
  wakeAt: EpochMillis,
): Promise<Outcome> {
  const { causes, firstSeenAt, reopened } = asked;
  const refused = reopened?.phase === 'claimed' ? reopened.refused : [];
  const held: Entry[] = [];
  for (const cause of causes) {
    const { plan, look: seen } = await planFor(session, cause, policy, look, refused);
    switch (plan.kind) {
      case 'hold': {
        if (mayComeBack(reopened, plan, session.ports.clock())) {
          return tryAgain(session, asked, cause, { kind: 'again', what: 'the stage', problem: plan.sentence });
        }
        held.push(await holdBack(session, cause, plan));
        break;
      }
      case 'again':
        if (mayTryAgain(session.ports, cause, plan, firstSeenAt)) return tryAgain(session, asked, cause, plan);
        held.push(await holdBack(session, cause, plan.otherwise ?? hold.couldNotObserve(plan)));
        break;
      case 'wait':
        return waitForDeployment(session, causes, plan, policy, seen, wakeAt);
      case 'rollback': {
        const covers = causes.filter(({ id }) => id !== cause.id);
        const called = await callRollback(session, {
          cause,
          covers,
          policy,
          plan: plan.plan,
          reopened,
          look: seen,
          wakeAt,
        });
        if (called.kind === 'settled') return called.outcome;
        const adopted = await adoptAccepted(called.session, called.claim, called.look, wakeAt);
        if (adopted !== undefined) return adopted;
        // Not accepted, but not hopeless: what was read since decides afresh.
        const { claim } = called;
        const again: Case = { causes: [cause, ...claim.covers], firstSeenAt: lastCall(claim), reopened: claim };
        return settle(called.session, again, policy, called.look, wakeAt);
      }
    }
  }
  return close(session, asked, held);
}

/** Whether targets are left once it shows that a deployment was in the stage when they were refused. */
function mayComeBack(reopened: Case['reopened'], { code }: Hold, now: EpochMillis): boolean {
  return reopened?.phase === 'claimed' && code === hold.noEligibleTarget.code && mayShowLate(reopened, now);
}

async function holdAll(session: Session, asked: Case, why: Hold | Again): Promise<Outcome> {
  const held: Entry[] = [];
  for (const cause of asked.causes) {
    if (why.kind === 'again' && mayTryAgain(session.ports, cause, why, asked.firstSeenAt)) {
      return tryAgain(session, asked, cause, why);
    }
    held.push(await holdBack(session, cause, why.kind === 'again' ? hold.couldNotObserve(why) : why));
  }
  return close(session, asked, held);
}

async function holdBack(session: Session, cause: DecidableCause, decision: Hold): Promise<Entry> {
  const entry = entryOfHold(cause, decision, session.ports.clock());
  await record(session.ports, session.key, entry);
  return entry;
}

/** Nothing but holds: an incident that this was decided for ends, anything else stays as it was. */
async function close(session: Session, asked: Case, held: readonly Entry[]): Promise<Outcome> {
  const entry = held.at(-1);
  const outcome: Outcome =
    entry === undefined
      ? { outcome: 'duplicate', reason: 'decided before' }
      : { outcome: 'held', entry, ...(entry.reason !== undefined && { reason: entry.reason }) };
  return saveAs(session, await memoryAfter(session, asked, held), outcome);
}

function memoryAfter(
  session: Session,
  { reopened, ending }: Case,
  held: readonly Entry[],
): StageMemory | Promise<StageMemory> {
  if (reopened !== undefined) return endWithoutRollback(session, reopened, held);
  return ending === undefined ? session.memory : withoutIncident(session);
}

/** A person sees the problem at once and can ask again; an alarm is tried again for a while. */
function mayTryAgain(ports: Ports, cause: DecidableCause, { otherwise }: Again, firstSeenAt: EpochMillis): boolean {
  const patience = otherwise === undefined ? TRY_FOR : STALE_FOR;
  // One that has joined others is younger than what they came for.
  return cause.kind === 'alarm' && ports.clock() - Math.max(firstSeenAt, cause.at) < patience;
}
