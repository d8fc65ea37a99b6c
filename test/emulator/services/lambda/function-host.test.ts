import { afterEach, describe, expect, it } from 'vitest';
import type { DeployedFunction } from '../../../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { Principals } from '../../../../emulator/services/iam/principals.ts';
import { FunctionHost } from '../../../../emulator/services/lambda/function-host.ts';
import { IDENTITY, writtenFunction } from './written-function.ts';

const START = Date.UTC(2030, 5, 1, 12);
const ENDPOINT = 'http://127.0.0.1:9';
const running: FunctionHost[] = [];

async function host(source: string, changes: Parameters<typeof writtenFunction>[1] = {}, concurrency = 5) {
  const deployed: DeployedFunction = await writtenFunction(source, changes);
  const clock = new VirtualClock({ start: START });
  const principals = new Principals(IDENTITY);
  const started = await FunctionHost.start({
    deployed,
    identity: IDENTITY,
    clock,
    endpointUrl: ENDPOINT,
    principals,
    concurrency,
  });
  running.push(started);
  return { host: started, clock, principals };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((started) => started.stop()));
});

const parsed = (record: { readonly payload: string }) => JSON.parse(record.payload);

describe('FunctionHost', () => {
  it('answers what the handler returns, cold first, then in the same warm process', async () => {
    const { host: function_ } = await host(`
      let calls = 0;
      export const handler = async (event) => ({ echo: event, calls: ++calls, pid: process.pid });
    `);
    const cold = await function_.invoke('{"a":1}');
    const warm = await function_.invoke('{"a":2}');
    expect(parsed(cold)).toMatchObject({ echo: { a: 1 }, calls: 1 });
    expect(parsed(warm)).toMatchObject({ echo: { a: 2 }, calls: 2, pid: parsed(cold).pid });
    expect([cold.coldStart, warm.coldStart]).toEqual([true, false]);
    expect(cold.functionError).toBeUndefined();
    await function_.forgetIdle();
    expect((await function_.invoke('{}')).coldStart).toBe(true);
  });

  it('reports the processor time of the initialisation: what it waits for, and how busy the machine is, are not in it', async () => {
    const { host: function_ } = await host(`
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      export const handler = async () => 'fine';
    `);
    const { logLines } = await function_.invoke('{}');
    const [, took] = /Init Duration: ([\d.]+) ms/.exec(logLines.join('\n')) ?? [];
    expect(Number(took)).toBeGreaterThan(10);
    expect(Number(took)).toBeLessThan(3_000);
  });

  it('gives the function its own environment, Lambda variables and nothing of ours but PATH', async () => {
    process.env.SECRET_OF_THE_PARENT = 'leak';
    const { host: function_, principals } = await host('export const handler = async () => process.env;', {
      environment: { TABLE_NAME: 'stages', NODE_OPTIONS: '--enable-source-maps' },
    });
    const environment = parsed(await function_.invoke('{}'));
    delete process.env.SECRET_OF_THE_PARENT;
    expect(environment).toMatchObject({
      TABLE_NAME: 'stages',
      NODE_OPTIONS: '--enable-source-maps',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'controller',
      AWS_ENDPOINT_URL: ENDPOINT,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      TZ: 'UTC',
      PATH: process.env.PATH,
    });
    expect(principals.principalOf(environment.AWS_ACCESS_KEY_ID)).toMatchObject({
      arn: 'arn:aws:sts::111122223333:assumed-role/controller-role/controller',
      instance: 'controller-1',
    });
    expect(environment).not.toHaveProperty('SECRET_OF_THE_PARENT');
    expect(environment).not.toHaveProperty('HOME');
    expect(function_.instance('controller-1')).toBe(function_.instances[0]);
  });

  it('gives the handler the context of Lambda', async () => {
    const { host: function_ } = await host(`
      export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });
    `);
    const context = parsed(await function_.invoke('{}', 'request-1'));
    expect(context).toMatchObject({
      awsRequestId: 'request-1',
      functionName: 'controller',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/controller',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:controller',
    });
    expect(context.remaining).toBeGreaterThan(10_000);
    expect(context.remaining).toBeLessThanOrEqual(20_000);
  });

  it("shows the function the account's time, also while it loads and after a jump", async () => {
    const { host: function_, clock } = await host(`
      const loaded = Date.now();
      export const handler = async () => ({
        loaded, now: Date.now(), fresh: new Date().getTime(), text: Date(), fixed: new Date(0).toISOString(),
        isDate: new Date() instanceof Date,
      });
    `);
    const first = parsed(await function_.invoke('{}'));
    expect(first.loaded - START).toBeGreaterThanOrEqual(0);
    expect(first.loaded - START).toBeLessThan(20_000);
    expect(first).toMatchObject({ fixed: '1970-01-01T00:00:00.000Z', isDate: true });
    expect(first.text).toMatch(/^Sat Jun 01 2030/);
    await clock.advance(3_600_000);
    const before = clock.now();
    const second = parsed(await function_.invoke('{}'));
    expect(second.now - before).toBeGreaterThanOrEqual(0);
    expect(second.now - before).toBeLessThan(20_000);
    expect(second.fresh - second.now).toBeLessThan(1_000);
  });

  it('reads a CommonJS bundle, wherever the project keeps it', async () => {
    const { host: function_ } = await host('exports.handler = async () => require("node:path").sep;', {
      fileName: 'index.js',
    });
    expect((await function_.invoke('{}')).payload).toBe('"/"');
  });

  it('answers a thrown error in the shape of Lambda and keeps the process', async () => {
    const { host: function_ } = await host(`
      export const handler = async (event) => {
        if (event.fail) throw new TypeError('no stage');
        return 'fine';
      };
    `);
    const failed = await function_.invoke('{"fail":true}');
    expect(failed.functionError).toBe('Unhandled');
    expect(parsed(failed)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no stage' });
    expect(parsed(failed).trace[0]).toBe('TypeError: no stage');
    expect(failed.logLines.join('\n')).toContain('Invoke Error');
    const next = await function_.invoke('{}');
    expect([next.payload, next.coldStart]).toEqual(['"fine"', false]);
  });

  it('ends the process on a rejection that nobody caught', async () => {
    const { host: function_ } = await host(`
      export const handler = async () => { Promise.reject(new Error('forgotten')); await new Promise(() => setInterval(() => {}, 1000)); };
    `);
    const failed = await function_.invoke('{}');
    expect(parsed(failed)).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'forgotten' });
    expect(function_.instances).toEqual([]);
  });

  it('fails the invocation when the bundle cannot be loaded or has no handler', async () => {
    const broken = await host('throw new RangeError("at load");');
    expect(parsed(await broken.host.invoke('{}'))).toMatchObject({ errorType: 'RangeError', errorMessage: 'at load' });
    const missing = await host('export const other = 1;');
    expect(parsed(await missing.host.invoke('{}'))).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    });
  });

  it('kills a function that exceeds its timeout and starts a new one', async () => {
    const { host: function_ } = await host(
      'export const handler = async (event) => event.hang ? new Promise(() => setInterval(() => {}, 1000)) : "fine";',
      { timeoutSeconds: 0.3 },
    );
    const failed = await function_.invoke('{"hang":true}', 'request-1');
    expect(failed.functionError).toBe('Unhandled');
    expect(parsed(failed).errorMessage).toBe('RequestId: request-1 Error: Task timed out after 0.30 seconds');
    expect(function_.instances).toEqual([]);
    expect((await function_.invoke('{}')).coldStart).toBe(true);
  });

  it('fails the invocation of a process that is killed', async () => {
    const { host: function_ } = await host(
      'export const handler = async () => new Promise(() => setInterval(() => {}, 1000));',
    );
    const failed = await function_.invoke('{}', 'request-1', (instance) => instance.kill());
    expect(parsed(failed)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited with error: signal: killed',
    });
  });

  it('runs concurrent invocations in processes of their own and throttles what is over the limit', async () => {
    const { host: function_ } = await host(
      'export const handler = async () => { await new Promise((done) => setTimeout(done, 50)); return process.pid; };',
      {},
      2,
    );
    const both = Promise.all([function_.invoke('{}'), function_.invoke('{}')]);
    await expect(function_.invoke('{}')).rejects.toMatchObject({ name: 'TooManyRequestsException', httpStatus: 429 });
    const [first, second] = await both;
    expect(first.payload).not.toBe(second.payload);
    expect(function_.instances).toHaveLength(2);
    expect((await function_.invoke('{}')).coldStart).toBe(false);
  });

  it('keeps the log lines of each invocation, in the text format of Lambda', async () => {
    const { host: function_ } = await host(`
      export const handler = async (event) => { console.log('hello %s', event.name, '\\nsecond'); process.stderr.write('raw\\n'); };
    `);
    await function_.invoke('{"name":"first"}', 'request-1');
    const { logLines } = await function_.invoke('{"name":"second"}', 'request-2');
    expect(logLines[0]).toBe('START RequestId: request-2 Version: $LATEST');
    expect(logLines[1]).toMatch(/^2030-06-01T12:00:\d\d\.\d{3}Z\trequest-2\tINFO\thello second \rsecond$/);
    expect(logLines[2]).toBe('raw');
    expect(logLines[3]).toBe('END RequestId: request-2');
    expect(logLines[4]).toMatch(/^REPORT RequestId: request-2\tDuration: .*Memory Size: 256 MB$/);
    expect(logLines).toHaveLength(5);
  });

  it('leaves no process behind when it stops', async () => {
    const { host: function_ } = await host('export const handler = async () => process.pid;');
    const pid = Number((await function_.invoke('{}')).payload);
    await function_.stop();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
