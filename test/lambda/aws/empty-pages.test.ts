import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { expect, test } from 'vitest';
import { codePipelines } from '../../../lambda/aws/pipelines.ts';
import { at } from '../../support/builders/moments.ts';

/* A page of a list may be empty, and not the last: without the executions behind it, a rollback by a person is not known. */

const PROD = { pipeline: 'shop', stage: 'Prod' };
const ID = '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60';
const began = new Date(at('09:00'));
const EXECUTION = { pipelineExecutionId: ID, startTime: began };
const ACTION = { ...EXECUTION, stageName: 'Prod', actionName: 'Deploy', status: 'Succeeded' };

/** Lists come so: page 0 first, each with the number of the next as its token. */
function pipelinesWith(pages: readonly (readonly object[])[], member: string) {
  const client = new CodePipelineClient({ region: 'eu-west-1' });
  const asked: string[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      const { input } = args;
      const token = ('nextToken' in input && input.nextToken) || '0';
      asked.push(token);
      const next = Number(token) + 1;
      const more = next < pages.length ? { nextToken: String(next) } : {};
      return { response: {}, output: { $metadata: {}, [member]: pages[Number(token)], ...more } };
    },
    { step: 'initialize' },
  );
  return { asked, pipelines: codePipelines(client, client) };
}

test('empty pages of executions are read past, to the first that holds some', async () => {
  const { asked, pipelines } = pipelinesWith([[], [], [EXECUTION], [EXECUTION]], 'pipelineExecutionSummaries');
  const page = await pipelines.executions(PROD, 'all');
  expect(page).toMatchObject({ items: [{ id: ID }], nextToken: '3' });
  expect(asked).toEqual(['0', '1', '2']);
});

test('so are those of actions, behind a page, too', async () => {
  const { asked, pipelines } = pipelinesWith([[ACTION], [], [ACTION]], 'actionExecutionDetails');
  expect(await pipelines.actions(PROD, '1')).toEqual({ items: [expect.objectContaining({ executionId: ID })] });
  expect(asked).toEqual(['1', '2']);
});

test('a list of empty pages is given up, and goes on behind them', async () => {
  const { asked, pipelines } = pipelinesWith(
    Array.from({ length: 30 }, () => []),
    'pipelineExecutionSummaries',
  );
  expect(await pipelines.executions(PROD, 'succeeded-in-stage')).toEqual({ items: [], nextToken: '10' });
  expect(asked).toHaveLength(10);
});
