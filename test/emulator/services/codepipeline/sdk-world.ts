import * as sdk from '@aws-sdk/client-codepipeline';
import { onTestFinished } from 'vitest';
import type { PolicyStatement } from '../../../../emulator/account/template/deployed-stack.ts';
import { CodePipeline } from '../../../../emulator/services/codepipeline/codepipeline.ts';
import type { PipelineStory } from '../../../../emulator/services/codepipeline/pipeline-story.ts';
import type { SwitchOverrides } from '../../../../emulator/services/codepipeline/switches.ts';
import type { ServiceEvent } from '../../../../emulator/services/service.ts';
import { deployedFunction } from '../../account/front-door/account.ts';
import { IDENTITY, openedDoor } from '../../opened-door.ts';

export const MINUTE = 60_000;

/**
 * A CodePipeline with one pipeline behind the front door, and real SDK clients for it: a person who may do everything,
 * and a function with the policy statements given to `functionClient`. The clock stands still but for `pass`.
 */
export async function sdkWorld(story: PipelineStory, switches: SwitchOverrides = {}) {
  const { clock, principals, door, client } = await openedDoor();
  const events: ServiceEvent[] = [];
  const service = new CodePipeline({
    clock,
    identity: IDENTITY,
    publish: (event) => events.push(event),
    switches,
  });
  door.serve(service);
  service.script.createPipeline(story);
  const person = new sdk.CodePipelineClient(client);
  onTestFinished(async () => {
    person.destroy();
    await door.close();
  });

  const state = () => person.send(new sdk.GetPipelineStateCommand({ name: story.name }));
  const stageState = async (name: string): Promise<sdk.StageState> => {
    const { stageStates = [] } = await state();
    const found = stageStates.find(({ stageName }) => stageName === name);
    if (found === undefined) throw new Error(`no stage ${name}`);
    return found;
  };
  const actionState = async (stageName: string, action: string): Promise<sdk.ActionExecution | undefined> =>
    (await stageState(stageName)).actionStates?.find(({ actionName }) => actionName === action)?.latestExecution;
  const actions = async (filter?: sdk.ActionExecutionFilter): Promise<sdk.ActionExecutionDetail[]> => {
    const { actionExecutionDetails = [] } = await person.send(
      new sdk.ListActionExecutionsCommand({ pipelineName: story.name, ...(filter !== undefined && { filter }) }),
    );
    return actionExecutionDetails;
  };
  const summaries = async (): Promise<sdk.PipelineExecutionSummary[]> => {
    const { pipelineExecutionSummaries = [] } = await person.send(
      new sdk.ListPipelineExecutionsCommand({ pipelineName: story.name }),
    );
    return pipelineExecutionSummaries;
  };
  const execution = async (pipelineExecutionId: string): Promise<sdk.PipelineExecution> => {
    const answer = await person.send(
      new sdk.GetPipelineExecutionCommand({ pipelineName: story.name, pipelineExecutionId }),
    );
    if (answer.pipelineExecution === undefined) throw new Error(`no execution ${pipelineExecutionId}`);
    return answer.pipelineExecution;
  };
  const functionClient = (...statements: readonly PolicyStatement[]): sdk.CodePipelineClient => {
    const issued = principals.issue(deployedFunction(...statements), 'only');
    const credentials = {
      accessKeyId: issued.AWS_ACCESS_KEY_ID,
      secretAccessKey: issued.AWS_SECRET_ACCESS_KEY,
      sessionToken: issued.AWS_SESSION_TOKEN,
    };
    return new sdk.CodePipelineClient({ ...client, credentials });
  };

  return {
    clock,
    events,
    script: service.script,
    person,
    pass: (minutes: number) => clock.advance(minutes * MINUTE),
    state,
    stageState,
    actionState,
    actions,
    summaries,
    execution,
    functionClient,
  };
}

export type SdkWorld = Awaited<ReturnType<typeof sdkWorld>>;
