import * as sdk from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from 'vitest';
import type { PipelineStory } from '../../../../emulator/services/codepipeline/pipeline-story.ts';
import { MINUTE, sdkWorld } from './sdk-world.ts';

/** Migrates, deploys to two places at once, asks, and tests. */
const STORY: PipelineStory = {
  name: 'shop',
  stages: [
    'Source',
    {
      name: 'Prod',
      actions: [
        { name: 'Plan', category: 'Compute' },
        { name: 'Migrate', category: 'Build', minutes: 3 },
        { name: 'Web', minutes: 2 },
        { name: 'Workers', category: 'Invoke', runOrder: 3, minutes: 4 },
        { name: 'Approve', category: 'Approval' },
        { name: 'Soak', category: 'Test' },
      ],
    },
  ],
};

const named = (details: readonly sdk.ActionExecutionDetail[]) => details.map(({ actionName }) => actionName);

describe('the actions of a stage', () => {
  test('say their type, the version of the pipeline, their status and when they began and changed', async () => {
    const { script, pass, actions, clock } = await sdkWorld(STORY);
    script.edit('shop');
    const start = clock.now();
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop' });
    await pass(7.5);
    const listed = await actions({ pipelineExecutionId });
    const minutes = (time: Date | undefined) => ((time?.getTime() ?? 0) - start) / MINUTE;
    const shown = listed.map(({ actionName, input, startTime, lastUpdateTime, status, pipelineVersion }) => [
      actionName,
      input?.actionTypeId?.category,
      input?.actionTypeId?.provider,
      minutes(startTime),
      minutes(lastUpdateTime),
      status,
      pipelineVersion,
    ]);
    expect(shown).toEqual([
      ['Workers', 'Invoke', 'Lambda', 5, 5, 'InProgress', 2],
      ['Web', 'Deploy', 'ECS', 5, 7, 'Succeeded', 2],
      ['Migrate', 'Build', 'CodeBuild', 2, 5, 'Succeeded', 2],
      ['Plan', 'Compute', 'Commands', 1, 2, 'Succeeded', 2],
      ['Source', 'Source', 'CodeStarSourceConnection', 0, 1, 'Succeeded', 2],
    ]);
    expect(listed[0]?.input?.actionTypeId).toEqual({
      category: 'Invoke',
      owner: 'AWS',
      provider: 'Lambda',
      version: '1',
    });
    expect(listed[0]?.stageName).toBe('Prod');
  });

  test('end as the script says of each: a stage fails half-way, after the others of the same run order', async () => {
    const { script, pass, actions, stageState } = await sdkWorld(STORY);
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop', results: { 'Prod/Web': 'Failed' } });
    await pass(8);
    expect((await stageState('Prod')).latestExecution?.status).toBe('InProgress');
    await pass(1);
    expect((await stageState('Prod')).latestExecution?.status).toBe('Failed');
    const [workers, web] = await actions({ pipelineExecutionId });
    expect([workers?.status, web?.status]).toEqual(['Succeeded', 'Failed']);
    expect(web?.output?.executionResult?.errorDetails?.code).toBe('JobFailed');
  });

  test('are all of the category that the declaration says, in past executions, too', async () => {
    const { script, actions, clock } = await sdkWorld(STORY);
    const [pipelineExecutionId] = script.addHistory('shop', [
      { startTime: clock.now() - 60 * MINUTE, results: { 'Prod/Migrate': 'Failed' } },
    ]);
    const listed = await actions({ pipelineExecutionId });
    expect(listed.map(({ actionName, status }) => [actionName, status])).toEqual([
      ['Migrate', 'Failed'],
      ['Plan', 'Succeeded'],
      ['Source', 'Succeeded'],
    ]);
    expect(listed[0]?.lastUpdateTime?.getTime()).toBe((listed[0]?.startTime?.getTime() ?? 0) + 3 * MINUTE);
  });
});

describe('actions that are played', () => {
  test('take the time and the end of their course, asked for at the end; others go as scripted', async () => {
    const { script, pass, actions } = await sdkWorld(STORY);
    let broken = false;
    script.playActions('shop', (_execution, { declaration }) =>
      declaration.name === 'Migrate'
        ? { millis: 5 * MINUTE, result: () => (broken ? 'Failed' : 'Succeeded') }
        : undefined,
    );
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop' });
    await pass(4);
    broken = true;
    await pass(3);
    const [migrate, plan] = await actions({ pipelineExecutionId });
    expect([migrate?.status, plan?.status]).toEqual(['Failed', 'Succeeded']);
    expect((migrate?.lastUpdateTime?.getTime() ?? 0) - (migrate?.startTime?.getTime() ?? 0)).toBe(5 * MINUTE);
  });

  test('can fail in the middle', async () => {
    const { script, pass, actions, stageState } = await sdkWorld(STORY);
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop' });
    await pass(5.5);
    script.failAction({ pipeline: 'shop', stage: 'Prod', action: 'Workers' });
    const [workers] = await actions({ pipelineExecutionId });
    expect(workers?.status).toBe('Failed');
    await pass(2);
    expect((await stageState('Prod')).latestExecution?.status).toBe('Failed');
    expect(() => script.failAction({ pipeline: 'shop', stage: 'Prod', action: 'Soak' })).toThrow('no action Soak runs');
  });
});

describe('a retry', () => {
  const retry = (pipelineExecutionId: string, retryMode: sdk.StageRetryMode) =>
    new sdk.RetryStageExecutionCommand({ pipelineName: 'shop', stageName: 'Prod', pipelineExecutionId, retryMode });

  test('of failed actions runs those, then the ones that had not begun, and says what it is', async () => {
    const { script, pass, actions, person, stageState } = await sdkWorld(STORY);
    const id = script.startExecution({ pipeline: 'shop', results: { 'Prod/Web': ['Failed', 'Succeeded'] } });
    await pass(10);
    expect(await stageState('Prod')).not.toHaveProperty('retryStageMetadata');
    await person.send(retry(id, 'FAILED_ACTIONS'));
    expect((await stageState('Prod')).retryStageMetadata).toEqual({
      manualStageRetryAttempt: 1,
      latestRetryTrigger: 'ManualStageRetry',
    });
    await pass(2);
    script.approve({ pipeline: 'shop', stage: 'Prod' });
    await pass(1);
    const all = ['Soak', 'Approve', 'Web', 'Workers', 'Web', 'Migrate', 'Plan', 'Source'];
    expect(named(await actions({ pipelineExecutionId: id }))).toEqual(all);
    const range = (startTimeRange: sdk.StartTimeRange) =>
      actions({ latestInPipelineExecution: { pipelineExecutionId: id, startTimeRange } });
    expect(named(await range('All'))).toEqual(all);
    const latest = await range('Latest');
    expect(named(latest)).toEqual(['Soak', 'Approve', 'Web', 'Workers', 'Migrate', 'Plan', 'Source']);
    expect(latest.every(({ status }) => status === 'Succeeded')).toBe(true);
  });

  test('of failed actions repeats the stage where the switch says so', async () => {
    const { script, pass, actions, person } = await sdkWorld(
      { name: 'shop', stages: ['Source', { name: 'Prod', actions: ['Migrate', 'Deploy'] }] },
      { failedActionsRetryRuns: 'wholeStage' },
    );
    const id = script.startExecution({ pipeline: 'shop', results: { 'Prod/Deploy': ['Failed', 'Succeeded'] } });
    await pass(4);
    await person.send(retry(id, 'FAILED_ACTIONS'));
    await pass(2);
    const ran = ['Deploy', 'Migrate', 'Deploy', 'Migrate', 'Source'];
    expect(named(await actions({ pipelineExecutionId: id }))).toEqual(ran);
  });

  test('after a stop goes on with what had not begun', async () => {
    const { script, pass, actions, person, execution } = await sdkWorld({
      name: 'shop',
      stages: ['Source', { name: 'Prod', actions: [{ name: 'Migrate', category: 'Build' }, 'Deploy'] }],
    });
    const id = script.startExecution({ pipeline: 'shop' });
    await pass(1.5);
    await person.send(new sdk.StopPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId: id }));
    await pass(1);
    expect((await execution(id)).status).toBe('Stopped');
    expect(named(await actions({ pipelineExecutionId: id }))).toEqual(['Migrate', 'Source']);
    await person.send(retry(id, 'FAILED_ACTIONS'));
    await pass(1);
    expect(named(await actions({ pipelineExecutionId: id }))).toEqual(['Deploy', 'Migrate', 'Source']);
    expect((await execution(id)).status).toBe('Succeeded');
  });

  test('by itself and by hand are counted apart', async () => {
    const { script, pass, person, stageState } = await sdkWorld({
      name: 'shop',
      stages: ['Source', { name: 'Prod', onFailure: 'RETRY' }],
    });
    const id = script.startExecution({ pipeline: 'shop', results: { Prod: 'Failed' } });
    await pass(5);
    await person.send(retry(id, 'ALL_ACTIONS'));
    await pass(5);
    await person.send(retry(id, 'ALL_ACTIONS'));
    expect((await stageState('Prod')).retryStageMetadata).toEqual({
      autoStageRetryAttempt: 1,
      manualStageRetryAttempt: 2,
      latestRetryTrigger: 'ManualStageRetry',
    });
  });
});
