import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { createCloudWatch } from '../../../../emulator/services/cloudwatch/cloudwatch.ts';
import type { ServiceEvent } from '../../../../emulator/services/service.ts';

export const START = Date.parse('2026-01-10T09:00:00.000Z');
export const MINUTE = 60_000;

/** A CloudWatch of its own, with everything it sends recorded. */
export function cloudWatchAccount() {
  const clock = new VirtualClock({ start: START });
  const events: ServiceEvent[] = [];
  const invocations: { functionArn: string; payload: JsonObject; sourceArn: string }[] = [];
  const messages: { topicArn: string; subject: string; message: string }[] = [];
  const cloudWatch = createCloudWatch({
    identity: { accountId: '111122223333', region: 'eu-west-1' },
    clock,
    publish: (event) => events.push(event),
    targets: {
      invokeFunction: (functionArn, payload, source) => {
        invocations.push({ functionArn, payload, sourceArn: source.arn });
      },
      publishMessage: (topicArn, subject, message) => {
        messages.push({ topicArn, subject, message });
      },
    },
  });
  return {
    clock,
    events,
    invocations,
    messages,
    script: cloudWatch.script,
    service: cloudWatch.service,
    call: async (operation: string, input: JsonObject): Promise<JsonObject> => {
      const found = cloudWatch.service.operations[operation];
      if (found === undefined) throw new Error(`no operation ${operation}`);
      return found.handle(input, { arn: 'arn:aws:iam::111122223333:user/test' });
    },
    stateChanges: () => events.filter(({ detailType }) => detailType === 'CloudWatch Alarm State Change'),
  };
}

export type CloudWatchAccount = ReturnType<typeof cloudWatchAccount>;

export function arnOf(alarmName: string): string {
  return `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${alarmName}`;
}

/** A complete PutMetricAlarm input: more than 5 errors in one minute. */
export function errorsAlarm(name: string, changes: JsonObject = {}): JsonObject {
  return {
    AlarmName: name,
    Namespace: 'Shop',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    ...changes,
  };
}
