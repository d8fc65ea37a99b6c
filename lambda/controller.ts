import type { CommandAnswer } from './decision/commands/answer.ts';
import type { Effect, Result } from './decision/effects.ts';
import { NO_FACTS } from './decision/facts.ts';
import { overdueFrom } from './decision/incident.ts';
import type { StageKey } from './decision/stage-key.ts';
import type { StageState } from './decision/state.ts';
import { step } from './decision/step.ts';
import type { EpochMillis } from './decision/time.ts';
import { ROUNDING, WAKE_AT_LAST } from './decision/times.ts';
import { type Arrivals, NOTHING_CAME } from './decision/turn.ts';
import type { Ports, RollbackLimit } from './ports.ts';
import { forgotten } from './stage/forgotten.ts';
import type { Mail } from './stage/mailbox.ts';
import { type Observed, observe } from './stage/observe.ts';
import { type Outcome, outcomeOf } from './stage/outcome.ts';
import { keptBack, perform } from './stage/perform.ts';
import type { Acquisition } from './stage/stage-lock.ts';

/** What the controller works with, for one invocation. */
export interface Controller {
  readonly ports: Ports;
  readonly options: ControllerOptions;
  /** Unique per invocation. */
  readonly holder: string;
}

export interface ControllerOptions {
  /** How long a lock is valid. */
  readonly leaseMillis: number;
  /** The most automatic rollbacks across all guards; absent for no limit. */
  readonly maxRollbacks?: RollbackLimit;
}

/** A stage whose lock was taken. */
export type Entered = Extract<Acquisition, { kind: 'held' }>;

/**
 * One loop for every trigger: observe what the step wants, step, commit the state with its effects as promises, perform them, and step again
 * with what came of it; leave when nothing is left to do and no mail is unread. Unexpected errors escape; what was promised is kept by whoever
 * comes next.
 */
export async function loop(
  { ports, options }: Controller,
  { lock, state: before, mail, guard }: Entered,
  came: Arrivals,
): Promise<Outcome> {
  const { key } = lock;
  const told: Effect[] = [];
  const failed = new Map<Effect['kind'], 'transient' | 'final'>();
  let state = before;
  let arrivals = withMail(came, mail);
  let read = mail.count;
  // The guard is the one that came with the lock, whatever else is read again.
  const unread: Observed = { facts: { ...NO_FACTS, guard: { ok: true, value: guard } }, tokens: {} };
  let observed = unread;
  let results: readonly Result[] = [];
  let answer: CommandAnswer | undefined;
  for (;;) {
    const now = ports.clock();
    const next = step({
      key,
      home: ports.home,
      state,
      facts: observed.facts,
      arrivals,
      results,
      failed,
      now,
      leaseUntil: lock.leaseUntil,
    });
    if (next.kind === 'wants') {
      const safe = isFresh(arrivals) ? wakeBy(ports, key, state, lock.leaseUntil + ROUNDING) : state;
      [observed, state] = await Promise.all([observe(ports, key, observed, next.wants), safe]);
      continue;
    }
    answer ??= next.answer;
    const { left: causes = [] } = next;
    if (next.effects.length === 0 && causes.length > 0) {
      [state, arrivals, results] = [next.state, { ...NOTHING_CAME, causes }, []];
      continue;
    }
    if (next.effects.length === 0) {
      const isInHand = came.isWakeUp && next.state.wakeAt === before.wakeAt;
      const { wakeAt: _, ...asleep } = next.state;
      const { wakeBy: dueAt } = next;
      state = dueAt === undefined ? asleep : await wakeBy(ports, key, isInHand ? asleep : next.state, dueAt);
      const left = await ports.records.release(lock, read, state);
      if (left === 'lost') return { outcome: 'lost-lock' };
      if (left === 'released') {
        reportStuck(ports, key, state);
        if (next.failure !== undefined) throw new Error(next.failure);
        return outcomeOf(before, state, told, answer);
      }
      [arrivals, read, results] = [withMail(NOTHING_CAME, left), left.count, []];
      observed = unread;
      continue;
    }
    const { effects } = next;
    // A message in hand comes back should this invocation die, and finds its wake-up due.
    const comesBack = came.isWakeUp && next.state.wakeAt !== undefined;
    state = comesBack ? next.state : await wakeBy(ports, key, next.state, lock.leaseUntil + ROUNDING);
    const [saved, tooMany] = await Promise.all([
      ports.records.save(lock, state),
      keptBack(ports, key, effects, options.maxRollbacks),
    ]);
    if (saved === 'lost') return { outcome: 'lost-lock' };
    results = await perform(ports, key, effects, tooMany);
    for (const result of results) {
      if (!('answer' in result) || result.answer.kind !== 'failed') continue;
      failed.set(result.kind, result.answer.transient ? 'transient' : 'final');
    }
    told.push(...effects);
    observed = forgotten(observed, effects, results);
    arrivals = { ...NOTHING_CAME, causes };
  }
}

/** An incident that is left open for longer than it should take is counted at every look: an alarm tells of it. */
function reportStuck({ log, clock }: Ports, key: StageKey, { incident }: StageState): void {
  if (incident === undefined) return;
  const since = overdueFrom(incident);
  if (clock() >= since) log.overdue(key, incident.id, since);
}

/** Nobody else would come back for it: the wake-up goes out beside the first reads, and costs no round trip of its own. */
function isFresh({ causes, command }: Arrivals): boolean {
  return causes.length > 0 || command !== undefined;
}

/** The events of an alarm follow each other: together they may be decided as one. */
function withMail({ causes, stageChanged, command }: Arrivals, { letters }: Mail): Arrivals {
  const left = Object.values(letters).flatMap((letter) => (letter.kind === 'alarm' ? [letter.cause] : []));
  return {
    causes: [...causes, ...left.sort((one, other) => (one.id < other.id ? -1 : 1))],
    stageChanged: stageChanged || letters.stage !== undefined,
    ...(command && { command }),
  };
}

/**
 * Sends the watch message that the state needs, unless one that comes early enough is outstanding. Always before the state that relies on
 * it is stored: a crash in between leaves one message too many, never one too few.
 */
async function wakeBy(
  { clock, watches }: Ports,
  key: StageKey,
  state: StageState,
  wanted: EpochMillis,
): Promise<StageState> {
  const dueAt = Math.min(wanted, clock() + WAKE_AT_LAST);
  const outstanding = state.wakeAt;
  if (outstanding !== undefined && outstanding > clock() && outstanding <= dueAt) return state;
  await watches.send({ ...key, dueAt });
  return { ...state, wakeAt: dueAt };
}
