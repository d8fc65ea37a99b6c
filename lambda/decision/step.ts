import { FactWanted, readAll } from './asking.ts';
import { unheardOf, withoutBaking } from './baking.ts';
import type { AlarmCause } from './cause.ts';
import { followClaimed } from './claimed.ts';
import type { CommandAnswer } from './commands/answer.ts';
import { commanded } from './commands/commanded.ts';
import type { Effect, Result } from './effects.ts';
import type { Entry } from './entry.ts';
import { entryOfHold } from './entry-of.ts';
import { type Facts, stageIn, type Want } from './facts.ts';
import { followRollback } from './following.ts';
import { lifting, withFreezeAnswer, withSeenTransition } from './freeze.ts';
import { freshCauses, isLookedUp } from './fresh.ts';
import { decidedAbout } from './held.ts';
import { hold } from './hold.ts';
import { lookAround } from './idle.ts';
import type { RollingBack, Verifying } from './incident.ts';
import { refuseEvent } from './observed-alarm.ts';
import { withLookAgain } from './postponed.ts';
import { withRefusedChange } from './refused-change.ts';
import { settle } from './settle.ts';
import type { StageState } from './state.ts';
import { followWaiting } from './still-waiting.ts';
import { tellable } from './tellable.ts';
import type { EpochMillis } from './time.ts';
import { CHANGE_AGAIN_AFTER, CHANGE_AGAIN_FOR, LOOK_FIRST, PROBATION_LOOK_EVERY } from './times.ts';
import { type Next, NOTHING_CAME, promising, type Turn } from './turn.ts';
import { verify } from './verifying.ts';
import { withEndingAnswer } from './waiting.ts';

/** What next, for every state: facts to read before that can be said, or the state to commit and the effects to perform. */
export type Step =
  | { readonly kind: 'wants'; readonly wants: readonly Want[] }
  | {
      readonly kind: 'goes on';
      readonly state: StageState;
      readonly effects: readonly Effect[];
      /** When the stage has to be looked at again at the latest; absent where nothing is open. */
      readonly wakeBy?: EpochMillis;
      readonly failure?: string;
      readonly answer?: CommandAnswer;
      /** Came as well, and is for the next step. */
      readonly left?: readonly AlarmCause[];
    };

/** So many causes are decided in one step: their records wait in the state until they are told. */
const MOST_AT_ONCE = 10;

/**
 * The whole of the controller's judgement, pure. What came (arrivals), what the effects of the step before came to (results) and what was
 * read (facts) lead to the next state and what is to be done; a rule that needs a fact which was not read suspends the step.
 */
export function step(turn: Turn): Step {
  try {
    const { causes, command } = turn.arrivals;
    // A command is answered for itself; alarms that lay in the mailbox when it came are decided behind it.
    const first = command === undefined ? causes.slice(0, MOST_AT_ONCE) : [];
    const left = causes.slice(first.length);
    const noted: Turn = {
      ...turn,
      arrivals: { ...turn.arrivals, causes: first },
      state: withChange(
        turn,
        turn.results.reduce((state, result) => withResult(state, result, turn.now), turn.state),
      ),
    };
    const next = finish(noted, advance(noted));
    return next.kind === 'goes on' && left.length > 0 ? { ...next, left } : next;
  } catch (error) {
    if (error instanceof FactWanted) return { kind: 'wants', wants: error.wants };
    throw error;
  }
}

function withResult(state: StageState, result: Result, now: EpochMillis): StageState {
  if (result.kind === 'tell') return { ...state, promised: state.promised.filter(({ id }) => id !== result.entry) };
  return withRefusedChange(withEndingAnswer(withFreezeAnswer(state, result, now), result), result, now);
}

function withChange({ arrivals, now }: Turn, state: StageState): StageState {
  return arrivals.stageChanged ? { ...state, changedAt: now } : state;
}

/** By phase: the table of phases (phases.ts) says where each may lead. */
function advance(turn: Turn): Next {
  const asked = turn.arrivals.command === undefined ? undefined : commanded(turn, turn.arrivals.command);
  if (asked !== undefined) return asked;
  const { causes, state } = arrived(turn);
  const current: Turn = { ...turn, state };
  const { incident } = state;
  switch (incident?.phase) {
    case undefined:
      return causes.length > 0 ? settle(current, causes) : lookAround(current);
    case 'waiting':
      return followWaiting(current, incident, causes);
    case 'claimed':
      return followClaimed(current, incident, causes);
    case 'rolling-back':
      return followRollback(covering(current, incident, causes), incident);
    case 'verifying':
      return verify(covering(current, incident, causes), incident);
  }
}

/** What is to be decided: what came, each event once, what was put off until now, and what should have come. */
function arrived(turn: Turn): {
  readonly causes: readonly AlarmCause[];
  readonly state: StageState;
} {
  const { state, facts, arrivals, now } = turn;
  const due = state.postponed.filter(({ dueAt }) => dueAt <= now).map(({ cause }) => cause);
  if (arrivals.causes.length + due.length > 0 && state.incident === undefined)
    readAll(facts, firstWants(arrivals.causes, state));
  const fresh = freshCauses(state, facts, arrivals.causes);
  const left = state.postponed.filter(({ dueAt, why }) => dueAt > now || why === 'unread');
  const noted: StageState = { ...state, postponed: left };
  const unheard = state.incident === undefined ? unheardOf(turn, noted) : { causes: [], state: withoutBaking(noted) };
  return { causes: [...due, ...fresh, ...unheard.causes], state: unheard.state };
}

/** What the decision about an alarm begins with, read at once. */
function firstWants(causes: readonly AlarmCause[], state: StageState): readonly Want[] {
  const unknown = causes.filter((cause) => isLookedUp(state, cause));
  return [
    { fact: 'guard' },
    { fact: 'globalPause' },
    { fact: 'stage' },
    { fact: 'recent' },
    { fact: 'succeeded' },
    { fact: 'actions' },
    ...causes.flatMap(({ event: { alarm } }): readonly Want[] => [
      { fact: 'alarm', arn: alarm },
      { fact: 'rivals', alarm },
    ]),
    ...unknown.map(({ id, at }): Want => ({ fact: 'recorded', entry: id, causedAt: at })),
  ];
}

/**
 * The rollback that is under way answers alarms, too: it ends only when every alarm of the guard has been looked at, or when a deployment has
 * overtaken it, and then people are told of the alarms that are on.
 */
function covering(turn: Turn, incident: RollingBack | Verifying, causes: readonly AlarmCause[]): Turn {
  const state = causes.reduce((noted, cause) => {
    const entry = { ...entryOfHold(cause, hold.incidentOpen(incident), turn.now), incident: incident.id };
    const covered = promising(decidedAbout(noted, cause), entry);
    // A muted one is looked at when its mute ends, and asks for nothing until then.
    const refused = refuseEvent(cause, turn.now);
    return refused === undefined ? covered : withLookAgain(covered, cause, refused, turn.now);
  }, turn.state);
  return { ...turn, state, arrivals: NOTHING_CAME };
}

/** Adds what the state itself asks for: messages that are promised, a freeze that is to be lifted, the next look. */
function finish(turn: Turn, next: Next): Step {
  const { now, facts } = turn;
  const stage = stageIn(facts.stage);
  const state = withThawGivenUp(stage === undefined ? next.state : seenAtEnd(next.state, facts, now), turn);
  const { failed } = turn;
  const thaw = state.freeze?.condition === 'lifting' && stage !== undefined ? lifting(state, stage.inbound) : [];
  const wanted = [...(next.effects ?? []), ...thaw].filter((effect) => !failed.has(effect.kind));
  const wakes = [
    // Whatever came of a command: what is open is looked at again.
    next.wakeBy ?? (state.incident === undefined ? undefined : (state.wakeAt ?? now + LOOK_FIRST)),
    ...([...failed.values()].includes('transient') ? [now + CHANGE_AGAIN_AFTER] : []),
    ...state.postponed.map(({ dueAt }) => dueAt),
    ...(state.incident === undefined && state.changedAt !== undefined && next.wakeBy === undefined ? [now] : []),
    ...(state.incident === undefined && state.baking !== undefined ? [state.baking.lookAt] : []),
    ...(state.incident === undefined && isOpenFreeze(state) ? [now + CHANGE_AGAIN_AFTER] : []),
    ...(state.incident === undefined ? probationLook(state, next.wakeBy, now) : []),
  ].filter((time) => time !== undefined);
  return {
    kind: 'goes on',
    state: { ...state, decidedSince: state.decidedSince ?? now },
    effects: [...wanted, ...tellable(state, wanted)],
    ...(wakes.length > 0 && { wakeBy: Math.min(...wakes) }),
    ...(next.failure !== undefined && { failure: next.failure }),
    ...(next.answer && { answer: next.answer }),
  };
}

/** A freeze that cannot be lifted stays, and people are told. */
function withThawGivenUp(state: StageState, { results, now }: Turn): StageState {
  const { freeze } = state;
  const answer = results.find((result) => result.kind === 'thaw')?.answer;
  if (freeze?.condition !== 'lifting' || answer?.kind !== 'failed') return state;
  if (answer.transient && now - freeze.since < CHANGE_AGAIN_FOR) return state;
  const entry: Entry = {
    id: `${freeze.incident}/thaw-failed/${freeze.since}`,
    causedAt: freeze.since,
    at: now,
    code: 'thaw-failed',
    sentence: `the freeze of incident ${freeze.incident} could not be lifted: ${answer.error}; no deployment enters the stage until it is`,
    announce: true,
    incident: freeze.incident,
    cause: 'the end of the freeze',
    frozen: true,
  };
  const promised = state.promised.filter(({ code }) => code !== 'released');
  return promising({ ...state, promised, freeze: { ...freeze, condition: 'made' } }, entry);
}

/** The end of the bake time of a deployment on probation; behind it, it is looked at now and then. */
function probationLook(
  { probation }: StageState,
  wakeBy: EpochMillis | undefined,
  now: EpochMillis,
): readonly EpochMillis[] {
  if (probation === undefined) return [];
  if (now < probation.endsAt) return [probation.endsAt];
  return wakeBy === undefined ? [now + PROBATION_LOOK_EVERY] : [];
}

function seenAtEnd(state: StageState, facts: Facts, now: EpochMillis): StageState {
  const inbound = stageIn(facts.stage)?.inbound;
  return inbound === undefined || state.incident !== undefined ? state : withSeenTransition(state, inbound, now);
}

function isOpenFreeze({ freeze }: StageState): boolean {
  return freeze?.condition === 'lifting' || freeze?.condition === 'making';
}
