import { freezeReason, isInForce, isOurFreeze } from './decision/freeze.ts';
import { type Read, stageIn } from './decision/observation.ts';
import type { Freeze, StageMemory } from './decision/record.ts';
import type { InboundTransition, ObservedStage } from './decision/stage.ts';
import { type EpochMillis, MINUTE, SECOND } from './decision/time.ts';
import type { Change } from './ports.ts';
import { type Session, wakeBy } from './session.ts';

/** CodePipeline promises no time in which a change of the transition shows. */
const SHOWS_WITHIN = MINUTE;

/** What a freeze is for: its reason names it. */
export interface FreezeOccasion {
  readonly incident: string;
  readonly suspect: string;
}

/** The freeze that is in force, and what kept us from making it so. */
export interface Freezing {
  readonly freeze?: Freeze;
  readonly problem?: Extract<Change, { kind: 'failed' }>;
}

/**
 * Makes sure that the stage's inbound transition is disabled. A transition that somebody else disabled stays theirs; one
 * that a person enabled again after us stays enabled.
 */
export async function freeze(
  session: Session,
  stage: Read<ObservedStage | 'not-found'>,
  occasion: FreezeOccasion,
): Promise<Freezing> {
  const { ports, key, memory } = session;
  const known: Freezing = memory.freeze === undefined ? {} : { freeze: memory.freeze };
  const inbound = stageIn(stage)?.inbound;
  if (inbound === undefined) return known;
  const reason = freezeReason(occasion.incident, occasion.suspect);
  if (!inbound.enabled) {
    const ours = claimed(memory.freeze, inbound, reason, ports.clock());
    return ours === undefined ? {} : { freeze: ours };
  }
  const made = memory.freeze?.reason === reason ? memory.freeze : undefined;
  if (made !== undefined && (made.released || !made.lifted)) return known;
  const change = await ports.pipelines.disableInbound(key, reason);
  const since = ports.clock();
  if (change.kind === 'done') return { freeze: { reason, since } };
  // Without an answer it may have been made all the same: then it is to be known for ours.
  return { ...(change.transient ? { freeze: { reason, since, lifted: true } } : known), problem: change };
}

/**
 * The memory with a freeze that is about to be made: should we die right after it, it is known for ours. Where the transition
 * is disabled already nothing is about to be made.
 */
export function withFreezeToCome(
  memory: StageMemory,
  stage: Read<ObservedStage | 'not-found'>,
  occasion: FreezeOccasion,
  now: EpochMillis,
): StageMemory {
  const reason = freezeReason(occasion.incident, occasion.suspect);
  if (stageIn(stage)?.inbound.enabled !== true || memory.freeze?.reason === reason) return memory;
  return { ...memory, freeze: { reason, since: now, lifted: true } };
}

/** What came of lifting our freeze. */
export type Lifting = { readonly kind: 'lifted' | 'not-frozen' | 'not-ours' } | Extract<Change, { kind: 'failed' }>;

/** Lifts our freeze; anybody else's is not touched. */
export async function lift(session: Session, stage: Read<ObservedStage | 'not-found'>): Promise<Lifting> {
  const { ports, key, memory } = session;
  const inbound = stageIn(stage)?.inbound;
  if (inbound === undefined) {
    return { kind: 'failed', error: 'the stage could not be read', transient: stage.ok ? false : stage.transient };
  }
  if (inbound.enabled) {
    if (!wasJustMade(memory.freeze, ports.clock())) return { kind: 'not-frozen' };
    return { kind: 'failed', error: 'the freeze was made a moment ago, and does not show yet', transient: true };
  }
  if (!isOurFreeze(memory.freeze, inbound)) return { kind: 'not-ours' };
  const change = await ports.pipelines.enableInbound(key);
  return change.kind === 'done' ? { kind: 'lifted' } : change;
}

/** What was looked at may be older than a freeze of ours: to take the transition for open would leave it closed for ever. */
function wasJustMade(freeze: Freeze | undefined, now: EpochMillis): boolean {
  return freeze !== undefined && isInForce(freeze) && now - freeze.since < SHOWS_WITHIN;
}

/**
 * Lifts our freeze to let a rollback in. That is remembered first: after a crash in between the freeze is made anew all the
 * same, and not taken for one that a person has lifted.
 */
export async function liftForRollback(
  session: Session,
  stage: Read<ObservedStage | 'not-found'>,
): Promise<{ readonly session: Session; readonly lifting: Lifting | { readonly kind: 'lost-lock' } }> {
  const { ports, key, lock, memory } = session;
  if (memory.freeze === undefined) return { session, lifting: { kind: 'not-ours' } };
  const wakeAt = await wakeBy(session, ports.clock() + 30 * SECOND);
  const marked: Session = { ...session, memory: { ...memory, wakeAt, freeze: { ...memory.freeze, lifted: true } } };
  if ((await ports.records.save(lock, marked.memory, 'keep')) === 'lost') {
    return { session, lifting: { kind: 'lost-lock' } };
  }
  const lifting = await lift(marked, stage);
  ports.log.info('our own freeze may keep the rollback out', { ...key, freeze: lifting });
  return { session: marked, lifting };
}

/** A freeze that was lifted for a rollback is made again, where no rollback has come of it. */
export async function freezeAnew(
  { ports, key }: Session,
  known: Freeze,
  stage: Read<ObservedStage | 'not-found'>,
): Promise<Freeze> {
  if (!known.lifted || stageIn(stage)?.inbound.enabled !== true) return known;
  const change = await ports.pipelines.disableInbound(key, known.reason);
  return change.kind === 'done' ? { reason: known.reason, since: ports.clock() } : known;
}

/** A disabled transition that carries our reason is ours, even if we crashed before we could note it; note who AWS says did it. */
function claimed(
  known: Freeze | undefined,
  inbound: InboundTransition,
  reason: string,
  now: number,
): Freeze | undefined {
  // What is remembered may be the freeze of an earlier incident, lifted for this rollback.
  const ours = inbound.disabledReason === reason && known?.reason !== reason ? { reason, since: now } : known;
  if (ours === undefined || inbound.disabledReason !== ours.reason) return known;
  const { lifted: _, ...inForce } = ours;
  if (inForce.changedBy !== undefined || inbound.lastChangedBy === undefined) return inForce;
  return { ...inForce, changedBy: inbound.lastChangedBy };
}
