import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../emulator/services/events/event-pattern.ts';
import { EVENT_DETAIL_TYPE, EVENT_SOURCE } from '../../lambda/messages/decision-event.ts';
import { controllerStack, resolved, resources } from './synthesized.ts';

const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };

describe('the alarms on the controller itself', () => {
  let template: Template;

  beforeAll(() => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] });
    controller.guard({ pipeline: 'shop', stage: 'Staging', alarms: ['shop-staging-5xx'] });
    template = Template.fromStack(stack);
  });

  const alarms = () => resources(template, 'AWS::CloudWatch::Alarm');
  const descriptions = () => alarms().map(({ properties }) => String(properties.AlarmDescription));

  it('watch errors, throttles, both queues of failures, the oldest watch message, announcements, stuck incidents and checks', () => {
    const watched = alarms().map(({ properties: { MetricName, Metrics } }) =>
      String(MetricName ?? Metrics[0].MetricStat.Metric.MetricName),
    );
    expect(watched.sort()).toEqual([
      'AnnouncementsFailed',
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesVisible',
      'CheckCompleted',
      'Errors',
      'StuckIncidents',
      'Throttles',
    ]);
  });

  it('each say their impact in a sentence, and lead to an entry of the runbook that says what it is and what to do', () => {
    const runbook = readFileSync('docs/runbook.md', 'utf8');
    const entries = new Map(
      runbook
        .split(/^## /m)
        .slice(1)
        .map((entry) => [anchorOf(entry.split('\n', 1)[0] ?? ''), entry]),
    );
    for (const description of descriptions()) {
      const [, anchor = ''] = /^[A-Z].{40,}\. Runbook: \S*docs\/runbook\.md#(.+)$/.exec(description) ?? [];
      for (const part of ['**Description.**', '**Investigation.**', '**Resolution.**']) {
        expect(entries.get(anchor), description).toContain(part);
      }
    }
    expect(new Set(descriptions()).size).toBe(8);
  });

  it('go to the topic, and missing data is no alarm but where no check completes', () => {
    const [topic] = resources(template, 'AWS::SNS::Topic').filter(({ id }) => !id.includes('Chat'));
    for (const { properties } of alarms()) {
      expect(properties.AlarmActions).toEqual([{ Ref: topic?.id }]);
      const silence = properties.MetricName === 'CheckCompleted';
      expect(properties.TreatMissingData).toBe(silence ? 'missing' : 'notBreaching');
      expect(properties.InsufficientDataActions).toEqual(silence ? [{ Ref: topic?.id }] : undefined);
      expect(properties.OKActions).toBeUndefined();
    }
  });

  it('notice within 26 hours that no check completes any more, by the change to no data: a new stack has made none', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'RollbackController',
      MetricName: 'CheckCompleted',
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 26,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'missing',
    });
  });

  it('may publish to the topic, those of this account only, and nobody without TLS', () => {
    const [policy] = resources(template, 'AWS::SNS::TopicPolicy').filter(({ id }) => !id.includes('Chat'));
    const alarmsOfTheAccount = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*';
    const statements = policy?.properties.PolicyDocument.Statement;
    expect(statements).toHaveLength(4);
    expect(statements).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        expect.objectContaining({
          Effect: 'Deny',
          Principal: '*',
          Condition: {
            ArnNotLike: { 'aws:SourceArn': [alarmsOfTheAccount] },
            Bool: { 'aws:PrincipalIsAWSService': 'true' },
          },
        }),
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': '111122223333' },
            ArnLike: { 'aws:SourceArn': alarmsOfTheAccount },
          },
        }),
      ]),
    );
  });

  it('lead to the function like every alarm, which nobody guards with; the events about decisions do not', () => {
    const patterns = resources(template, 'AWS::Events::Rule')
      .map(({ properties }) => properties.EventPattern)
      .filter((pattern) => pattern !== undefined)
      .map(({ resources: arns, ...pattern }) =>
        compileEventPattern({ ...pattern, ...(arns && { resources: arns.map(resolved) }) }),
      );
    const alarmEvent = (name: string) => ({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [`arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`],
      detail: { alarmName: name, state: { value: 'ALARM' }, previousState: { value: 'OK' } },
    });
    const matching = (event: object) => patterns.filter((matches) => matches(event)).length;
    expect(matching(alarmEvent('shop-5xx'))).toBe(1);
    for (const { id } of alarms()) expect(matching(alarmEvent(`Shop-${id}`))).toBe(1);
    const decision = { pipeline: 'shop', stage: 'Prod', state: { value: 'ALARM' }, code: 'rollback' };
    const resource = ['arn:aws:codepipeline:eu-west-1:111122223333:shop'];
    const event = { source: EVENT_SOURCE, 'detail-type': EVENT_DETAIL_TYPE, resources: resource, detail: decision };
    expect(matching(event)).toBe(0);
  });

  it('look at the metrics of this controller, as the function writes them', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          POWERTOOLS_SERVICE_NAME: 'rollback-controller/Shop',
          POWERTOOLS_METRICS_NAMESPACE: 'RollbackController',
        },
      },
    });
    const own = alarms().filter(({ properties }) => properties.Namespace === 'RollbackController');
    expect(own).toHaveLength(3);
    for (const { properties } of own) {
      expect(properties.Dimensions).toEqual([{ Name: 'service', Value: 'rollback-controller/Shop' }]);
    }
  });
});

it('the age of the oldest watch message is one that no message reaches while the function takes them', () => {
  const { stack } = controllerStack({ timeout: Duration.seconds(60), lease: Duration.seconds(70) });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120, RedrivePolicy: { maxReceiveCount: 10 } });
  const [oldest] = resources(template, 'AWS::CloudWatch::Alarm').filter(({ id }) => id.includes('OldestWatch'));
  expect(oldest?.properties.Threshold).toBe(15 * 60 + 10 * 120 + 5 * 60);
});

it('the runbook may be elsewhere', () => {
  const { stack } = controllerStack({ runbook: 'https://wiki.example.com/rollback' });
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('Runbook: https://wiki.example.com/rollback#the-function-fails$'),
  });
});

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
