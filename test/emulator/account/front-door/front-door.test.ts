import { CodePipelineClient, ListPipelinesCommand } from '@aws-sdk/client-codepipeline';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { HttpContext, HttpRequest } from '../../../../emulator/account/front-door/http.ts';
import { ServiceError } from '../../../../emulator/services/service.ts';
import { clientOf, codepipeline, openFrontDoor, operation, sqs } from './account.ts';

test('a mounted route gets what was sent, and the longest prefix wins', async () => {
  const { door } = await openFrontDoor([]);
  const requests: HttpRequest[] = [];
  const reply = (status: number) => ({ status, headers: { 'x-reply': 'yes' }, body: 'done' });
  door.mount(
    { pathPrefix: '/2018-06-01/', handle: async () => reply(500) },
    {
      pathPrefix: '/2018-06-01/runtime/',
      handle: async (request) => {
        requests.push(request);
        return reply(202);
      },
    },
  );

  const response = await fetch(`${door.url}/2018-06-01/runtime/invocation/a%2Fb/response?x=1`, {
    method: 'POST',
    headers: { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Unknown' },
    body: 'é',
  });

  expect([response.status, response.headers.get('x-reply'), await response.text()]).toEqual([202, 'yes', 'done']);
  expect(requests).toMatchObject([
    {
      method: 'POST',
      path: '/2018-06-01/runtime/invocation/a%2Fb/response',
      headers: { 'lambda-runtime-function-error-type': 'Runtime.Unknown' },
      body: Buffer.from('é'),
    },
  ]);
  expect(requests[0]?.query.get('x')).toBe('1');
});

test('a route learns that its client has gone', async () => {
  const { door } = await openFrontDoor([]);
  const { promise: context, resolve } = Promise.withResolvers<HttpContext>();
  door.mount({
    pathPrefix: '/next',
    handle: (_, given) => {
      resolve(given);
      return new Promise(() => undefined);
    },
  });

  const client = new AbortController();
  const request = fetch(`${door.url}/next`, { signal: client.signal });
  const { caller, disconnected } = await context;
  client.abort();

  await expect(request).rejects.toThrow();
  await new Promise((gone) => disconnected.addEventListener('abort', gone));
  expect(caller).toBeUndefined();
});

test('an AWS error of a route is answered as REST-JSON', async () => {
  const { door } = await openFrontDoor([]);
  door.mount({
    pathPrefix: '/2015-03-31/functions/',
    handle: async () => {
      throw new ServiceError('ResourceNotFoundException', 'Function not found: f', 404);
    },
  });

  const response = await fetch(`${door.url}/2015-03-31/functions/f/invocations`, { method: 'POST' });

  expect(response.status).toBe(404);
  expect(response.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  expect(await response.json()).toEqual({ Type: 'User', message: 'Function not found: f' });
});

test('a request that is of no protocol is not found', async () => {
  const { door } = await openFrontDoor([]);

  expect((await fetch(`${door.url}/favicon.ico`)).status).toBe(404);
});

test('a defect of a service is InternalFailure for the caller, and escapes', async () => {
  const defects: unknown[] = [];
  const defect = new TypeError('x is not a function');
  const broken = operation(() => {
    throw defect;
  });
  const { door } = await openFrontDoor([{ ...codepipeline, operations: { ListPipelines: broken } }], {
    onDefect: (error) => defects.push(error),
  });

  await expect(new CodePipelineClient(clientOf(door)).send(new ListPipelinesCommand())).rejects.toMatchObject({
    name: 'InternalFailure',
    $metadata: { httpStatusCode: 500 },
  });
  expect(defects).toEqual([defect]);
  expect(door.calls.select({ operation: 'ListPipelines' })).toMatchObject([{ outcome: 'InternalFailure' }]);
});

test('AWS_ENDPOINT_URL is enough, and SQS follows its queue URL', async () => {
  const { door } = await openFrontDoor([
    { ...codepipeline, operations: { ListPipelines: operation(() => ({ pipelines: [] })) } },
    { ...sqs, operations: { ReceiveMessage: operation(() => ({})) } },
  ]);
  const before = process.env.AWS_ENDPOINT_URL;
  process.env.AWS_ENDPOINT_URL = door.url;
  try {
    const { endpoint: _, ...settings } = clientOf(door);
    await new CodePipelineClient(settings).send(new ListPipelinesCommand());
    await new SQSClient(settings).send(new ReceiveMessageCommand({ QueueUrl: `${door.url}/123456789012/watch` }));
  } finally {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  }

  expect(door.calls.calls).toMatchObject([
    { service: 'codepipeline', operation: 'ListPipelines', outcome: 'ok' },
    { service: 'sqs', operation: 'ReceiveMessage', outcome: 'ok' },
  ]);
});

test('takes the port it is given, and says when that is taken', async () => {
  const { door, principals } = await openFrontDoor([]);
  const port = Number(new URL(door.url).port);

  await expect(openFrontDoor([], { port, principals })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
