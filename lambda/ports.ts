import type { ActionRun } from './decision/action-run.ts';
import type { AlarmTransition, ObservedAlarm } from './decision/alarm.ts';
import type { Location } from './decision/alarm-arn.ts';
import type { Change, Reject, RollbackAnswer } from './decision/effects.ts';
import type { Entry } from './decision/entry.ts';
import type { Execution, ExecutionId } from './decision/execution.ts';
import type { ExecutionDetail } from './decision/facts.ts';
import type { PipelineStructure } from './decision/pipeline-structure.ts';
import type { Redeployment } from './decision/redeployment.ts';
import type { ObservedStage } from './decision/stage.ts';
import type { StageKey } from './decision/stage-key.ts';
import type { EpochMillis } from './decision/time.ts';
import type { Guards } from './guards/guards.ts';
import type { GuardScope } from './guards/scope.ts';
import type { RestOfCheck, WatchMessage } from './intake/watch-message.ts';
import type { Log } from './log/log.ts';
import type { GoneArtifact } from './readiness/artifact-findings.ts';
import type { LastCheck } from './readiness/change.ts';
import type { EventRule, SpokeRule } from './readiness/event-rule.ts';
import type { StageRecords } from './stage/stage-lock.ts';

/**
 * What the controller needs of the world. `lambda/aws/` implements it with the SDK, tests with doubles; one contract
 * suite holds both to the same behaviour. A read that fails for an expected reason throws {@link CouldNotRead};
 * anything else that is thrown is unexpected and escapes the handler.
 */
export interface Ports {
  /** Where the function runs. */
  readonly home: Location;
  /** What its role may roll back. */
  readonly scope: GuardScope;
  readonly clock: () => EpochMillis;
  readonly sleep: (millis: number) => Promise<void>;
  readonly records: StageRecords;
  readonly breaker: Breaker;
  readonly history: History;
  readonly guards: Guards;
  readonly stacks: Stacks;
  readonly pipelines: Pipelines;
  readonly authors: Authors;
  readonly structures: PipelineStructures;
  readonly alarms: Alarms;
  readonly rules: EventRules;
  readonly readiness: ReadinessRecords;
  readonly watches: WatchQueue;
  readonly setAside: { readonly watches: SetAside; readonly events: SetAside };
  /** Absent where nobody asked for it. */
  readonly artifacts?: Artifacts;
  readonly subscribers: Subscribers;
  readonly announcer: Announcer;
  readonly log: Log;
}

/** Throttling, timeout, 5xx: the same may work in a moment, and may be tried. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
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
  /** Appends; `known` where the entry exists already, and stays as it is. */
  append(key: StageKey, entry: Entry): Promise<'appended' | 'known'>;
  /** The newest entries first. */
  latest(key: StageKey, limit: number): Promise<readonly Entry[]>;
}

/** Counts the incidents that roll back automatically, across all guards. */
export interface Breaker {
  /** An incident is about to roll back: `full` where too many others have within `minutes`. One that has entered stays so. */
  enter(incident: string, now: EpochMillis, limit: RollbackLimit): Promise<'entered' | { readonly full: number }>;
}

export interface RollbackLimit {
  readonly count: number;
  readonly minutes: number;
}

/** CloudFormation, waiting for a custom resource. */
export interface Stacks {
  /** Whether the URL is one that CloudFormation takes answers at. */
  takesAnswers(url: string): boolean;
  /** Puts an answer to the URL of a request. */
  answer(url: string, body: string): Promise<void>;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

export interface Pipelines {
  stage(key: StageKey): Promise<ObservedStage | 'not-found'>;
  /** Executions of the pipeline, newest pages first; with a stage, only those that succeeded in it. */
  executions(key: StageKey, which: 'succeeded-in-stage' | 'all', nextToken?: string): Promise<Page<Execution>>;
  /** Action executions of the pipeline, newest first; none where there is no such pipeline. */
  actions(key: StageKey, nextToken?: string): Promise<Page<ActionRun>>;
  execution(key: StageKey, executionId: ExecutionId): Promise<ExecutionDetail | 'not-found'>;
  /** Never retried by the SDK: RollbackStage has no idempotency token. */
  rollback(key: StageKey, target: ExecutionId): Promise<StartAnswer>;
  /** Starts the pipeline with these revisions and variables; repeated with the same token it answers the same execution. */
  start(key: StageKey, redeployment: Redeployment, token: string): Promise<StartAnswer>;
  /** Stop and wait, never abandon. Done also where it was stopping or stopped already. */
  stop(key: StageKey, executionId: ExecutionId, reason: string): Promise<Change>;
  /** Answers an approval with no. Done also where it was answered already. */
  reject(key: StageKey, approval: Reject): Promise<Change>;
  disableInbound(key: StageKey, reason: string): Promise<Change>;
  enableInbound(key: StageKey): Promise<Change>;
}

/** What AWS answers to whoever asks for an execution. */
export type StartAnswer = Exclude<RollbackAnswer, { kind: 'too-many' }>;

/** Who made the change that an execution carries, where the event of its begin named somebody: nothing else of AWS does. */
export interface Authors {
  note(executionId: ExecutionId, author: string): Promise<void>;
  of(executionId: ExecutionId): Promise<string | undefined>;
}

/** How pipelines are declared. */
export interface PipelineStructures {
  of(pipeline: string): Promise<PipelineStructure | 'not-found'>;
}

/** What pipelines hand from action to action. Read for checks only. */
export interface Artifacts {
  /** What the actions of a stage took in an execution, as far as it may be looked for, and is gone by now. */
  gone(key: StageKey, executionId: ExecutionId): Promise<readonly GoneArtifact[]>;
}

/** What EventBridge would wake the controller for. Read for checks only. */
export interface EventRules {
  /** Every rule of this controller, whatever it is for. */
  all(): Promise<readonly EventRule[]>;
  /** The rule that forwards alarms of an account and region. */
  ofSpoke(place: Location): Promise<SpokeRule | 'not-found'>;
}

/** What the last check of a stage found. */
export interface ReadinessRecords {
  last(key: StageKey): Promise<LastCheck | undefined>;
  save(key: StageKey, check: LastCheck): Promise<void>;
}

export interface Alarms {
  /** Whether the alarm lies here or in a spoke; no other can be read. */
  isInReach(arn: string): boolean;
  /** Metric, composite and log alarms of one account and region by their ARNs; absent ones are left out. */
  describe(arns: readonly string[]): Promise<readonly ObservedAlarm[]>;
  /** Changes of state, back to `since` and one further. */
  transitions(arn: string, since: EpochMillis): Promise<readonly AlarmTransition[]>;
}

export interface WatchQueue {
  /** Delivered at `dueAt`, or after SQS's longest delay of 15 minutes: the receiver sends it on then. */
  send(message: WatchMessage): Promise<void>;
  /** Delivered at once. */
  handOn(rest: RestOfCheck): Promise<void>;
}

/** A queue of what could not be handled. */
export interface SetAside {
  /** Some of what lies there, hidden from others for a minute. None where nothing is seen, which at once may be though something is there. */
  take(how: 'patiently' | 'at once'): Promise<readonly SetAsideMessage[]>;
}

export interface SetAsideMessage {
  readonly id: string;
  readonly body: string;
  remove(): Promise<void>;
  /** Lets it be seen again at once. */
  putBack(): Promise<void>;
}

export interface Announcer {
  /** Tells over every channel; answers what kept one of them from taking it. */
  announce(key: StageKey, entry: Entry): Promise<readonly string[]>;
}

/** Who is told. Read for checks only. */
export interface Subscribers {
  all(): Promise<readonly Subscriber[]>;
}

export interface Subscriber {
  /** `email`, `https`, ... */
  readonly protocol: string;
  readonly endpoint: string;
  /** One that is not is told nothing. */
  readonly isConfirmed: boolean;
}
