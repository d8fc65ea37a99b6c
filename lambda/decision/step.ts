import { FactWanted, readAll } from './asking.ts';
import { unheardOf, withoutBaking } from './baking.ts';
import type { AlarmCause } from './cause.ts';
import { followClaimed } from './claimed.ts';
import { commanded } from './commands/commanded.ts';
import type { Result } from './effects.ts';
import { changed } from './end.ts';
import { entryOfCovered } from './entry-of.ts';
import type { Want } from './facts.ts';
import { finish, type GoesOn } from './finish.ts';
import { followRollback } from './following.ts';
import { withFreezeAnswer } from './freeze.ts';
import { freshCauses, isLookedUp, recordsOf } from './fresh.ts';
import { decidedAbout } from './held.ts';
import { lookAround } from './idle.ts';
import type { RollingBack, Verifying } from './incident.ts';
import { refuseEvent } from './observed-alarm.ts';
import { withLookAgain } from './postponed.ts';
import { withRefusedChange } from './refused-change.ts';
import { settle } from './settle.ts';
import type { StageState } from './state.ts';
import { followWaiting } from './still-waiting.ts';
import type { EpochMillis } from './time.ts';
import { type Next, NOTHING_CAME, promising, type Turn } from './turn.ts';
import { verify } from './verifying.ts';
import { withEndingAnswer } from './waiting.ts';

/** What next, for every state: facts to read before that can be said, or the state to commit and the effects to perform. */
export type Step =
  | { readonly kind: 'wants'; readonly wants: readonly Want[] }
  | (GoesOn & {
      /** Came as well, and is for the next step. */
      readonly left?: readonly AlarmCause[];
    });

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
    const answered = turn.results.reduce((state, result) => withResult(state, result, turn.now), turn.state);
    const noted: Turn = {
      ...turn,
      arrivals: { ...turn.arrivals, causes: first },
      state: turn.arrivals.stageChanged ? changed(answered, turn.now) : answered,
    };
    const next = finish(noted, advance(noted));
    return left.length > 0 ? { ...next, left } : next;
  } catch (error) {
    if (error instanceof FactWanted) return { kind: 'wants', wants: error.wants };
    throw error;
  }
}

function withResult(state: StageState, result: Result, now: EpochMillis): StageState {
  if (result.kind === 'tell') return { ...state, promised: state.promised.filter(({ id }) => id !== result.entry) };
  return withRefusedChange(withEndingAnswer(withFreezeAnswer(state, result, now), result), result, now);
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
  const unknown = causes.filter((cause) => isLookedUp(state, cause, causes));
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
    ...recordsOf(unknown),
  ];
}

/**
 * The rollback that is under way answers alarms, too: it ends only when every alarm of the guard has been looked at, or when a deployment has
 * overtaken it, and then people are told of the alarms that are on.
 */
function covering(turn: Turn, incident: RollingBack | Verifying, causes: readonly AlarmCause[]): Turn {
  const state = causes.reduce((noted, cause) => {
    const covered = promising(decidedAbout(noted, cause), entryOfCovered(cause, incident, turn.now));
    // A muted one is looked at when its mute ends, and asks for nothing until then.
    const refused = refuseEvent(cause, turn.now);
    return refused === undefined ? covered : withLookAgain(covered, cause, refused, turn.now);
  }, turn.state);
  return { ...turn, state, arrivals: NOTHING_CAME };
}
