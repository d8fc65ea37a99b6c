import { join } from 'node:path';
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { readJsonFile, Template } from '../../emulator/account/template/template.ts';
import { METRICS, NAMESPACE } from '../../lambda/log/observability.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';
import { consoles } from './consoles.ts';

const HOUR = 3_600_000;

const { account, subjects } = consoles();

const NoCheck = z.object({
  MetricName: z.literal(METRICS.checked),
  Namespace: z.literal(NAMESPACE),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Statistic: z.literal('Sum'),
  Period: z.number(),
  EvaluationPeriods: z.number(),
  Threshold: z.number(),
  ComparisonOperator: z.literal('LessThanThreshold'),
  TreatMissingData: z.string(),
  AlarmActions: z.array(z.unknown()).length(1),
  InsufficientDataActions: z.array(z.unknown()).length(1),
});

const Completed = z.looseObject({ _aws: z.object({ Timestamp: z.number() }), [METRICS.checked]: z.unknown() });

/** The alarm of the template, in the account, with the topic of people where the template names it. */
async function deployAlarm(client: CloudWatchClient): Promise<z.infer<typeof NoCheck>> {
  const file = join(await sharedAssembly(), 'RollbackController.template.json');
  const { Resources } = readJsonFile(file, Template, 'a template');
  const [alarm] = Object.values(Resources).flatMap(({ Properties }) => NoCheck.safeParse(Properties).data ?? []);
  if (alarm === undefined) throw new Error('the template has no alarm on completed checks');
  const topic = [controllerOf(account()).deployed.environment.TOPIC_ARN ?? ''];
  const actions = { AlarmActions: topic, InsufficientDataActions: topic };
  await client.send(new PutMetricAlarmCommand({ ...alarm, ...actions, AlarmName: 'no-check' }));
  return alarm;
}

test('a controller whose daily check no longer comes is told of after 26 to 29 hours, and a new one is not told of', async () => {
  const { clock, endpoint, identity } = account();
  const credentials = { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' };
  const client = new CloudWatchClient({ endpoint, region: identity.region, credentials });
  const { MetricName, Namespace, Dimensions } = await deployAlarm(client);
  let seen = 0;
  /** The hours pass, and CloudWatch reads the metrics out of the function's log. */
  const pass = async (hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      await clock.advance(HOUR);
      const invocations = controllerOf(account()).host.invocations.slice(seen);
      seen += invocations.length;
      const completed = invocations
        .flatMap(({ logLines }) => logLines)
        .filter((line) => line.includes('"_aws"') && line.includes(METRICS.checked))
        .map((line) => Completed.parse(JSON.parse(line)));
      for (const { _aws } of completed) {
        const datum = { MetricName, Dimensions, Value: 1, Timestamp: new Date(_aws.Timestamp) };
        await client.send(new PutMetricDataCommand({ Namespace, MetricData: [datum] }));
      }
    }
  };
  await pass(3 * 24);
  expect(subjects()).toEqual([]);
  const { stacks, eventBus } = account();
  for (const rule of stacks.flatMap(({ rules }) => rules)) {
    if (rule.scheduleExpression !== undefined) eventBus.putRule({ ...rule, enabled: false });
  }
  let hours = 0;
  while (subjects().length === 0 && hours < 60) {
    await pass(1);
    hours += 1;
  }
  expect(subjects()).toEqual(['INSUFFICIENT_DATA: "no-check" in us-east-1']);
  // CloudWatch reads some periods beyond those that it evaluates, to make up for missing ones.
  expect([26, 27, 28, 29]).toContain(hours);
});
