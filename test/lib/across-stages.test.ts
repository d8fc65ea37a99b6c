import { Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import { alarm, ENVIRONMENT, guard, messageOf, pipelineWithStage } from './guards.ts';
import { controllerStack } from './synthesized.ts';

/** A controller, and a stack that CDK Pipelines would deploy by itself. */
function shopInStages(env = ENVIRONMENT) {
  const { app, stack, controller } = controllerStack({}, ENVIRONMENT);
  const prod = new Stage(app, 'Prod', { env });
  return { app, stack, controller, site: new Stack(prod, 'Site') };
}

function named(scope: Stack, alarmName: string) {
  return new cloudwatch.Alarm(scope, alarmName, {
    alarmName,
    metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: '5xx' }),
    threshold: 1,
    evaluationPeriods: 1,
  });
}

describe('alarms of another Stage of the app', () => {
  it('are taken by their fixed names, as constructs, names and ARNs', () => {
    const { stack, controller, site } = shopInStages();
    const composite = new cloudwatch.CompositeAlarm(site, 'Any', {
      compositeAlarmName: 'shop-any',
      alarmRule: cloudwatch.AlarmRule.fromAlarm(named(site, 'shop-5xx'), cloudwatch.AlarmState.ALARM),
    });
    const alarms = [composite, named(site, 'shop-a').alarmName, named(site, 'shop-b').alarmArn];
    controller.guard(guard({ alarms, unlessAlarms: [named(site, 'platform')] }));
    const template = JSON.stringify(Template.fromStack(stack).toJSON());
    for (const name of ['shop-any', 'shop-a', 'shop-b', 'platform']) {
      expect(template).toContain(`arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`);
    }
  });

  it('may be log alarms, which have no construct of their own: the ARN of the resource', () => {
    const { stack, controller, site } = shopInStages();
    const log = new cloudwatch.CfnLogAlarm(site, 'Log', {
      alarmName: 'shop-log',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      queryResultsToEvaluate: 1,
      queryResultsToAlarm: 1,
      scheduledQueryConfiguration: {
        queryString: 'fields @message',
        aggregationExpression: 'count(*)',
        scheduledQueryRoleArn: 'arn:aws:iam::111122223333:role/log-alarms',
        scheduleConfiguration: { scheduleExpression: 'rate(5 minutes)', startTimeOffset: 300 },
      },
    });
    controller.guard(guard({ alarms: [log.attrArn] }));
    const template = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(template).toContain('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-log');
  });

  it('without a fixed name are refused with what to pass', () => {
    const { controller, site } = shopInStages();
    const unnamed = alarm(site, 'Errors');
    for (const given of [unnamed, unnamed.alarmName, unnamed.alarmArn]) {
      expect(messageOf(() => controller.guard(guard({ alarms: ['a', given] })))).toBe(
        'ConfigurationError: alarms[1]: Prod/Site/Errors/Resource is made in another Stage of the app, and nothing can refer from one Stage to another; give the alarm a fixed alarmName, or pass the name that it will have as text',
      );
    }
  });

  it('of another account or region are refused as everywhere', () => {
    const { controller, site } = shopInStages({ account: '444455556666', region: 'us-east-1' });
    const message = messageOf(() => controller.guard(guard({ alarms: [named(site, 'shop-5xx')] })));
    expect(message).toContain('alarms[0]: is in region us-east-1, but the stack is deployed to eu-west-1');
  });

  it('named twice are the same alarm', () => {
    const { controller, site } = shopInStages();
    const errors = named(site, 'shop-5xx');
    expect(messageOf(() => controller.guard(guard({ alarms: [errors, errors.alarmName] })))).toContain(
      'alarms[1]: "shop-5xx" is the same alarm as alarms[0]',
    );
  });
});

it('a pipeline of another Stage is refused with what to pass', () => {
  const { controller, site } = shopInStages();
  const { pipeline } = pipelineWithStage(site);
  expect(messageOf(() => controller.guard(guard({ pipeline })))).toContain(
    'is made in another Stage of the app, and nothing can refer from one Stage to another; pass the name of the pipeline as text, or guard it in that Stage',
  );
});
