import type { GuardPolicy } from '../guard-policy.ts';
import type { Command } from '../intake/command.ts';
import type { Location } from './alarm-arn.ts';
import { FactUnclear, known } from './asking.ts';
import type { AlarmCause } from './cause.ts';
import type { CommandAnswer } from './commands/answer.ts';
import { cut } from './cut.ts';
import type { Effect, Result } from './effects.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { hold } from './hold.ts';
import type { IncidentSettings } from './incident.ts';
import type { Hold } from './reason.ts';
import { type StageKey, stageName } from './stage-key.ts';
import type { StageState } from './state.ts';
import type { EpochMillis } from './time.ts';

/** What came for a stage. */
export interface Arrivals {
  readonly causes: readonly AlarmCause[];
  /** Something changed in the stage. */
  readonly stageChanged: boolean;
  /** A watch message came, which is delivered again should this invocation die. */
  readonly isWakeUp?: true;
  /** A person asks for something. */
  readonly command?: AskedFor;
}

export interface AskedFor<C extends Command = Command> {
  readonly id: string;
  readonly at: EpochMillis;
  readonly command: C;
}

export const NOTHING_CAME: Arrivals = { causes: [], stageChanged: false };

/** Everything that a step is decided on. */
export interface Turn {
  readonly key: StageKey;
  /** Where the controller is. */
  readonly home: Location;
  readonly state: StageState;
  readonly facts: Facts;
  readonly arrivals: Arrivals;
  /** What became of the effects of the step before. */
  readonly results: readonly Result[];
  /** Kinds of effects that AWS did not take in this turn: they are tried again in another one, soon where that is worth it. */
  readonly failed: ReadonlyMap<Effect['kind'], 'transient' | 'final'>;
  readonly now: EpochMillis;
  /** Until when nobody else looks after this stage, should this invocation die. */
  readonly leaseUntil: EpochMillis;
}

/** Where a step leads. */
export interface Next {
  readonly state: StageState;
  readonly effects?: readonly Effect[];
  /** Looked at again at the latest; what the state itself asks for is added. */
  readonly wakeBy?: EpochMillis;
  /** Something could not be done, and nobody else would hear of it: the invocation fails visibly, once this is stored. */
  readonly failure?: string;
  /** What the person who gave a command reads, where its decision record does not say it. */
  readonly answer?: CommandAnswer;
}

/** The state with a decision record that is to be written and told. */
export function promising(state: StageState, ...entries: readonly Entry[]): StageState {
  const fresh = entries.filter(({ id }) => !state.promised.some((promised) => promised.id === id));
  if (fresh.length === 0) return state;
  const room = Math.max(0, IN_FULL - state.promised.length);
  return { ...state, promised: [...state.promised, ...fresh.slice(0, room), ...fresh.slice(room).map(inBrief)] };
}

/** So many records at once are told in full: a storm of alarms says the same of each. */
const IN_FULL = 5;
const BRIEF = 300;

function inBrief(entry: Entry): Entry {
  if (entry.code !== 'hold' && entry.code !== 'wait') return entry;
  const { alarmReason: _, suspect: __, ...brief } = entry;
  return { ...brief, sentence: cut(entry.sentence, BRIEF) };
}

/** Something is still to be done before an incident may end: a promise is kept only while it stands in the state. */
export function isPending({ failed }: Turn, effects: readonly Effect[]): boolean {
  return effects.some(({ kind }) => !failed.has(kind));
}

/** The policy to decide by, or the hold that comes of not having one. */
export function policyOf({ key, facts }: Pick<Turn, 'key' | 'facts'>): GuardPolicy | Hold {
  const found = known(facts, 'guard');
  switch (found.kind) {
    case 'found':
      return found.policy;
    case 'missing':
      return hold.notGuarded({ what: `no guard is configured for ${stageName(key)}` });
    case 'unusable':
      return hold.unreadableGuard(found);
  }
}

/** The settings that an incident keeps for its whole life. */
export function settingsOf(policy: GuardPolicy): IncidentSettings {
  const { alarms, bakeMinutes, freeze, maxAutomaticRollbacks, recoveryMinutes, rollbackMinutes, downstream } = policy;
  return { alarms, bakeMinutes, freeze, maxAutomaticRollbacks, recoveryMinutes, rollbackMinutes, downstream };
}

/** What could be read, or why not. */
export function tried<T>(read: () => T): T | FactUnclear {
  try {
    return read();
  } catch (error) {
    if (error instanceof FactUnclear) return error;
    throw error;
  }
}
