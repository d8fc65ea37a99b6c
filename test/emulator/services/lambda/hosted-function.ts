import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { Principals } from '../../../../emulator/services/iam/principals.ts';
import { FunctionHost } from '../../../../emulator/services/lambda/function-host.ts';
import { IDENTITY, writtenFunction } from './written-function.ts';

export const START = Date.UTC(2030, 5, 1, 12);
export const ENDPOINT = 'http://127.0.0.1:9';

/** A function of this source in an account that is at {@link START}, for the length of the test. */
export async function hostedFunction(
  source: string,
  changes: Parameters<typeof writtenFunction>[1] = {},
  concurrency = 5,
) {
  const deployed = await writtenFunction(source, changes);
  const clock = new VirtualClock({ start: START });
  const principals = new Principals(IDENTITY);
  const host = await FunctionHost.start({
    deployed,
    identity: IDENTITY,
    clock,
    endpointUrl: ENDPOINT,
    principals,
    concurrency,
  });
  onTestFinished(() => host.stop());
  return { host, clock, principals };
}

/** What an invocation answered. */
export const parsed = (record: { readonly payload: string }) => JSON.parse(record.payload);
