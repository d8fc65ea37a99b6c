import { afterEach, describe, expect, it } from 'vitest';
import type { AsyncInvokeConfig } from '../../../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { Principals } from '../../../../emulator/services/iam/principals.ts';
import { AsynchronousInvocations } from '../../../../emulator/services/lambda/asynchronous-invocations.ts';
import { FunctionHost } from '../../../../emulator/services/lambda/function-host.ts';
import { IDENTITY, writtenFunction } from './written-function.ts';

const START = Date.UTC(2030, 5, 1, 12);
const HOUR = 3_600_000;
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:failures';
const running: FunctionHost[] = [];

interface Given {
  readonly config?: Partial<AsyncInvokeConfig>;
  readonly concurrency?: number;
  readonly deliverTwice?: (event: string) => boolean;
}

async function events(source: string, { config = {}, concurrency = 3, deliverTwice }: Given = {}) {
  const clock = new VirtualClock({ start: START });
  const host = await FunctionHost.start({
    deployed: await writtenFunction(source, {
      asyncInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600, onFailureArn: QUEUE, ...config },
    }),
    identity: IDENTITY,
    clock,
    endpointUrl: 'http://127.0.0.1:9',
    principals: new Principals(IDENTITY),
    concurrency,
  });
  running.push(host);
  const records: { readonly destination: string; readonly record: string }[] = [];
  const accepted = new AsynchronousInvocations({
    host,
    clock,
    deliverRecord: (destination, record) => void records.push({ destination, record }),
    ...(deliverTwice !== undefined && { deliverTwice }),
  });
  return { clock, host, accepted, records };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((host) => host.stop()));
});

const FAILING = 'export const handler = async () => { throw new RangeError("always"); };';
const seconds = (host: FunctionHost) => host.invocations.map(({ startedAt }) => (startedAt - START) / 1000);

describe('AsynchronousInvocations', () => {
  it('invokes after the event was accepted, once when the function succeeds', async () => {
    const { clock, host, accepted, records } = await events('export const handler = async (event) => event;');
    const requestId = accepted.accept('{"a":1}');
    expect(host.invocations).toEqual([]);
    await clock.advance(HOUR);
    expect(host.invocations).toHaveLength(1);
    expect(host.invocations[0]).toMatchObject({ requestId, event: '{"a":1}', payload: '{"a":1}' });
    expect(records).toEqual([]);
  });

  it('retries a function error after one minute, then two, then hands the record to the destination', async () => {
    const { clock, host, accepted, records } = await events(FAILING);
    const requestId = accepted.accept('{"alarm":"shop-5xx"}');
    await clock.advance(HOUR);
    const [first = 0, second = 0, third = 0] = seconds(host);
    expect(host.invocations).toHaveLength(3);
    expect(second - first).toBeGreaterThanOrEqual(60);
    expect(second - first).toBeLessThan(65);
    expect(third - second).toBeGreaterThanOrEqual(120);
    expect(third - second).toBeLessThan(125);
    expect(records).toHaveLength(1);
    expect(records[0]?.destination).toBe(QUEUE);
    expect(JSON.parse(records[0]?.record ?? '')).toMatchObject({
      version: '1.0',
      timestamp: expect.stringMatching(/^2030-06-01T12:03:0\d\.\d{3}Z$/),
      requestContext: {
        requestId,
        functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:controller:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { alarm: 'shop-5xx' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'RangeError', errorMessage: 'always' },
    });
    expect(new Set(host.invocations.map((record) => record.requestId))).toEqual(new Set([requestId]));
  });

  it('retries no more often than configured', async () => {
    const { clock, host, accepted, records } = await events(FAILING, { config: { maximumRetryAttempts: 0 } });
    accepted.accept('{}');
    await clock.advance(HOUR);
    expect(host.invocations).toHaveLength(1);
    expect(records).toHaveLength(1);
  });

  it('gives up on an event that is too old for its retry', async () => {
    const { clock, host, accepted, records } = await events(FAILING, { config: { maximumEventAgeSeconds: 90 } });
    accepted.accept('{}');
    await clock.advance(HOUR);
    expect(host.invocations).toHaveLength(2);
    expect(JSON.parse(records[0]?.record ?? '').requestContext.condition).toBe('EventAgeExceeded');
  });

  it('retries throttled events with growing waits until one gets through', async () => {
    const { clock, host, accepted, records } = await events(
      'export const handler = async () => { await new Promise((done) => setTimeout(done, 200)); };',
      { concurrency: 1, config: { maximumRetryAttempts: 0 } },
    );
    accepted.accept('{"first":true}');
    accepted.accept('{"second":true}');
    await clock.advance(HOUR);
    const [first = 0, second = 0] = seconds(host);
    expect(host.invocations).toHaveLength(2);
    expect(second - first).toBeGreaterThanOrEqual(0.2);
    expect(second - first).toBeLessThan(20);
    expect(records).toEqual([]);
  });

  it('gives up on events that stay throttled, with a record that has no response', async () => {
    const { clock, host, accepted, records } = await events(FAILING, {
      concurrency: 0,
      config: { maximumEventAgeSeconds: 60 },
    });
    accepted.accept('{}');
    await clock.advance(HOUR);
    expect(host.invocations).toEqual([]);
    const record = JSON.parse(records[0]?.record ?? '');
    expect(record.requestContext).toMatchObject({ condition: 'EventAgeExceeded', approximateInvokeCount: 0 });
    expect(record).not.toHaveProperty('responsePayload');
  });

  it('delivers twice where it is told to', async () => {
    const { clock, host, accepted } = await events('export const handler = async () => "ok";', {
      deliverTwice: (event) => event.includes('double'),
    });
    accepted.accept('{"double":1}');
    accepted.accept('{"single":1}');
    await clock.advance(HOUR);
    expect(host.invocations.map(({ event }) => event).sort()).toEqual(['{"double":1}', '{"double":1}', '{"single":1}']);
  });
});
