import { execFile } from 'node:child_process';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalServices, START, startLocalServices } from '../support/local-services.ts';
import { type Change, sabotagedSource } from './sabotage.ts';

// The simulated histories have ports in the place of AWS: what the SDK does by itself is tried here, over the wire.

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterEach(() => services.faults.clear());
afterAll(() => services.stop());

async function withSource<T>(changes: readonly Change[], use: (lambda: string) => Promise<T>): Promise<T> {
  const { lambda, remove } = await sabotagedSource(changes);
  try {
    return await use(lambda);
  } finally {
    await remove();
  }
}

describe('RollbackStage, accepted, its answer lost', () => {
  const noRetry: Change = { file: 'aws/clients.ts', from: '{ ...patience, ...ONCE }', to: 'patience' };

  it.each([
    { what: 'is sent and accepted once', changes: [], accepted: 1, answer: 'lost' },
    { what: 'is accepted twice where the SDK may retry it', changes: [noRetry], accepted: 2, answer: 'accepted' },
  ])('$what', async ({ changes, accepted, answer }) => {
    const { script } = services.codePipeline;
    const pipeline = `shop-${accepted}`;
    script.createPipeline({ name: pipeline, stages: ['Source', 'Prod'], actionMinutes: 1 });
    const [target = ''] = script.addHistory(pipeline, [
      { startTime: START - 7_200_000 },
      { startTime: START - 3_600_000 },
    ]);
    services.faults.add({
      operation: 'RollbackStage',
      calls: 1,
      // The connection breaks when the rollback is over: a stage at rest takes the second call.
      after: () => services.clock.advance(60_000),
      fault: { kind: 'lost-answer' },
    });

    const answered = await withSource(changes, (lambda) => rollBackOnce(lambda, pipeline, target));

    expect(JSON.parse(answered)).toMatchObject({ kind: answer });
    expect(script.acceptedRollbacks.filter(({ pipelineName }) => pipelineName === pipeline)).toHaveLength(accepted);
  });
});

async function rollBackOnce(lambda: string, pipeline: string, target: string): Promise<string> {
  const program = fileURLToPath(new URL('./roll-back-once.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(execPath, [program, lambda, pipeline, 'Prod', target], {
    env: {
      AWS_ENDPOINT_URL: services.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAADMINISTRATOR',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
  });
  return stdout;
}
