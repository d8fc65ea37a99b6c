import { CodePipeline, type OperationName } from '../../../emulator/codepipeline/codepipeline.ts';
import type { PipelineStory } from '../../../emulator/codepipeline/pipeline-story.ts';
import type { SwitchOverrides } from '../../../emulator/codepipeline/switches.ts';
import type { JsonObject, ServiceEvent } from '../../../emulator/service.ts';
import { ManualClock } from '../../support/manual-clock.ts';

export const CALLER = 'arn:aws:sts::123456789012:assumed-role/controller/controller';
export const NO_SUCH_ID = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

/** Four stages with one action of one minute each. */
export const SHOP: PipelineStory = { name: 'shop', stages: ['Source', 'Build', 'Staging', 'Prod'] };
export const PROD = { pipeline: 'shop', stage: 'Prod' };

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
  // biome-ignore lint/suspicious/noExplicitAny: answers are JSON whose members a test picks at will
  const call = (operation: OperationName, input: JsonObject): any =>
    codepipeline.operations[operation].handle(input, { arn: CALLER });

  /** Runs an execution to its end. */
  const deploy = (results: { readonly [stage: string]: 'Succeeded' | 'Failed' | 'Skipped' } = {}, minutes = 10) => {
    const id = codepipeline.script.startExecution({ pipeline: story.name, results });
    clock.advance({ minutes });
    return id;
  };

  const rollback = (targetPipelineExecutionId: string, stageName = 'Prod'): string =>
    call('RollbackStage', { pipelineName: story.name, stageName, targetPipelineExecutionId }).pipelineExecutionId;

  // biome-ignore lint/suspicious/noExplicitAny: as above
  const stageState = (stageName: string): any =>
    call('GetPipelineState', { name: story.name }).stageStates.find(
      (state: { stageName: string }) => state.stageName === stageName,
    );

  const succeededIn = (stageName: string): string[] =>
    call('ListPipelineExecutions', {
      pipelineName: story.name,
      filter: { succeededInStage: { stageName } },
    }).pipelineExecutionSummaries.map((summary: { pipelineExecutionId: string }) => summary.pipelineExecutionId);

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
