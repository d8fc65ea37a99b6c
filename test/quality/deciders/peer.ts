import * as z from 'zod';
import type { JsonObject } from '../../../emulator/account/json-object.ts';
import type { OperationName } from '../../../emulator/services/codepipeline/codepipeline.ts';
import { ServiceError, type ServiceEvent } from '../../../emulator/services/service.ts';
import { type Account, DECIDER_ARN, type Decider, type GuardedStage, Notes } from '../decider.ts';

/** A target's id, or why there is none. */
export type Choice = { readonly target: string } | { readonly none: string };
export type Choose = (call: Call, stage: GuardedStage) => Choice;
type Call = (operation: OperationName, input: JsonObject) => JsonObject;

/** From the event to RollbackStage. */
const LATENCY = 2_000;
/** Lambda tries an asynchronous invocation that failed again after these waits (L:invocation-async-error-handling). */
const RETRY_AFTER = [60_000, 120_000];

const AlarmDetail = z.object({ alarmName: z.string() });

/**
 * A hand-written rollback function: an alarm that goes into ALARM makes it roll the stage back to the execution that it
 * chooses. What CodePipeline refuses throws, so Lambda tries twice more. It freezes nothing and follows nothing.
 */
export class Peer implements Decider {
  readonly #account: Account;
  readonly #choose: Choose;
  readonly #notes: Notes;
  /** How long a stage stays locked after a rollback, in milliseconds; 0: there is no lock. */
  readonly #lockMillis: number;
  readonly #lockedUntil = new Map<string, number>();

  constructor(account: Account, choose: Choose, lockMillis = 0) {
    this.#account = account;
    this.#choose = choose;
    this.#notes = new Notes(account);
    this.#lockMillis = lockMillis;
  }

  onAlarm({ detail }: ServiceEvent): void {
    const { alarmName } = AlarmDetail.parse(detail);
    const { time, guards } = this.#account;
    for (const stage of guards.filter(({ alarms }) => alarms.includes(alarmName))) {
      time.at(time.now() + LATENCY, () => this.#invoke(stage, 0));
    }
  }

  onStageEvent(): void {}

  release(): void {}

  reasons({ stage }: GuardedStage, from: number, until: number): readonly string[] {
    return this.#notes.between(stage, from, until);
  }

  #invoke(stage: GuardedStage, failures: number): void {
    const { time } = this.#account;
    if (time.now() < (this.#lockedUntil.get(stage.stage) ?? 0)) {
      this.#notes.add(stage.stage, 'locked');
      return;
    }
    try {
      this.#rollBack(stage);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#notes.add(stage.stage, `refused: ${error.name}`);
      const delay = RETRY_AFTER[failures];
      if (delay !== undefined) time.at(time.now() + delay, () => this.#invoke(stage, failures + 1));
    }
  }

  #rollBack(guarded: GuardedStage): void {
    const { pipeline, stage } = guarded;
    const choice = this.#choose((operation, input) => this.#call(operation, input), guarded);
    if ('none' in choice) {
      this.#notes.add(stage, choice.none);
      return;
    }
    this.#call('RollbackStage', {
      pipelineName: pipeline,
      stageName: stage,
      targetPipelineExecutionId: choice.target,
    });
    this.#notes.add(stage, 'rolled back');
    this.#lockedUntil.set(stage, this.#account.time.now() + this.#lockMillis);
  }

  #call(operation: OperationName, input: JsonObject): JsonObject {
    return this.#account.codePipeline.operations[operation].handle(input, { arn: DECIDER_ARN });
  }
}

/** What ListPipelineExecutions answers, as listed; with `inStage`, only those that succeeded in the stage. */
export function listed(call: Call, { pipeline, stage }: GuardedStage, inStage: boolean): readonly JsonObject[] {
  const filter = inStage ? { filter: { succeededInStage: { stageName: stage } } } : {};
  return objectsIn(call('ListPipelineExecutions', { pipelineName: pipeline, ...filter }).pipelineExecutionSummaries);
}

/** Every action of the pipeline, the newest execution first. */
export function actions(call: Call, { pipeline }: GuardedStage): readonly JsonObject[] {
  return objectsIn(call('ListActionExecutions', { pipelineName: pipeline }).actionExecutionDetails);
}

function objectsIn(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list : [];
}

/** The choice of an execution, where there is one. */
export function targetOf(execution: JsonObject | undefined): Choice {
  return execution === undefined ? { none: 'no target' } : { target: String(execution.pipelineExecutionId) };
}

const State = z.object({
  stageStates: z.array(
    z.object({
      stageName: z.string(),
      latestExecution: z.object({ pipelineExecutionId: z.string(), status: z.string() }).optional(),
    }),
  ),
});

/** The execution that is in the stage, or was last. */
export function current(call: Call, { pipeline, stage }: GuardedStage): string | undefined {
  const { stageStates } = State.parse(call('GetPipelineState', { name: pipeline }));
  return stageStates.find(({ stageName }) => stageName === stage)?.latestExecution?.pipelineExecutionId;
}
