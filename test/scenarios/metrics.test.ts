import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { METRICS, NAMESPACE } from '../../lambda/log/observability.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';

const MINUTE = 60_000;

let deployment: Deployment;
let account: LocalAccount;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
  account = await deployment.start();
});

afterAll(async () => {
  await account.stop();
});

/** A line in the embedded metric format. */
const Embedded = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The metrics that the function has written so far: name, dimensions with their values, value. */
function written() {
  const lines = controllerOf(account).host.invocations.flatMap(({ logLines }) => logLines);
  return lines
    .filter((line) => line.includes('"_aws"'))
    .map((line) => Embedded.parse(JSON.parse(line)))
    .flatMap(({ _aws, ...values }) =>
      _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions: [names = []], Metrics }) => {
        expect(Namespace).toBe(NAMESPACE);
        const dimensions = Object.fromEntries(names.map((name) => [name, values[name]]));
        return Metrics.map(({ Name }) => ({ name: Name, dimensions, value: values[Name] }));
      }),
    );
}

const named = (name: string) => written().filter((metric) => metric.name === name);
const service = 'rollback-controller/RollbackController';
const stage = 'shop/Prod';

test('the function writes the metrics that the alarms and the dashboard look for, also while an incident is stuck', async () => {
  const { clock, cloudWatch, codePipeline } = account;
  codePipeline.script.setActionDuration({ pipeline: 'shop', stage: 'Prod' }, 80);
  codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'slow and bad' } });
  await clock.advance(5 * MINUTE);
  cloudWatch.script.setState('shop-5xx', 'ALARM');
  await clock.advance(50 * MINUTE);
  expect(named(METRICS.waits)).toEqual([{ name: 'Waits', dimensions: { service, stage }, value: 1 }]);
  expect(named(METRICS.stuck)).toEqual([]);

  // The deployment that the incident waits for runs for longer than rollbackMinutes.
  await clock.advance(15 * MINUTE);
  expect(named(METRICS.stuck)).toContainEqual({ name: 'StuckIncidents', dimensions: { service }, value: 1 });

  codePipeline.script.setActionDuration({ pipeline: 'shop', stage: 'Prod' }, 1);
  await clock.advance(20 * MINUTE);
  const stuck = named(METRICS.stuck).length;
  cloudWatch.script.setState('shop-5xx', 'OK');
  await clock.advance(10 * MINUTE);
  expect(named(METRICS.stuck)).toHaveLength(stuck);
  expect(named(METRICS.rollbacks)).toEqual([{ name: 'Rollbacks', dimensions: { service, stage }, value: 1 }]);
  expect(named(METRICS.outcomes)).toEqual([
    { name: 'IncidentOutcomes', dimensions: { service, stage, outcome: 'recovered' }, value: 1 },
  ]);
  for (const name of [METRICS.secondsToRollback, METRICS.secondsToRecovery]) {
    expect(named(name)).toEqual([{ name, dimensions: { service }, value: expect.any(Number) }]);
  }

  cloudWatch.script.setState('shop-5xx', 'ALARM');
  await clock.advance(MINUTE);
  expect(named(METRICS.holds)).toEqual([
    { name: 'Holds', dimensions: { service, stage, reason: expect.any(String) }, value: 1 },
  ]);
});

test('an event and a watch message that cannot be used are counted, and the message is kept for a person', async () => {
  const { clock } = account;
  const { host } = controllerOf(account);
  const before = named(METRICS.unusable).length;
  await host.invoke('{"detail-type":"Another Event"}');
  await host.invoke(
    JSON.stringify({ Records: [{ eventSource: 'aws:sqs', messageId: 'forged', body: '{"watch":2}' }] }),
  );
  await clock.advance(MINUTE);
  const counted = named(METRICS.unusable).slice(before);
  expect(counted).toEqual(Array(2).fill({ name: 'UnusableInputs', dimensions: { service }, value: 1 }));
  expect(JSON.parse(host.invocations.at(-1)?.payload ?? '')).toEqual({
    batchItemFailures: [{ itemIdentifier: 'forged' }],
  });
});
