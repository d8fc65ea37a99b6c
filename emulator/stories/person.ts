import type { JsonObject } from '../account/json-object.ts';
import type { LocalAccount } from '../account/local-account.ts';
import type { ImmediateOperation } from '../services/codepipeline/immediate-operation.ts';
import type { ScriptedAnswer } from '../services/codepipeline/scripted-answer.ts';
import type { Recorder } from './recorder.ts';
import { executionOfRelease } from './releases.ts';

/** What a person does in the CodePipeline console, past the controller. Every act shows in the timeline. */
export class Person {
  readonly #account: LocalAccount;
  readonly #recorder: Recorder;

  constructor(account: LocalAccount, recorder: Recorder) {
    this.#account = account;
    this.#recorder = recorder;
  }

  rollsBack(pipeline: string, stage: string, name: string): void {
    this.#recorder.happens(`a person rolls ${pipeline}/${stage} back to ${name} in the console`);
    const { script } = this.#account.codePipeline;
    const { id } = executionOfRelease(script, pipeline, name);
    script.personRollsBack({ pipeline, stage, targetPipelineExecutionId: id });
  }

  disablesTransition(pipeline: string, stage: string, reason: string): void {
    this.#recorder.happens(`a person disables the transition into ${pipeline}/${stage} in the console: ${reason}`);
    this.#call('DisableStageTransition', {
      pipelineName: pipeline,
      stageName: stage,
      transitionType: 'Inbound',
      reason,
    });
  }

  enablesTransition(pipeline: string, stage: string): void {
    this.#recorder.happens(`a person enables the transition into ${pipeline}/${stage} in the console`);
    this.#call('EnableStageTransition', { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' });
  }

  /** The approval that waits in the stage; the action is the one of `approval: true` unless named. */
  approves(pipeline: string, stage: string, answer: Omit<ScriptedAnswer, 'pipeline' | 'stage'> = {}): void {
    this.#recorder.happens(`a person approves ${pipeline}/${stage}`);
    this.#account.codePipeline.script.approve({ pipeline, stage, ...answer });
  }

  rejects(pipeline: string, stage: string, answer: Omit<ScriptedAnswer, 'pipeline' | 'stage'> = {}): void {
    this.#recorder.happens(`a person rejects ${pipeline}/${stage}`);
    this.#account.codePipeline.script.reject({ pipeline, stage, ...answer });
  }

  /** Retries the stage, which must have failed or been stopped; by default the actions that failed and those not begun. */
  retries(pipeline: string, stage: string, retryMode: 'FAILED_ACTIONS' | 'ALL_ACTIONS' = 'FAILED_ACTIONS'): void {
    this.#recorder.happens(`a person retries ${pipeline}/${stage}: ${retryMode}`);
    const { latest } = this.#account.codePipeline.script.stage({ pipeline, stage });
    const pipelineExecutionId = latest?.execution.id ?? '';
    this.#call('RetryStageExecution', { pipelineName: pipeline, stageName: stage, pipelineExecutionId, retryMode });
  }

  /** Stops the execution of a release, and waits for its actions in progress unless it abandons them. */
  stops(pipeline: string, name: string, abandon = false): void {
    this.#recorder.happens(`a person stops release ${name} of ${pipeline}${abandon ? ', and abandons it' : ''}`);
    const { id } = executionOfRelease(this.#account.codePipeline.script, pipeline, name);
    this.#call('StopPipelineExecution', { pipelineName: pipeline, pipelineExecutionId: id, abandon });
  }

  #call(
    operation: 'DisableStageTransition' | 'EnableStageTransition' | 'RetryStageExecution' | 'StopPipelineExecution',
    input: JsonObject,
  ): void {
    const { codePipeline, identity } = this.#account;
    const called: ImmediateOperation = codePipeline.operations[operation];
    called.handle(input, { arn: `arn:aws:iam::${identity.accountId}:user/person` });
  }
}
