import { describe, expect, it } from 'vitest';
import { hostedFunction, parsed } from './hosted-function.ts';

describe('FunctionHost', () => {
  it('answers what the handler returns, cold first, then in the same warm process', async () => {
    const { host: function_ } = await hostedFunction(`
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

  it('runs concurrent invocations in processes of their own and throttles what is over the limit', async () => {
    const { host: function_ } = await hostedFunction(
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

  it('leaves no process behind when it stops', async () => {
    const { host: function_ } = await hostedFunction('export const handler = async () => process.pid;');
    const pid = Number((await function_.invoke('{}')).payload);
    await function_.stop();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
