import type { AlarmCause } from '../decision/cause.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { EpochMillis } from '../decision/time.ts';
import type { Command } from './command.ts';
import type { WatchMessage } from './watch-message.ts';

/** Why the controller looks at a stage: what every accepted event is parsed into. */
export type Trigger = AlarmTrigger | StageTrigger | WatchTrigger | CommandTrigger;

/** A stack declares, changes or gives up a guard (UG:crpg-ref-requests). */
export interface GuardRequestTrigger {
  readonly kind: 'guard';
  /** The same for every delivery of the request. */
  readonly id: string;
  readonly does: 'Create' | 'Update' | 'Delete';
  /** URL that the answer is put to. */
  readonly answerTo: string;
  /** ARN. */
  readonly stack: string;
  /** Logical id. */
  readonly resource: string;
  readonly physicalId?: string;
  readonly properties: unknown;
  readonly formerProperties: unknown;
}

export interface AlarmTrigger {
  readonly kind: 'alarm';
  readonly cause: AlarmCause;
  /** Named by a rule of the first edition, while a stack is updated to this one. */
  readonly guard?: StageKey;
}

/** A stage execution of a guarded stage began or ended. */
export interface StageTrigger {
  readonly kind: 'stage';
  readonly id: string;
  readonly key: StageKey;
  readonly executionId: string;
  /** `STARTED`, `SUCCEEDED`, `FAILED`, `STOPPED`, `CANCELED`, ... */
  readonly state: string;
  readonly at: EpochMillis;
}

/** An execution began, and its event names who made the change. */
export interface AuthorTrigger {
  readonly kind: 'author';
  readonly id: string;
  readonly executionId: string;
  /** A name for people. */
  readonly author: string;
}

export interface WatchTrigger {
  readonly kind: 'watch';
  readonly message: WatchMessage;
  /** An alarm that a message of the first edition carries. */
  readonly cause?: AlarmCause;
}

export interface CommandTrigger {
  readonly kind: 'command';
  readonly id: string;
  readonly at: EpochMillis;
  readonly command: Command;
}

/** No event of AWS and no command that can be used: a person gets an answer, not an error. */
export interface NotUnderstood {
  readonly kind: 'not-understood';
  readonly why: string;
}

/** An event that AWS may send and that is no trigger. */
export interface NotATrigger {
  readonly kind: 'not-a-trigger';
  readonly why: string;
}
