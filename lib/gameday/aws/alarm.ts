import { type CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { METRIC, NAMESPACE } from '../day.ts';

export interface AlarmView {
  readonly state: string;
  /** Epoch milliseconds of its last change of state. */
  readonly since: number;
}

/** The alarm of the day and its metric. */
export class DayAlarm {
  readonly #client: CloudWatchClient;
  readonly #name: string;
  readonly #day: string;

  constructor(client: CloudWatchClient, name: string, day: string) {
    this.#client = client;
    this.#name = name;
    this.#day = day;
  }

  async look(): Promise<AlarmView> {
    const { MetricAlarms = [] } = await this.#client.send(new DescribeAlarmsCommand({ AlarmNames: [this.#name] }));
    const [alarm] = MetricAlarms;
    const since = alarm?.StateTransitionedTimestamp ?? alarm?.StateUpdatedTimestamp;
    return { state: alarm?.StateValue ?? 'unknown', since: since?.getTime() ?? 0 };
  }

  /** One datapoint, now. */
  async report(errors: number): Promise<void> {
    const datum = { MetricName: METRIC, Dimensions: [{ Name: 'Day', Value: this.#day }], Value: errors };
    await this.#client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: [datum] }));
  }
}
