import type { EpochMillis } from '../../emulator/clock.ts';
import type { InboundTransition } from '../../lambda/decision/stage.ts';
import type { Lock, StageKey } from '../../lambda/ports.ts';

/** One invocation of the function, with what is known of it from outside. */
export interface Invocation {
  /** Retries of an asynchronous invocation share it, as on AWS. */
  readonly requestId: string;
  readonly startedAt: EpochMillis;
  /** How far its clock is ahead of the account's. */
  readonly skewMillis: number;
  /** Lambda freezes a process whose handler has answered; work that it left behind goes on when it is thawed. */
  state: 'running' | 'frozen' | 'dead';
  readonly onThaw: (() => void)[];
  /** A fault made one of its calls fail: it may fail too. */
  disturbed: boolean;
  /** The lock it took last, by stage. */
  readonly locks: Map<string, Lock>;
  /** What it saw of a stage last, and when. */
  readonly looks: Map<string, { readonly at: EpochMillis; readonly inbound: InboundTransition }>;
}

export function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}
