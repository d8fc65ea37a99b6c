import type { AlarmTransition, ObservedAlarm } from './alarm.ts';
import type { Execution, ExecutionId } from './execution.ts';
import { type Hold, hold } from './hold.ts';
import type { Pause } from './record.ts';
import type { ObservedStage, StageRun } from './stage.ts';

/** Something that was read, or could not be. What could not be read is never mistaken for a value. */
export type Read<T> = { readonly ok: true; readonly value: T } | Unreadable;

export interface Unreadable {
  readonly ok: false;
  /** What was to be read, for people: `alarm "shop-5xx"`. */
  readonly what: string;
  readonly problem: string;
  /** Throttling, timeouts, 5xx: worth another try. */
  readonly transient: boolean;
}

/** A list that is read page by page; `complete` once the last page is in. */
export interface Pages<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
}

/** What was seen of a stage and its surroundings, at one moment. */
export interface Observation {
  readonly globalPause: Read<Pause | undefined>;
  readonly stage: Read<ObservedStage | 'not-found'>;
  /** Executions that succeeded in the stage under the current pipeline version (filter `succeededInStage`). */
  readonly succeeded: Read<Pages<Execution>>;
  /** All executions of the pipeline. */
  readonly recent: Read<Pages<Execution>>;
  /** By alarm name; `not-found` where CloudWatch knows no such alarm. */
  readonly alarms: Read<readonly ObservedAlarm[]>;

  // Looked up only when a decision asks for it.
  /** The run of the stage's latest execution in the stage; undefined where its action executions are gone. */
  readonly run?: Read<StageRun | undefined>;
  /** Transitions of the causing alarm. */
  readonly history?: Read<readonly AlarmTransition[]>;
  /** The pipeline version that the suspect ran under. */
  readonly suspectVersion?: Read<number | undefined>;
}

/** A fact that a decision needs and the observation does not hold yet. */
export interface LookUp {
  readonly kind: 'look-up';
  readonly fact: 'run' | 'history' | 'suspect-version' | 'more-succeeded' | 'more-recent';
  /** The execution or alarm it is about. */
  readonly about: string;
}

export function lookUp(fact: LookUp['fact'], about: string): LookUp {
  return { kind: 'look-up', fact, about };
}

/** No verdict yet: what was to be read may be readable in a moment. */
export interface Again {
  readonly kind: 'again';
  readonly what: string;
  readonly problem: string;
  /** The verdict if it stays like this for half a minute; without one it is tried for longer, and held as could-not-observe. */
  readonly otherwise?: Hold;
}

/** The stage, where it was read and exists. */
export function stageIn(read: Read<ObservedStage | 'not-found'> | undefined): ObservedStage | undefined {
  return read?.ok && read.value !== 'not-found' ? read.value : undefined;
}

/** What an unreadable fact means for a decision: another try, or a hold. */
export function unreadable(read: Unreadable): Again | Hold {
  return read.transient ? { kind: 'again', what: read.what, problem: read.problem } : hold.couldNotObserve(read);
}

/** Finds an execution among everything listed so far. */
export function findExecution(observation: Observation, id: ExecutionId): Execution | undefined {
  const listed = [observation.recent, observation.succeeded].flatMap((list) => (list.ok ? list.value.items : []));
  return listed.find((execution) => execution.id === id);
}
