import type { AlarmTransition, ObservedAlarm } from './decision/alarm.ts';
import type { AlarmCause, CommandCause } from './decision/cause.ts';
import type { Entry } from './decision/entry.ts';
import type { Execution, ExecutionId } from './decision/execution.ts';
import type { ExecutionStatus } from './decision/follow-up.ts';
import type { ObservedStage, StageRun } from './decision/stage.ts';
import type { EpochMillis } from './decision/time.ts';
import type { GuardPolicy } from './guard-policy.ts';
import type { LastCheck } from './readiness/change.ts';
import type { EventRule } from './readiness/event-rule.ts';
import type { PipelineStructure } from './readiness/pipeline-structure.ts';
import type { StageKey } from './stage-key.ts';
import type { StageRecords } from './stage-lock.ts';

/**
 * What the controller needs of the world. `lambda/aws/` implements it with the SDK, tests with doubles; one contract
 * suite holds both to the same behaviour. A read that fails for an expected reason throws {@link CouldNotRead};
 * anything else that is thrown is unexpected and escapes the handler.
 */
export interface Ports {
  readonly clock: () => EpochMillis;
  readonly sleep: (millis: number) => Promise<void>;
  readonly records: StageRecords;
  readonly history: History;
  readonly guards: Guards;
  readonly pipelines: Pipelines;
  readonly structures: PipelineStructures;
  readonly alarms: Alarms;
  readonly rules: EventRules;
  readonly readiness: ReadinessRecords;
  readonly watches: WatchQueue;
  readonly announcer: Announcer;
  readonly log: Log;
}

/** AWS could not or would not answer a read. */
export class CouldNotRead extends Error {
  override readonly name = 'CouldNotRead';
  /** For people: `alarm "shop-5xx"`. */
  readonly what: string;
  readonly problem: string;
  /** Throttling, timeout, 5xx: may work in a moment. */
  readonly transient: boolean;

  constructor(what: string, problem: string, transient: boolean, cause?: unknown) {
    super(`${what}: ${problem}`, { cause });
    this.what = what;
    this.problem = problem;
    this.transient = transient;
  }
}

/** The decision records: append-only. */
export interface History {
  has(key: StageKey, entry: Pick<Entry, 'id' | 'causedAt'>): Promise<boolean>;
  /** As it was appended; undefined where there is none. */
  find(key: StageKey, entry: Pick<Entry, 'id' | 'causedAt'>): Promise<Entry | undefined>;
  /** Appends; an entry that exists already stays as it is. */
  append(key: StageKey, entry: Entry): Promise<void>;
  /** The newest entries first. */
  latest(key: StageKey, limit: number): Promise<readonly Entry[]>;
}

export type GuardLookUp =
  | { readonly kind: 'found'; readonly policy: GuardPolicy }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unusable'; readonly parameter: string; readonly problem: string };

export interface Guards {
  of(key: StageKey): Promise<GuardLookUp>;
  /** Every guard: for alarm payloads that do not come through a rule of ours, and for people. */
  all(): Promise<{
    readonly guards: readonly GuardPolicy[];
    readonly unusable: readonly Extract<GuardLookUp, { kind: 'unusable' }>[];
  }>;
}

export interface ExecutionPage {
  readonly executions: readonly Execution[];
  readonly nextToken?: string;
}

/** What RollbackStage answered. `lost`: it may or may not have been accepted. */
export type RollbackAnswer =
  | { readonly kind: 'accepted'; readonly executionId: ExecutionId }
  /** ConflictException: try again. */
  | { readonly kind: 'conflict'; readonly error: string }
  /** UnableToRollbackStageException: the stage runs, or this target does not fit. */
  | { readonly kind: 'unable'; readonly error: string }
  /** PipelineExecutionOutdated, PipelineExecutionNotFound: another target may fit. */
  | { readonly kind: 'target-refused'; readonly error: string }
  /** Throttled or not sent: surely not accepted. */
  | { readonly kind: 'not-taken'; readonly error: string }
  | { readonly kind: 'lost'; readonly error: string }
  /** Validation, AccessDenied, PipelineNotFound, StageNotFound: will not get better by itself. */
  | { readonly kind: 'final'; readonly error: string };

export interface Pipelines {
  stage(key: StageKey): Promise<ObservedStage | 'not-found'>;
  /** Executions of the pipeline, newest pages first; with a stage, only those that succeeded in it. */
  executions(key: StageKey, which: 'succeeded-in-stage' | 'all', nextToken?: string): Promise<ExecutionPage>;
  /** When an execution ran in the stage; undefined if it has no action executions there. */
  stageRun(key: StageKey, executionId: ExecutionId): Promise<StageRun | undefined>;
  /** The execution whose run in the stage began last before `time`; undefined where none is among the latest actions. */
  ranBefore(key: StageKey, time: EpochMillis): Promise<ExecutionId | undefined>;
  executionStatus(key: StageKey, executionId: ExecutionId): Promise<ExecutionStatus | 'not-found'>;
  executionVersion(key: StageKey, executionId: ExecutionId): Promise<number | undefined>;
  /** Never retried by the SDK: RollbackStage has no idempotency token. */
  rollback(key: StageKey, target: ExecutionId): Promise<RollbackAnswer>;
  /** Stop and wait, never abandon. Done also where it was stopping or stopped already. */
  stop(key: StageKey, executionId: ExecutionId, reason: string): Promise<Change>;
  disableInbound(key: StageKey, reason: string): Promise<Change>;
  enableInbound(key: StageKey): Promise<Change>;
}

/** How pipelines are declared. Read for checks only, not for decisions. */
export interface PipelineStructures {
  of(pipeline: string): Promise<PipelineStructure | 'not-found'>;
}

/** What EventBridge would wake the controller for. Read for checks only. */
export interface EventRules {
  /** Every rule of this controller, whatever it is for. */
  all(): Promise<readonly EventRule[]>;
}

/** What the last check of a stage found. */
export interface ReadinessRecords {
  last(key: StageKey): Promise<LastCheck | undefined>;
  save(key: StageKey, check: LastCheck): Promise<void>;
}

/** What AWS answered to a change that may safely be repeated. */
export type Change =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: string; readonly transient: boolean };

export interface Alarms {
  /** Metric and composite alarms by name; absent ones are left out. */
  describe(names: readonly string[]): Promise<readonly ObservedAlarm[]>;
  /** Changes of state, back to `since` and one further. */
  transitions(name: string, since: EpochMillis): Promise<readonly AlarmTransition[]>;
}

/** "Look at this stage again", sent to ourselves. */
export interface WatchMessage extends StageKey {
  readonly dueAt: EpochMillis;
  /** A trigger that could not be decided yet. */
  readonly cause?: AlarmCause | CommandCause;
  /** When the cause, or the change of the stage, first asked for a look. */
  readonly firstSeenAt?: EpochMillis;
  /** A stage event came while the stage was busy: look at the stage even if nothing is open. */
  readonly stageChanged?: boolean;
}

export interface WatchQueue {
  /** Delivered at `dueAt`, or after SQS's longest delay of 15 minutes: the receiver sends it on then. */
  send(message: WatchMessage): Promise<void>;
}

export interface Announcer {
  announce(key: StageKey, entry: Entry): Promise<void>;
}

export type UnusableInput = 'event' | 'watch message' | 'stage event' | 'stage record';

export interface Log {
  /** One decision: a structured line and its metrics. */
  entry(key: StageKey, entry: Entry): void;
  /** An entry that people could not be told about. */
  unannounced(key: StageKey, entry: Entry, problem: string): void;
  /** An incident is open although it should have ended; said again at every look, so that an alarm sees its end. */
  overdue(key: StageKey, incident: string, since: EpochMillis): void;
  /** Something that came or lies there and cannot be used: nothing was done with it. Counted. */
  unusable(input: UnusableInput, problem: string, details: object): void;
  info(message: string, details: object): void;
  warn(message: string, details: object): void;
}
