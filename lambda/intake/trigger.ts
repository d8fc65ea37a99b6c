import type { AlarmCause } from '../decision/cause.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { EpochMillis } from '../decision/time.ts';
import type { Command } from './command.ts';
import type { ReceivedWatch } from './watch-message.ts';

/** What the function was invoked with. */
export type Received =
  | AlarmTrigger
  | StageTrigger
  | AuthorTrigger
  | CommandTrigger
  | GuardRequestTrigger
  | SqsRecords
  | NotUnderstood
  | NotATrigger;

/** Why the controller looks at a stage again. */
export type Trigger = AlarmTrigger | StageTrigger | WatchTrigger;

/** Watch messages. */
export interface SqsRecords {
  readonly kind: 'sqs';
  readonly records: readonly { readonly messageId: string; readonly body: string }[];
}

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
}

/** An execution began, and its event names who made the change. */
export interface AuthorTrigger {
  readonly kind: 'author';
  readonly id: string;
  readonly executionId: string;
  /** A name for people. */
  readonly author: string;
}

export interface WatchTrigger extends ReceivedWatch {
  readonly kind: 'watch';
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
