/** An event that none of the variants makes a call for. */
export const NOTHING_TO_DO = {
  version: '0',
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  'detail-type': 'CloudWatch Alarm Configuration Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2026-01-10T09:29:58Z',
  region: 'us-east-1',
  resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:shop-5xx'],
  detail: { alarmName: 'shop-5xx', operation: 'update', state: { value: 'OK' } },
};
