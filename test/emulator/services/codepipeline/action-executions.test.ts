import { describe, expect, test } from 'vitest';
import { errorOf, NO_SUCH_ID, world } from './world.ts';

describe('ListActionExecutions', () => {
  test('tells when each action of an execution ran and what it read', () => {
    const { call, clock, deploy, rollback } = world();
    const good = deploy();
    const id = rollback(good);
    clock.advance({ minutes: 1 });
    const { actionExecutionDetails } = call('ListActionExecutions', {
      pipelineName: 'shop',
      filter: { pipelineExecutionId: id },
    });
    expect(actionExecutionDetails).toHaveLength(1);
    expect(actionExecutionDetails[0]).toMatchObject({
      pipelineExecutionId: id,
      stageName: 'Prod',
      actionName: 'Prod',
      status: 'Succeeded',
      startTime: (clock.now() - 60_000) / 1000,
      lastUpdateTime: clock.now() / 1000,
      input: { inputArtifacts: [{ name: 'SourceOutput', s3location: { key: `shop/SourceOutp/${good}` } }] },
    });
  });

  test('pages over all executions, newest first', () => {
    const { call, deploy } = world();
    const [older, newer] = [deploy(), deploy()];
    const first = call('ListActionExecutions', { pipelineName: 'shop', maxResults: 5 });
    const second = call('ListActionExecutions', { pipelineName: 'shop', nextToken: first.nextToken });
    const owners = [...first.actionExecutionDetails, ...second.actionExecutionDetails].map(
      (detail) => detail.pipelineExecutionId,
    );
    expect(owners).toEqual([newer, newer, newer, newer, older, older, older, older]);
  });

  test('knows the latest run of each action', () => {
    const { call, clock, script } = world();
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop', results: { Prod: ['Failed', 'Succeeded'] } });
    clock.advance({ minutes: 10 });
    call('RetryStageExecution', {
      pipelineName: 'shop',
      stageName: 'Prod',
      pipelineExecutionId,
      retryMode: 'FAILED_ACTIONS',
    });
    clock.advance({ minutes: 1 });
    const statuses = (startTimeRange: string) =>
      call('ListActionExecutions', {
        pipelineName: 'shop',
        filter: { latestInPipelineExecution: { pipelineExecutionId, startTimeRange } },
      }).actionExecutionDetails.map(({ status }) => status);
    expect(statuses('All')).toEqual(['Succeeded', 'Failed', 'Succeeded', 'Succeeded', 'Succeeded']);
    expect(statuses('Latest')).toEqual(['Succeeded', 'Succeeded', 'Succeeded', 'Succeeded']);
  });

  test('does not know an unknown execution', () => {
    const { call } = world();
    const input = { pipelineName: 'shop', filter: { pipelineExecutionId: NO_SUCH_ID } };
    expect(errorOf(() => call('ListActionExecutions', input))).toBe('PipelineExecutionNotFoundException');
  });
});
