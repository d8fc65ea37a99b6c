import { createServer } from 'node:http';
import * as sdk from '@aws-sdk/client-codepipeline';
import { CodePipelineClient, paginateListPipelineExecutions } from '@aws-sdk/client-codepipeline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServiceError } from '../../../../emulator/services/service.ts';
import { world } from './world.ts';

/** The real client against the service, with the thinnest possible AWS JSON 1.1 server between them. */
const here = world();
const operations = new Map(Object.entries(here.codepipeline.operations));
const server = createServer(async (request, response) => {
  const body = (await request.setEncoding('utf8').toArray()).join('');
  const [prefix, operation] = String(request.headers['x-amz-target']).split('.');
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  try {
    expect(prefix).toBe(here.codepipeline.targetPrefix);
    const output = operations
      .get(operation ?? '')
      ?.handle(JSON.parse(body), { arn: 'arn:aws:iam::123456789012:user/sdk' });
    response.end(JSON.stringify(await output));
  } catch (error) {
    response.statusCode = error instanceof ServiceError ? error.httpStatus : 500;
    response.end(
      JSON.stringify({ __type: error instanceof Error ? error.name : 'InternalFailure', message: String(error) }),
    );
  }
});
let client: CodePipelineClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  client = new CodePipelineClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${address.port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('the SDK reads every answer and knows every error', async () => {
  const good = here.deploy();
  const bad = here.deploy();
  const pipelineName = 'shop';

  const state = await client.send(new sdk.GetPipelineStateCommand({ name: pipelineName }));
  expect(state.created?.toISOString()).toBe('2026-01-10T09:30:00.000Z');
  expect(state.stageStates?.at(-1)?.latestExecution).toEqual({
    pipelineExecutionId: bad,
    status: 'Succeeded',
    type: 'STANDARD',
  });
  expect(state.stageStates?.[0]?.actionStates?.[0]?.latestExecution?.lastStatusChange).toBeInstanceOf(Date);

  const { pipelineExecutionId } = await client.send(
    new sdk.RollbackStageCommand({ pipelineName, stageName: 'Prod', targetPipelineExecutionId: good }),
  );
  const { pipelineExecution } = await client.send(
    new sdk.GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }),
  );
  expect(pipelineExecution?.rollbackMetadata?.rollbackTargetPipelineExecutionId).toBe(good);
  expect(pipelineExecution?.artifactRevisions?.[0]?.created).toBeInstanceOf(Date);

  const running = client.send(
    new sdk.RollbackStageCommand({ pipelineName, stageName: 'Prod', targetPipelineExecutionId: good }),
  );
  await expect(running).rejects.toBeInstanceOf(sdk.UnableToRollbackStageException);
  here.clock.advance({ minutes: 1 });

  const listed: (string | undefined)[] = [];
  const pages = paginateListPipelineExecutions({ client, pageSize: 1 }, { pipelineName });
  for await (const page of pages) {
    for (const summary of page.pipelineExecutionSummaries ?? []) {
      expect(summary.startTime).toBeInstanceOf(Date);
      listed.push(summary.pipelineExecutionId);
    }
  }
  expect(listed).toEqual([pipelineExecutionId, bad, good]);

  const { actionExecutionDetails } = await client.send(new sdk.ListActionExecutionsCommand({ pipelineName }));
  expect(actionExecutionDetails?.[0]?.lastUpdateTime?.getTime()).toBe(here.clock.now());
  const { metadata, pipeline } = await client.send(new sdk.GetPipelineCommand({ name: pipelineName }));
  expect([metadata?.updated instanceof Date, pipeline?.pipelineType]).toEqual([true, 'V2']);
  const gate = { pipelineName, stageName: 'Prod', transitionType: 'Inbound' } as const;
  await client.send(new sdk.DisableStageTransitionCommand({ ...gate, reason: 'frozen' }));
  const frozen = await client.send(new sdk.GetPipelineStateCommand({ name: pipelineName }));
  expect(frozen.stageStates?.at(-1)?.inboundTransitionState?.lastChangedAt?.getTime()).toBe(here.clock.now());
});
