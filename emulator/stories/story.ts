import type { Spokes } from '../../lib/spoke/spokes.ts';
import type { Scene } from './scene.ts';

/** A scripted history that runs on a local account, and what must be true at its end. */
export interface Story {
  /** As people name it on the command line. */
  readonly name: string;
  /** What happens, and what the controller must make of it. */
  readonly summary: string;
  /** The guards of the story, in the form of a guards file; those of guards.example.json where absent. */
  readonly guards?: readonly object[];
  /** The accounts and regions besides its own that the controller has spokes in. */
  readonly spokes?: Spokes;
  /** Pipelines with their history, and alarms: what is there before the story begins. */
  readonly before: (scene: Scene) => void;
  /** What happens, in order. */
  readonly play: (scene: Scene) => Promise<void>;
  readonly end: StoryEnd;
}

/** What counts at the end of a story, each as a list of short lines in which releases have the names the story gave them. */
export interface StoryEnd {
  /** Accepted calls of RollbackStage: `shop/Prod to v1`, or `shop/Prod to v1, by a person`; those of the controller's StartPipelineExecution: `shop runs v1 again`. */
  readonly rollbacks: readonly string[];
  /** Messages to people about decision records, one each: `shop/Prod: rollback v2 to v1`, `shop/Prod: hold alarm-muted`. */
  readonly announced: readonly string[];
  /** Decision records that nobody was told about. */
  readonly recorded: readonly string[];
  /** Stages whose inbound transition is disabled. */
  readonly frozen: readonly string[];
  /** What went wrong on the way, whether or not it was made good: failed invocations, undelivered events. */
  readonly failures: readonly string[];
}

/** What is told of an invocation whose process was killed. */
export const KILLED = 'an invocation failed: Runtime.ExitError';

/** The part of {@link StoryEnd} that most stories share: nothing. */
export const NOTHING: StoryEnd = { rollbacks: [], announced: [], recorded: [], frozen: [], failures: [] };

/** The same line a number of times. */
export function times(count: number, line: string): string[] {
  return Array.from({ length: count }, () => line);
}
