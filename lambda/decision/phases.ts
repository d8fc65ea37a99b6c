import type { Incident } from './incident.ts';
import type { StageState } from './state.ts';

/**
 * The life of an incident: from which phase, on what, to which. Everything that changes the phase goes through {@link to}, which this
 * table types; the diagram of docs/architecture.md is compared with it by a test.
 */
export const PHASES = {
  idle: {
    /** A rollback is wanted, and cannot be made yet. */
    waits: 'waiting',
    /** A rollback is decided and promised. */
    decided: 'claimed',
    /** Somebody else's rollback is in the stage. */
    observed: 'rolling-back',
  },
  waiting: {
    waits: 'waiting',
    decided: 'claimed',
    /** Nothing but holds comes of its causes. */
    held: 'idle',
  },
  claimed: {
    /** CodePipeline accepted the rollback: as it answered, or as it is read back. */
    accepted: 'rolling-back',
    /** Another target, or the same once more. */
    decided: 'claimed',
    /** Something runs in the stage. */
    waits: 'waiting',
    held: 'idle',
  },
  'rolling-back': {
    succeeded: 'verifying',
    /** Failed, or overtaken by another deployment. */
    ended: 'idle',
  },
  verifying: {
    /** Recovered, not recovered, unknown, or overtaken. */
    ended: 'idle',
  },
} as const;

export type Phase = keyof typeof PHASES;

type Next<From extends Phase, On extends keyof (typeof PHASES)[From]> = (typeof PHASES)[From][On] extends infer To
  ? To extends 'idle'
    ? undefined
    : Extract<Incident, { phase: To }>
  : never;

/** The state in the phase that the table has for it. */
export function to<From extends Phase, On extends keyof (typeof PHASES)[From]>(
  state: StageState,
  _from: From,
  _on: On,
  incident: Next<From, On>,
): StageState {
  const { incident: _, ...rest } = state;
  return incident === undefined ? rest : { ...rest, incident };
}
