import { describe, expect, it } from 'vitest';
import { ENDPOINT, hostedFunction, parsed, START } from './hosted-function.ts';

describe('a function in its execution environment', () => {
  it('reports the processor time of the initialisation: what it waits for, and how busy the machine is, are not in it', async () => {
    const { host: function_ } = await hostedFunction(`
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const sinceStart = performance.now();
      export const handler = async () => sinceStart;
    `);
    const { logLines, payload } = await function_.invoke('{}');
    const [, took] = /Init Duration: ([\d.]+) ms/.exec(logLines.join('\n')) ?? [];
    expect(Number(took)).toBeGreaterThan(10);
    expect(Number(took)).toBeLessThan(Number(payload) - 500);
  });

  it('gives the function its own environment, Lambda variables and nothing of ours but PATH', async () => {
    process.env.SECRET_OF_THE_PARENT = 'leak';
    const { host: function_, principals } = await hostedFunction('export const handler = async () => process.env;', {
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
    const { host: function_ } = await hostedFunction(`
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
    const { host: function_, clock } = await hostedFunction(`
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
    const { host: function_ } = await hostedFunction('exports.handler = async () => require("node:path").sep;', {
      fileName: 'index.js',
    });
    expect((await function_.invoke('{}')).payload).toBe('"/"');
  });

  it('keeps the log lines of each invocation, in the text format of Lambda', async () => {
    const { host: function_ } = await hostedFunction(`
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
});
