import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { Functions } from '../../../../emulator/services/lambda/functions.ts';
import { accountSettingsRoute, lambdaRoute } from '../../../../emulator/services/lambda/lambda-api.ts';
import { Queues } from '../../../../emulator/services/sqs/queues.ts';
import { IDENTITY, openedDoor } from '../../opened-door.ts';
import { writtenFunction } from './written-function.ts';

const stops: (() => Promise<void>)[] = [];

async function account(source: string) {
  const { clock, principals, door } = await openedDoor();
  const deployed = await writtenFunction(source);
  const functions = await Functions.start({
    functions: [deployed],
    mappings: [],
    queues: new Queues([], clock),
    identity: IDENTITY,
    clock,
    endpointUrl: door.url,
    principals,
    concurrency: 1,
    deliverRecord: () => undefined,
  });
  stops.push(
    () => functions.stop(),
    () => door.close(),
  );
  door.mount(lambdaRoute(functions, principals), accountSettingsRoute(10, functions, principals));
  const call = (path: string, { key = 'AKIAPERSON', ...init }: RequestInit & { readonly key?: string } = {}) =>
    fetch(`${door.url}/2015-03-31/functions/${path}`, {
      ...init,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${key}/20300601/eu-west-1/lambda/aws4_request, SignedHeaders=host, Signature=0`,
        ...init.headers,
      },
    });
  const invoke = (body: string, headers: Record<string, string> = {}, name = 'controller') =>
    call(`${encodeURIComponent(name)}/invocations`, { method: 'POST', body, headers });
  return { clock, principals, deployed, functions, call, invoke, endpoint: door.url };
}

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe('the REST API of Lambda', () => {
  it('invokes and waits, with the end of the log where asked', async () => {
    const { invoke } = await account('export const handler = async (event) => { console.log("seen"); return event; };');
    const response = await invoke('{"a":1}', { 'X-Amz-Log-Type': 'Tail' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ a: 1 });
    expect(response.headers.get('X-Amz-Function-Error')).toBeNull();
    const log = Buffer.from(response.headers.get('X-Amz-Log-Result') ?? '', 'base64').toString();
    expect(log).toContain('seen\n');
    expect(log).toContain('REPORT RequestId');
  });

  it('answers 200 with a header when the function fails', async () => {
    const { invoke, deployed } = await account('export const handler = async () => { throw new Error("no"); };');
    const response = await invoke('', {}, deployed.arn);
    expect([response.status, response.headers.get('X-Amz-Function-Error')]).toEqual([200, 'Unhandled']);
    expect(await response.json()).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  });

  it('accepts an event and invokes it later', async () => {
    const { clock, functions, invoke } = await account('export const handler = async () => "ok";');
    const response = await invoke('{}', { 'X-Amz-Invocation-Type': 'Event' });
    expect([response.status, await response.text()]).toEqual([202, '']);
    expect(functions.get('controller').host.invocations).toEqual([]);
    await clock.advance(1);
    expect(functions.get('controller').host.invocations).toHaveLength(1);
  });

  it('runs nothing dry', async () => {
    const { functions, invoke } = await account('export const handler = async () => "ok";');
    expect((await invoke('{}', { 'X-Amz-Invocation-Type': 'DryRun' })).status).toBe(204);
    expect(functions.get('controller').host.invocations).toEqual([]);
  });

  it('describes the function', async () => {
    const { call } = await account('export const handler = async () => "ok";');
    expect(await (await call('controller')).json()).toMatchObject({
      Configuration: { FunctionName: 'controller', Timeout: 20, State: 'Active' },
    });
  });

  it('tells how many invocations the account runs at once, to whoever may ask', async () => {
    const { endpoint, principals, deployed } = await account('export const handler = async () => "ok";');
    const settings = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
      new LambdaClient({ endpoint, region: IDENTITY.region, credentials }).send(new GetAccountSettingsCommand({}));
    const { AccountLimit, AccountUsage } = await settings({ accessKeyId: 'AKIAPERSON', secretAccessKey: 'secret' });
    expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 });
    expect(AccountUsage).toMatchObject({ FunctionCount: 1 });
    const { AWS_ACCESS_KEY_ID = '' } = principals.issue(deployed, 'controller-9');
    const denied = settings({ accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: 'secret' });
    await expect(denied).rejects.toThrow(/lambda:GetAccountSettings/);
  });

  it.each([
    ['an unknown function', '{}', 'other', 404, 'ResourceNotFoundException'],
    ['a body that is not JSON', '{', 'controller', 400, 'InvalidRequestContentException'],
  ])('refuses %s', async (_what, body, name, status, error) => {
    const { invoke } = await account('export const handler = async () => "ok";');
    const response = await invoke(body, {}, name);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, error]);
  });

  it('throttles over the concurrency', async () => {
    const { invoke } = await account(
      'export const handler = async () => { await new Promise((done) => setTimeout(done, 100)); };',
    );
    const statuses = (await Promise.all([invoke('{}'), invoke('{}')])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 429]);
  });

  it("holds a function's role to its policy", async () => {
    const { call, principals, deployed } = await account('export const handler = async () => "ok";');
    const { AWS_ACCESS_KEY_ID: key } = principals.issue(deployed, 'controller-9');
    const response = await call('controller/invocations', { method: 'POST', body: '{}', key });
    expect(response.headers.get('x-amzn-errortype')).toBe('AccessDeniedException');
  });
});
