import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { expect, it } from 'vitest';
import { RollbackController } from '../../lib/rollback-controller.ts';

it('an alarm of a Stage in another account is guarded by its ARN, never by its name as if it were beside the controller', () => {
  const tools = new Stack(new App(), 'Tools', { env: { account: '111111111111', region: 'eu-west-1' } });
  const prod = new Stage(tools, 'Prod', { env: { account: '333333333333', region: 'eu-west-1' } });
  const metric = new Metric({ namespace: 'Shop', metricName: 'Errors' });
  const of = { alarmName: 'shop-5xx', metric, threshold: 1, evaluationPeriods: 1 };
  const alarm = new Alarm(new Stack(prod, 'Shop'), 'Errors', of);
  const spokes = {
    organization: 'o-a1b2c3d4e5',
    accounts: ['333333333333'],
    regions: ['eu-west-1'],
    externalId: 'shop',
  };
  const controller = new RollbackController(tools, 'RollbackController', { spokes, testEvents: false });
  controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: [alarm] });
  const [guard] = Object.values(Template.fromStack(tools).findResources('Custom::RollbackGuard'));
  expect(guard?.Properties.alarms).toEqual(['arn:aws:cloudwatch:eu-west-1:333333333333:alarm:shop-5xx']);
});
