import * as sdk from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from 'vitest';
import type { PipelineStory } from '../../../../emulator/services/codepipeline/pipeline-story.ts';
import { MINUTE, sdkWorld } from './sdk-world.ts';
import { errorOf, world } from './world.ts';

const STORY: PipelineStory = {
  name: 'shop',
  stages: ['Source', 'Prod'],
  variables: [
    { name: 'IMAGE_TAG', defaultValue: '1.4.1' },
    { name: 'NO_ROLLBACK', defaultValue: 'false' },
  ],
};
const start = (variables: sdk.PipelineVariable[] = []) =>
  new sdk.StartPipelineExecutionCommand({ name: 'shop', ...(variables.length > 0 && { variables }) });

describe('variables of a pipeline', () => {
  test('are resolved for each execution: the given value, else the default', async () => {
    const { person, execution, summaries } = await sdkWorld(STORY);
    const { pipelineExecutionId = '' } = await person.send(start([{ name: 'IMAGE_TAG', value: '1.5.0' }]));
    expect((await execution(pipelineExecutionId)).variables).toEqual([
      { name: 'IMAGE_TAG', resolvedValue: '1.5.0' },
      { name: 'NO_ROLLBACK', resolvedValue: 'false' },
    ]);
    expect((await summaries())[0]).not.toHaveProperty('variables');
  });

  test('come with what starts by a push or is past, and a rollback has those of its target', async () => {
    const { script, person, pass, execution, clock } = await sdkWorld(STORY);
    const [past = ''] = script.addHistory('shop', [
      { startTime: clock.now() - 60 * MINUTE, variables: { IMAGE_TAG: '1.3.0' } },
    ]);
    const bad = script.startExecution({ pipeline: 'shop', variables: { IMAGE_TAG: '1.6.0' } });
    await pass(2);
    const { pipelineExecutionId = '' } = await person.send(
      new sdk.RollbackStageCommand({ pipelineName: 'shop', stageName: 'Prod', targetPipelineExecutionId: past }),
    );
    const tags = [past, bad, pipelineExecutionId].map(
      async (id) => (await execution(id)).variables?.[0]?.resolvedValue,
    );
    expect(await Promise.all(tags)).toEqual(['1.3.0', '1.6.0', '1.3.0']);
  });

  test('must be declared, and must have a value', async () => {
    const { person, execution } = await sdkWorld({ ...STORY, variables: [{ name: 'IMAGE_TAG' }] });
    await expect(person.send(start([{ name: 'OTHER', value: 'x' }]))).rejects.toBeInstanceOf(sdk.ValidationException);
    const { pipelineExecutionId = '' } = await person.send(start());
    expect((await execution(pipelineExecutionId)).status).toBe('Failed');
  });

  test('are for V2 pipelines only', () => {
    expect(errorOf(() => world({ story: { ...STORY, pipelineType: 'V1' } }))).toBe('InvalidStructureException');
    const { deploy, call } = world({ story: { name: 'shop', stages: ['Source', 'Prod'], pipelineType: 'V1' } });
    const { pipelineExecution } = call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: deploy() });
    expect(pipelineExecution).not.toHaveProperty('variables');
  });
});
