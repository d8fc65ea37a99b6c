import * as sdk from '@aws-sdk/client-cloudwatch';
import { onTestFinished } from 'vitest';
import { createCloudWatch } from '../../../../emulator/services/cloudwatch/cloudwatch.ts';
import type { AlarmSwitches } from '../../../../emulator/services/cloudwatch/switches.ts';
import type { ServiceEvent } from '../../../../emulator/services/service.ts';
import { IDENTITY, openedDoor } from '../../opened-door.ts';

export const MINUTE = 60_000;

/** A CloudWatch behind the front door and the real SDK client for it; the clock, at a full hour, stands still but for `pass`. */
export async function sdkAlarms(switches: Partial<AlarmSwitches> = {}) {
  const { clock, door, client: settings } = await openedDoor();
  const events: ServiceEvent[] = [];
  const { service, script } = createCloudWatch({
    identity: IDENTITY,
    clock,
    publish: (event) => events.push(event),
    targets: { invokeFunction: () => undefined, publishMessage: () => undefined },
    switches,
  });
  door.serve(service);
  const client = new sdk.CloudWatchClient(settings);
  onTestFinished(async () => {
    client.destroy();
    await door.close();
  });

  const describe = (name: string) =>
    client.send(new sdk.DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));
  const alarm = async (name: string): Promise<sdk.MetricAlarm> => (await describe(name)).MetricAlarms?.[0] ?? {};
  const composite = async (name: string): Promise<sdk.CompositeAlarm> =>
    (await describe(name)).CompositeAlarms?.[0] ?? {};
  const reasonData = async (name: string): Promise<unknown> => parsed((await alarm(name)).StateReasonData);
  const history = async (AlarmName: string, HistoryItemType?: sdk.HistoryItemType) => {
    const { AlarmHistoryItems = [] } = await client.send(
      new sdk.DescribeAlarmHistoryCommand({ AlarmName, ...(HistoryItemType !== undefined && { HistoryItemType }) }),
    );
    return AlarmHistoryItems.map(({ Timestamp, HistorySummary, HistoryData }) => ({
      at: Timestamp?.getTime(),
      summary: HistorySummary,
      data: parsed(HistoryData),
    }));
  };
  const put = (input: Partial<sdk.PutMetricAlarmInput>) =>
    client.send(
      new sdk.PutMetricAlarmCommand({
        AlarmName: 'errors',
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 5,
        ...input,
      }),
    );
  /** One value of a metric in the namespace `Shop`, now. */
  const value = (MetricName: string, Value: number) =>
    client.send(new sdk.PutMetricDataCommand({ Namespace: 'Shop', MetricData: [{ MetricName, Value }] }));

  const pass = (minutes: number) => clock.advance(minutes * MINUTE);
  return { clock, events, script, client, alarm, composite, reasonData, history, put, value, pass };
}

/** What is in a JSON text; undefined where there is no text. */
export function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}

/** A metric in the namespace `Shop`, as PutMetricAlarm takes it. */
export function shopMetric(Id: string, MetricName: string, Period = 60): sdk.MetricDataQuery {
  return { Id, MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period, Stat: 'Sum' }, ReturnData: false };
}
