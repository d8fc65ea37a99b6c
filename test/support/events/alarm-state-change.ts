/** A JSON object as AWS would send it. */
export interface Json {
  readonly [member: string]: unknown;
}

export const ALARM_ARN = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-5xx';

export const IN_ALARM = {
  value: 'ALARM',
  reason:
    'Threshold Crossed: 1 out of the last 1 datapoints [12.0 (10/01/26 09:28:00)] was greater than the threshold (5.0).',
  reasonData:
    '{"version":"1.0","queryDate":"2026-01-10T09:29:58.983+0000","period":60,"recentDatapoints":[12.0],"threshold":5.0}',
  timestamp: '2026-01-10T09:29:58.989+0000',
};

export const WAS_OK = {
  value: 'OK',
  reason: 'Threshold Crossed: no datapoints were received and missing data was treated as [NonBreaching].',
  timestamp: '2026-01-10T08:00:01.100+0000',
};

export const SUPPRESSED_ALARM = {
  ...IN_ALARM,
  timestamp: '2026-01-10T09:27:58.989+0000',
  actionsSuppressedBy: 'WaitPeriod',
  actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
};

export const MUTE = {
  mutedByArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm-mute-rule:maintenance',
  muteWindowStart: '2026-01-10T09:00:00.000+0000',
  muteWindowEnd: '2026-01-10T11:00:00.000+0000',
};

/** The `detail` of a metric alarm that went from OK to ALARM; the same shape is the `alarmData` of a Lambda action. */
export function alarmDetail(but: Json = {}): Json {
  return {
    alarmName: 'shop-5xx',
    state: IN_ALARM,
    previousState: WAS_OK,
    configuration: {
      description: 'Too many errors',
      metrics: [
        { id: 'e1', expression: 'errors/requests', returnData: true },
        {
          id: 'errors',
          metricStat: { metric: { namespace: 'Shop', name: '5xx', dimensions: {} }, period: 60, stat: 'Sum' },
          returnData: false,
        },
      ],
    },
    ...but,
  };
}

/** `CloudWatch Alarm State Change` as EventBridge delivers it. */
export function alarmStateChange(detail: Json = {}, envelope: Json = {}): Json {
  return {
    version: '0',
    id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    time: '2026-01-10T09:29:58Z',
    region: 'eu-west-1',
    resources: [ALARM_ARN],
    detail: alarmDetail(detail),
    ...envelope,
  };
}

/** A composite alarm: a rule instead of metrics. */
export const COMPOSITE = {
  configuration: {
    alarmRule: 'ALARM(shop-5xx) OR ALARM(shop-latency)',
    actionsSuppressor: 'maintenance',
    actionsSuppressorWaitPeriod: 120,
    actionsSuppressorExtensionPeriod: 180,
  },
};

/** A log alarm has no metrics; what its event shows instead is not documented. */
export const LOG_ALARM = {
  configuration: { description: 'Errors in the log', scheduledQueryConfiguration: { queryString: 'fields @message' } },
};

/** The payload of an alarm's Lambda action. */
export function directAlarm(alarmData: Json = {}, envelope: Json = {}): Json {
  return {
    source: 'aws.cloudwatch',
    alarmArn: ALARM_ARN,
    accountId: '123456789012',
    time: '2026-01-10T09:29:58.989+0000',
    region: 'eu-west-1',
    alarmData: alarmDetail(alarmData),
    ...envelope,
  };
}

/** Carries `state.value` ALARM, but tells of one time series of an alarm only. */
export function contributorStateChange(): Json {
  const { previousState: _, ...detail } = alarmDetail({
    alarmContributor: { id: '6d442278dba546f6', attributes: { TableName: 'orders' } },
  });
  return alarmStateChange({}, { 'detail-type': 'CloudWatch Alarm Contributor State Change', detail });
}

/** May carry `state.value` ALARM as well. */
export function alarmConfigurationChange(): Json {
  return alarmStateChange({ operation: 'update' }, { 'detail-type': 'CloudWatch Alarm Configuration Change' });
}
