import { describe, expect, it } from 'vitest';
import { hostedFunction, parsed } from './hosted-function.ts';

describe('a function that fails', () => {
  it('answers a thrown error in the shape of Lambda and keeps the process', async () => {
    const { host: function_ } = await hostedFunction(`
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
    const { host: function_ } = await hostedFunction(`
      export const handler = async () => { Promise.reject(new Error('forgotten')); await new Promise(() => setInterval(() => {}, 1000)); };
    `);
    const failed = await function_.invoke('{}');
    expect(parsed(failed)).toMatchObject({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'forgotten' });
    expect(function_.instances).toEqual([]);
  });

  it('fails the invocation when the bundle cannot be loaded or has no handler', async () => {
    const broken = await hostedFunction('throw new RangeError("at load");');
    expect(parsed(await broken.host.invoke('{}'))).toMatchObject({ errorType: 'RangeError', errorMessage: 'at load' });
    const missing = await hostedFunction('export const other = 1;');
    expect(parsed(await missing.host.invoke('{}'))).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    });
  });

  it('kills a function that exceeds its timeout and starts a new one', async () => {
    const { host: function_ } = await hostedFunction(
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
    const { host: function_ } = await hostedFunction(
      'export const handler = async () => new Promise(() => setInterval(() => {}, 1000));',
    );
    const failed = await function_.invoke('{}', 'request-1', (instance) => instance.kill());
    expect(parsed(failed)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited with error: signal: killed',
    });
  });
});
