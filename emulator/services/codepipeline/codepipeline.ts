import { randomUUID } from 'node:crypto';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { PublishEvent, Service } from '../service.ts';
import { Account } from './account.ts';
import type { ImmediateOperation } from './immediate-operation.ts';
import { createPipeline } from './operations/create-pipeline.ts';
import { deletePipeline } from './operations/delete-pipeline.ts';
import { disableStageTransition } from './operations/disable-stage-transition.ts';
import { enableStageTransition } from './operations/enable-stage-transition.ts';
import { getPipeline } from './operations/get-pipeline.ts';
import { getPipelineExecution } from './operations/get-pipeline-execution.ts';
import { getPipelineState } from './operations/get-pipeline-state.ts';
import { listActionExecutions } from './operations/list-action-executions.ts';
import { listPipelineExecutions } from './operations/list-pipeline-executions.ts';
import { listPipelines } from './operations/list-pipelines.ts';
import { putApprovalResult } from './operations/put-approval-result.ts';
import { retryStageExecution } from './operations/retry-stage-execution.ts';
import { rollbackStage } from './operations/rollback-stage.ts';
import { startPipelineExecution } from './operations/start-pipeline-execution.ts';
import { stopPipelineExecution } from './operations/stop-pipeline-execution.ts';
import { updatePipeline } from './operations/update-pipeline.ts';
import { PipelineScript } from './pipeline-script.ts';
import { RunningPipelines } from './running-pipelines.ts';
import type { ObjectStore } from './s3-actions.ts';
import { type SwitchOverrides, switchesWith } from './switches.ts';

export interface CodePipelineOptions {
  readonly clock: Clock;
  readonly identity: AccountIdentity;
  /**
   * Gets every state change event, synchronously and in order. It may take the event down or schedule its delivery,
   * but must not call the service or the script before it returns.
   */
  readonly publish: PublishEvent;
  /** Detail types of the events that are published, default all: the others are not even made. */
  readonly published?: ReadonlySet<string>;
  /** Makes every id; lower-case hex UUIDs, random by default. */
  readonly newId?: () => string;
  readonly switches?: SwitchOverrides;
  /** The buckets of S3 actions; absent: they take and leave nothing. */
  readonly objects?: ObjectStore;
}

/** The CodePipeline of the local account. `BEHAVIOUR.md` says what it does; it and the code are kept in step. */
export class CodePipeline implements Service {
  readonly signingName = 'codepipeline';
  readonly targetPrefix = 'CodePipeline_20150709';
  readonly operations: { readonly [name in OperationName]: ImmediateOperation };
  /** What tests and stories do to the pipelines, and what they look at afterwards. */
  readonly script: PipelineScript;
  /** Tags of a pipeline or one of its stages, by ARN; none of what is not here. */
  readonly tagsOf: (arn: string) => ReadonlyMap<string, string>;

  constructor({ newId = randomUUID, switches = {}, ...surroundings }: CodePipelineOptions) {
    const account = new Account({ ...surroundings, newId, switches: switchesWith(switches) });
    const running = new RunningPipelines(account);
    this.tagsOf = (arn) => account.tagsOf(arn);
    this.operations = {
      CreatePipeline: createPipeline(running),
      DeletePipeline: deletePipeline(running),
      DisableStageTransition: disableStageTransition(running),
      EnableStageTransition: enableStageTransition(running),
      GetPipeline: getPipeline(running),
      GetPipelineExecution: getPipelineExecution(running),
      GetPipelineState: getPipelineState(running),
      ListActionExecutions: listActionExecutions(running),
      ListPipelineExecutions: listPipelineExecutions(running),
      ListPipelines: listPipelines(running),
      PutApprovalResult: putApprovalResult(running),
      RetryStageExecution: retryStageExecution(running),
      RollbackStage: rollbackStage(running),
      StartPipelineExecution: startPipelineExecution(running),
      StopPipelineExecution: stopPipelineExecution(running),
      UpdatePipeline: updatePipeline(running),
    };
    this.script = new PipelineScript(running, this.operations.RollbackStage);
  }
}

export type OperationName =
  | 'CreatePipeline'
  | 'DeletePipeline'
  | 'DisableStageTransition'
  | 'EnableStageTransition'
  | 'GetPipeline'
  | 'GetPipelineExecution'
  | 'GetPipelineState'
  | 'ListActionExecutions'
  | 'ListPipelineExecutions'
  | 'ListPipelines'
  | 'PutApprovalResult'
  | 'RetryStageExecution'
  | 'RollbackStage'
  | 'StartPipelineExecution'
  | 'StopPipelineExecution'
  | 'UpdatePipeline';
