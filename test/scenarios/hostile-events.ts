import { expect } from 'vitest';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { METRICS } from '../../lambda/log/observability.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { alarmStateChange, type Json } from '../support/events/alarm-state-change.ts';

const MINUTE = 60_000;
const HOME = { partition: 'aws', region: 'us-east-1', account: '123456789012' };
const ARN = alarmArn(HOME, 'shop-5xx');

export const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
export const text = (event: unknown) => JSON.stringify(event);

/** An event of the guarded alarm, as it would come but for what is changed. */
export const ofAlarm = (detail: Json = {}, envelope: Json = {}) =>
  alarmStateChange(detail, { region: HOME.region, account: HOME.account, resources: [ARN], ...envelope });

/** Invokes the bundled function with JSON text; what came of it. */
export async function invokeWith(account: LocalAccount, body: string) {
  const before = account.codePipeline.script.acceptedRollbacks.length;
  const { payload, functionError, logLines } = await controllerOf(account).host.invoke(body);
  const counted = logLines.flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line)[METRICS.unusable]] : []));
  return {
    failed: functionError !== undefined,
    counted: counted.flat().filter((count) => count === 1).length,
    rollbacks: account.codePipeline.script.acceptedRollbacks.length - before,
    payload,
    logged: Math.max(0, ...logLines.map(({ length }) => length)),
  };
}

/** The function works as before: the next alarm is decided, and rolls back once. */
export async function worksAsBefore(account: LocalAccount): Promise<void> {
  account.cloudWatch.script.setState('shop-5xx', 'ALARM');
  await account.clock.advance(10 * MINUTE);
  expect(account.codePipeline.script.acceptedRollbacks).toHaveLength(1);
}
