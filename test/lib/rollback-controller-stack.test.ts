import { readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Command } from '../../lambda/intake/command.ts';
import { example, resolved, resources, rules } from './synthesized.ts';

const Guarded = z.object({ pipeline: z.string(), stage: z.string(), alarms: z.array(z.string()) });

describe('the stack of guards.example.json', () => {
  let template: Template;

  beforeAll(() => {
    template = example();
  });

  it('is what was reviewed', () => {
    const text = JSON.stringify(template.toJSON(), null, 1).replaceAll(/[0-9a-f]{64}/g, 'ASSET');
    expect(text).toMatchSnapshot();
  });

  it('is the same in every synth, without paths of the machine', () => {
    expect(example().toJSON()).toEqual(template.toJSON());
    expect(JSON.stringify(template.toJSON())).not.toContain(process.cwd());
  });

  it('has the function the controller was designed for', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 1024,
      Timeout: 30,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21600,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  it('sets exactly the environment variables of the contract, besides those of Powertools', () => {
    const [controller] = resources(template, 'AWS::Lambda::Function');
    expect(Object.keys(controller?.properties.Environment.Variables).sort()).toEqual([
      'CHAT_TOPIC_ARN',
      'DASHBOARD_NAME',
      'DECISION_RETENTION_DAYS',
      'FAILED_EVENTS_URL',
      'LEASE_SECONDS',
      'MAX_ROLLBACKS',
      'POWERTOOLS_METRICS_NAMESPACE',
      'POWERTOOLS_SERVICE_NAME',
      'RULE_NAME_PREFIX',
      'RUNBOOK',
      'SCOPE',
      'TABLE_NAME',
      'TOPIC_ARN',
      'WATCH_DEAD_LETTERS_URL',
      'WATCH_QUEUE_URL',
    ]);
  });

  it('keeps the table when the stack goes, with expiry and point-in-time recovery', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  it('hands watch messages to the function, each with an answer of its own, and sets failing ones aside', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 60,
      RedrivePolicy: { maxReceiveCount: 10 },
    });
  });

  it('declares the guards of the file in few resources, as they are written, and keeps no parameter', () => {
    const declared = resources(template, 'Custom::RollbackGuards').flatMap(({ properties }) => properties.guards);
    const written: unknown = JSON.parse(readFileSync('guards.example.json', 'utf8'));
    const names = (guards: readonly unknown[]) =>
      guards
        .map((guard) => Guarded.parse(guard))
        .map(({ pipeline, stage, alarms }) => `${pipeline}/${stage} ${alarms}`);
    expect(names(declared).toSorted()).toEqual(names(z.array(z.unknown()).parse(written)).toSorted());
    expect(resources(template, 'AWS::SSM::Parameter')).toEqual([]);
  });

  it('is woken by one rule of alarms and one of stages, whatever is guarded, and hears who pushed', () => {
    const patterns = rules(template).map(({ pattern }) => pattern);
    expect(patterns.filter((pattern) => pattern?.source[0] === 'aws.cloudwatch')).toEqual([
      {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { state: { value: ['ALARM'] } },
      },
    ]);
    expect(patterns.filter((pattern) => pattern?.source[0] === 'aws.codepipeline')).toEqual([
      {
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Stage Execution State Change'],
        detail: { state: ['STARTED', 'RESUMED', 'SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED'] },
      },
      {
        source: ['aws.codepipeline'],
        'detail-type': ['CodePipeline Pipeline Execution State Change'],
        detail: { state: ['STARTED'], 'execution-trigger': { 'author-display-name': [{ exists: true }] } },
      },
    ]);
  });

  it('has the readiness of every stage checked once a day, and after its own deploys', () => {
    const commandOf = (kind: string) => {
      const rule = rules(template).find(({ name }) => name.endsWith(`-${kind}`));
      return { ...rule, command: Command.parse(JSON.parse(String(rule?.target.Input))) };
    };
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' });
    expect(commandOf('daily').command).toEqual({ action: 'check', by: 'the daily schedule' });
    expect(commandOf('deployed')).toMatchObject({
      command: { action: 'check', by: 'the deployment' },
      pattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        resources: [{ Ref: 'AWS::StackId' }],
        detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] } },
      },
    });
  });

  it('lets all of its rules, and no others, invoke the function by one permission', () => {
    const permissions = resources(template, 'AWS::Lambda::Permission').map(({ properties }) => properties);
    expect(permissions).toHaveLength(1);
    expect(permissions[0]).not.toHaveProperty('SourceAccount');
    const source = resolved(permissions[0]?.SourceArn);
    expect(source).toMatch(/^arn:aws:events:eu-west-1:111122223333:rule\/RollbackController-[0-9a-f]{8}-\*$/);
    const prefix = source.slice(source.indexOf('/') + 1, -1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { RULE_NAME_PREFIX: prefix } },
    });
    for (const { name } of rules(template)) expect(name.startsWith(prefix)).toBe(true);
  });

  it('lets its rules put events they cannot deliver into the queue of failed events', () => {
    const [permission] = resources(template, 'AWS::Lambda::Permission');
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnLike: { 'aws:SourceArn': permission?.properties.SourceArn } },
          }),
        ]),
      },
    });
  });

  it('has outputs to start with, one of them a manual event that is JSON', () => {
    const outputs = template.toJSON().Outputs;
    expect(Object.keys(outputs).sort()).toEqual([
      'AlarmNames',
      'ChatTopicArn',
      'ConsoleLink',
      'DashboardLink',
      'FailedEventsUrl',
      'FunctionName',
      'GuardProvider',
      'ManualEvent',
      'RoleArn',
      'RuleNamePrefix',
      'TableName',
      'TopicArn',
      'WatchDeadLettersUrl',
      'WatchQueueUrl',
    ]);
    expect(JSON.parse(outputs.ManualEvent.Value)).toEqual({ action: 'plan', pipeline: 'shop', stage: 'Prod' });
  });
});
