import type { AlarmEvent } from './alarm.ts';
import type { ExecutionId } from './execution.ts';
import type { EpochMillis } from './time.ts';

/** What an incident was opened for. */
export type Cause = DecidableCause | ObservedCause;

/** A cause that a decision is made about; the other kind only reports what others did. */
export type DecidableCause = AlarmCause | CommandCause;

export interface AlarmCause {
  readonly kind: 'alarm';
  /** Identifies the event across redeliveries; keys its decision record. */
  readonly id: string;
  readonly at: EpochMillis;
  readonly event: AlarmEvent;
  /** Set where the alarm outlasted a rollback: the incident of that rollback. Attribution then goes without the event. */
  readonly outlasted?: string;
  /** The rollback execution that it outlasted: nothing that came into the stage since is blamed for that. */
  readonly outlastedRollback?: ExecutionId;
}

export interface CommandCause {
  readonly kind: 'command';
  readonly id: string;
  readonly at: EpochMillis;
  readonly by: string;
  readonly reason?: string;
  /** The target that the person named. */
  readonly target?: ExecutionId;
}

/** A rollback by somebody else (a person, or the pipeline's own onFailure) that the controller follows. */
export interface ObservedCause {
  readonly kind: 'observed';
  readonly id: string;
  readonly at: EpochMillis;
  readonly by: string;
}

/** The alarms that a decision about these causes looks at. */
export function alarmNamesOf(causes: readonly DecidableCause[]): readonly string[] {
  return [...new Set(causes.flatMap((cause) => (cause.kind === 'alarm' ? [cause.event.alarmName] : [])))];
}

/** Each cause once, however often it was delivered. */
export function distinct(causes: readonly DecidableCause[]): readonly DecidableCause[] {
  return [...new Map(causes.map((cause) => [cause.id, cause])).values()];
}
