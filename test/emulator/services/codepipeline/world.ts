import type * as sdk from '@aws-sdk/client-codepipeline';
import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import { CodePipeline, type OperationName } from '../../../../emulator/services/codepipeline/codepipeline.ts';
import type { ScriptedResults } from '../../../../emulator/services/codepipeline/execution.ts';
import type { PipelineStory } from '../../../../emulator/services/codepipeline/pipeline-story.ts';
import type { SwitchOverrides } from '../../../../emulator/services/codepipeline/switches.ts';
import type { ServiceEvent } from '../../../../emulator/services/service.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

export const CALLER = 'arn:aws:sts::123456789012:assumed-role/controller/controller';
export const NO_SUCH_ID = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

/** Four stages with one action of one minute each. */
export const SHOP: PipelineStory = { name: 'shop', stages: ['Source', 'Build', 'Staging', 'Prod'] };
export const PROD = { pipeline: 'shop', stage: 'Prod' };

/** A shape of the SDK as it is on the wire: timestamps are numbers. Optional members are taken to be there. */
type Wire<T> = T extends Date
  ? number
  : T extends readonly (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]-?: Wire<NonNullable<T[Key]>> }
      : T;

interface Outputs {
  readonly CreatePipeline: sdk.CreatePipelineOutput;
  readonly DeletePipeline: object;
  readonly DisableStageTransition: object;
  readonly EnableStageTransition: object;
  readonly GetPipeline: sdk.GetPipelineOutput;
  readonly GetPipelineExecution: sdk.GetPipelineExecutionOutput;
  readonly GetPipelineState: sdk.GetPipelineStateOutput;
  readonly ListActionExecutions: sdk.ListActionExecutionsOutput;
  readonly ListPipelineExecutions: sdk.ListPipelineExecutionsOutput;
  readonly ListPipelines: sdk.ListPipelinesOutput;
  readonly PutApprovalResult: sdk.PutApprovalResultOutput;
  readonly RetryStageExecution: sdk.RetryStageExecutionOutput;
  readonly RollbackStage: sdk.RollbackStageOutput;
  readonly StartPipelineExecution: sdk.StartPipelineExecutionOutput;
  readonly StopPipelineExecution: sdk.StopPipelineExecutionOutput;
  readonly UpdatePipeline: sdk.UpdatePipelineOutput;
}

/** A CodePipeline with one pipeline (SHOP unless told otherwise), a manual clock, and every event it published. */
export function world({
  story = SHOP,
  switches = {},
  now = '2026-01-10T09:30:00.000Z',
}: {
  readonly story?: PipelineStory;
  readonly switches?: SwitchOverrides;
  readonly now?: string;
} = {}) {
  const clock = new ManualClock(now);
  const events: ServiceEvent[] = [];
  let ids = 0;
  const codepipeline = new CodePipeline({
    clock,
    identity: { accountId: '123456789012', region: 'eu-west-1' },
    publish: (event) => events.push(event),
    newId: () => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`,
    switches,
  });
  codepipeline.script.createPipeline(story);

  /** Calls an operation as the controller does; throws what it throws. */
  const call = <Name extends OperationName>(operation: Name, input: JsonObject) =>
    codepipeline.operations[operation].handle(input, { arn: CALLER }) as Wire<Outputs[Name]>;

  /** Runs an execution to its end. */
  const deploy = (results: { readonly [stage: string]: ScriptedResults } = {}, minutes = 10) => {
    const id = codepipeline.script.startExecution({ pipeline: story.name, results });
    clock.advance({ minutes });
    return id;
  };

  const rollback = (targetPipelineExecutionId: string, stageName = 'Prod'): string =>
    call('RollbackStage', { pipelineName: story.name, stageName, targetPipelineExecutionId }).pipelineExecutionId;

  const stageState = (stageName: string) => {
    const { stageStates } = call('GetPipelineState', { name: story.name });
    const state = stageStates.find((candidate) => candidate.stageName === stageName);
    if (state === undefined) throw new Error(`no stage ${stageName}`);
    return { ...state, action: state.actionStates[0]?.latestExecution };
  };

  const succeededIn = (stageName: string): string[] =>
    call('ListPipelineExecutions', {
      pipelineName: story.name,
      filter: { succeededInStage: { stageName } },
    }).pipelineExecutionSummaries.map(({ pipelineExecutionId }) => pipelineExecutionId);

  const status = (id: string) => codepipeline.script.execution(story.name, id).status;

  return {
    clock,
    events,
    codepipeline,
    script: codepipeline.script,
    call,
    deploy,
    rollback,
    stageState,
    succeededIn,
    status,
  };
}

/** Name of the ServiceError that the call throws. */
export function errorOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error.name;
  }
  throw new Error('the call was expected to throw');
}
