import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { ExecutionId } from '../../lambda/decision/execution.ts';
import type { InboundTransition } from '../../lambda/decision/stage.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { Lock } from '../../lambda/stage/stage-lock.ts';

/** One invocation of the function, with what is known of it from outside. */
export interface Invocation {
  /** Retries of an asynchronous invocation share it, as on AWS. */
  readonly requestId: string;
  readonly event: object;
  /** How often the chain of messages that it belongs to has been in the function, this time among them. */
  readonly turns: number;
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
  /** What it saw last, by stage. */
  readonly looks: Map<string, Look>;
}

/** What an invocation saw of a stage, and when. */
export interface Look {
  readonly at: EpochMillis;
  readonly inbound: InboundTransition;
  /** The execution that was in the stage. */
  readonly occupant?: ExecutionId;
}

export function nameOf({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}
