import { existsSync, readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { Command } from '../../lambda/command.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { addRollbackController } from '../../lib/rollback-controller-app.ts';
import { app, resolved, resources } from './synthesized.ts';

/** Synthesizes as `cdk synth -c guards=guards.example.json` does; a finding of cdk-nag would throw here. */
function example(): { assembly: ReturnType<App['synth']>; template: Template } {
  const root = app({ bundle: true, context: { guards: 'guards.example.json' } });
  const stack = addRollbackController(root, {});
  return { assembly: root.synth(), template: Template.fromStack(stack) };
}

describe('the stack of guards.example.json', () => {
  let assembly: ReturnType<App['synth']>;
  let template: Template;

  beforeAll(() => {
    ({ assembly, template } = example());
  });

  it('is what was reviewed', () => {
    const text = JSON.stringify(template.toJSON(), null, 1).replaceAll(/[0-9a-f]{64}/g, 'ASSET');
    expect(text).toMatchSnapshot();
  });

  it('is the same in every synth, without paths of the machine', () => {
    const again = example();
    expect(again.template.toJSON()).toEqual(template.toJSON());
    expect(JSON.stringify(template.toJSON())).not.toContain(process.cwd());
    expect(readFileSync(join(codeDirectory(), 'index.mjs.map'), 'utf8')).not.toContain('../');
  });

  it('has the function the controller was designed for', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 30,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21600,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });

  it('sets exactly the environment variables of the contract, besides those of Powertools', () => {
    const [controller] = resources(template, 'AWS::Lambda::Function');
    expect(Object.keys(controller?.properties.Environment.Variables).sort()).toEqual([
      'CHAT_TOPIC_ARN',
      'DASHBOARD_NAME',
      'DECISION_RETENTION_DAYS',
      'GUARD_PARAMETER_PREFIX',
      'LEASE_SECONDS',
      'POWERTOOLS_METRICS_NAMESPACE',
      'POWERTOOLS_SERVICE_NAME',
      'RULE_NAME_PREFIX',
      'TABLE_NAME',
      'TOPIC_ARN',
      'WATCH_QUEUE_URL',
    ]);
  });

  it('ships the function with source map in less than 700 KB of code', () => {
    const code = join(codeDirectory(), 'index.mjs');
    expect(statSync(code).size).toBeLessThan(700 * 1024);
    expect(readFileSync(code, 'utf8')).toContain('//# sourceMappingURL=index.mjs.map');
    expect(existsSync(`${code}.map`)).toBe(true);
  });

  it('maps our own code back to its sources, and nothing else', () => {
    const code = readFileSync(join(codeDirectory(), 'index.mjs'), 'utf8');
    const map = new SourceMap(JSON.parse(readFileSync(join(codeDirectory(), 'index.mjs.map'), 'utf8')));
    const sourceOf = (text: string) => {
      const before = code.slice(0, code.indexOf(text)).split('\n');
      const entry = map.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
      return 'originalSource' in entry ? entry.originalSource : undefined;
    };
    expect(sourceOf('no guard has this alarm')).toBe('lambda/controller.ts');
    expect(sourceOf('RollbackStage was not accepted')).toBe('lambda/rollback.ts');
    expect(code).toContain('AWS_SHARED_CREDENTIALS_FILE');
    expect(sourceOf('AWS_SHARED_CREDENTIALS_FILE')).toBeUndefined();
    expect(map.payload.sources.filter((source) => source.includes('node_modules'))).toEqual([]);
  });

  it('keeps the table when the stack goes, with expiry and point-in-time recovery', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
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

  it('holds the complete policy of each guard in a parameter named after the stage', () => {
    const parameters = resources(template, 'AWS::SSM::Parameter').map(({ properties }) => properties);
    expect(parameters.map(({ Name }) => Name).sort()).toEqual([
      '/rollback-controller/RollbackController/guards/billing/Prod',
      '/rollback-controller/RollbackController/guards/shop/Prod',
      '/rollback-controller/RollbackController/guards/shop/Staging',
    ]);
    const shop = parameters.find(({ Name }) => Name.endsWith('/shop/Prod'));
    expect(shop).toMatchObject({ Type: 'String', Tier: 'Intelligent-Tiering' });
    const value: unknown = JSON.parse(shop?.Value);
    expect(value).toEqual({
      pipeline: 'shop',
      stage: 'Prod',
      alarms: ['shop-5xx', 'shop-latency', 'shop-health'],
      mode: 'enforce',
      bakeMinutes: 60,
      whileDeploying: 'wait',
      freeze: true,
      maxAutomaticRollbacks: 1,
      recoveryMinutes: 15,
      rollbackMinutes: 60,
    });
    expect(GuardPolicy.parse(value)).toEqual(value);
  });

  it('wakes the controller when a guard alarm goes into ALARM, saying which stage to look at', () => {
    const rule = rules(template).find(({ name }) => /-shop-Prod-[0-9a-f]{6}-alarms-1$/.test(name));
    expect(rule?.pattern).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: expect.any(Array),
      detail: { state: { value: ['ALARM'] } },
    });
    expect(rule?.pattern.resources.map(resolved)).toEqual([
      'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-5xx',
      'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-latency',
      'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-health',
    ]);
    expect(rule?.target.InputTransformer).toEqual({
      InputPathsMap: {
        id: '$.id',
        'detail-type': '$.detail-type',
        source: '$.source',
        account: '$.account',
        region: '$.region',
        time: '$.time',
        resources: '$.resources',
        detail: '$.detail',
      },
      InputTemplate:
        '{"guard":{"pipeline":"shop","stage":"Prod"},"id":<id>,"detail-type":<detail-type>,"source":<source>,"account":<account>,"region":<region>,"time":<time>,"resources":<resources>,"detail":<detail>}',
    });
  });

  it('wakes the controller when a guarded stage starts, resumes or ends', () => {
    const rule = rules(template).find(({ pattern }) => pattern?.detail.stage?.[0] === 'Staging');
    expect(rule?.pattern).toEqual({
      source: ['aws.codepipeline'],
      'detail-type': ['CodePipeline Stage Execution State Change'],
      resources: expect.any(Array),
      detail: {
        stage: ['Staging'],
        state: ['STARTED', 'RESUMED', 'SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED'],
      },
    });
    expect(rule?.pattern.resources.map(resolved)).toEqual(['arn:aws:codepipeline:eu-west-1:111122223333:shop']);
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
      'ChatTopicArn',
      'ConsoleLink',
      'DashboardLink',
      'FunctionName',
      'ManualEvent',
      'RoleArn',
      'TableName',
      'TopicArn',
    ]);
    expect(JSON.parse(outputs.ManualEvent.Value)).toEqual({ action: 'plan', pipeline: 'shop', stage: 'Prod' });
  });

  function codeDirectory(): string {
    const [controller] = resources(template, 'AWS::Lambda::Function');
    return join(assembly.directory, `asset.${String(controller?.properties.Code.S3Key).replace('.zip', '')}`);
  }
});

describe('every stack', () => {
  let template: Template;

  beforeAll(() => {
    const root = app({ context: { guards: 'guards.example.json', notifyEmail: 'ops@example.com, dev@example.com' } });
    template = Template.fromStack(addRollbackController(root, { account: '111122223333', region: 'eu-west-1' }));
  });

  it('runs on arm64 only, but for the function of AWS that saves the test events at deployment', () => {
    const [providerOf] = resources(template, 'Custom::AWS').map(({ properties }) => properties.ServiceToken);
    const functions = resources(template, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(2);
    for (const { id, properties } of functions) {
      if (providerOf['Fn::GetAtt'][0] !== id) expect(properties.Architectures).toEqual(['arm64']);
    }
  });

  it('encrypts every queue and refuses requests without TLS', () => {
    const queues = resources(template, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(3);
    for (const { id, properties } of queues) {
      expect(properties.SqsManagedSseEnabled, id).toBe(true);
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          ]),
        },
      });
    }
  });

  it('gives every rule one target with retries and a dead-letter queue, and a name of its own', () => {
    const all = rules(template);
    expect(all).toHaveLength(7);
    for (const { name, target } of all) {
      expect(target).toMatchObject({
        DeadLetterConfig: { Arn: expect.anything() },
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 21600 },
      });
      expect(name.length).toBeLessThanOrEqual(64);
    }
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('allows the function no wildcard but the three that AWS leaves no way around', () => {
    const wildcards = allowed(template).filter(({ action, resource }) => `${action} ${resource}`.includes('*'));
    expect(wildcards).toEqual([
      {
        action: 'ssm:GetParameter',
        resource: expect.stringMatching(/:parameter\/rollback-controller\/RollbackController\/guards\/\*$/),
      },
      {
        action: 'ssm:GetParametersByPath',
        resource: expect.stringMatching(/:parameter\/rollback-controller\/RollbackController\/guards\/\*$/),
      },
      { action: 'cloudwatch:DescribeAlarmHistory', resource: '*' },
      { action: 'cloudwatch:DescribeAlarms', resource: '*' },
      { action: 'events:ListRules', resource: '*' },
    ]);
  });

  it('allows rollbacks of the guarded stages by their exact ARNs', () => {
    const of = (wanted: string) =>
      allowed(template)
        .filter(({ action }) => action === wanted)
        .map(({ resource }) => resource.slice('arn:aws:codepipeline:eu-west-1:111122223333:'.length))
        .sort();
    expect(of('codepipeline:RollbackStage')).toEqual(['billing/Prod', 'shop/Prod', 'shop/Staging']);
    expect(of('codepipeline:GetPipelineState')).toEqual(['billing', 'shop']);
    expect(of('codepipeline:StopPipelineExecution')).toEqual(['billing', 'shop']);
    const transitions = ['billing', 'billing/Prod', 'shop', 'shop/Prod', 'shop/Staging'];
    expect(of('codepipeline:DisableStageTransition')).toEqual(transitions);
    expect(of('codepipeline:EnableStageTransition')).toEqual(transitions);
  });

  it('subscribes the addresses of the context key notifyEmail', () => {
    expect(resources(template, 'AWS::SNS::Subscription').map(({ properties }) => properties.Endpoint)).toEqual([
      'ops@example.com',
      'dev@example.com',
    ]);
  });
});

function rules(template: Template) {
  return resources(template, 'AWS::Events::Rule').map(({ properties }) => {
    expect(properties.Targets).toHaveLength(1);
    return { name: String(properties.Name), pattern: properties.EventPattern, target: properties.Targets[0] };
  });
}

/** Every action allowed to the function, with its resource. */
function allowed(template: Template): { action: string; resource: string }[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    resources(template, type).flatMap(({ properties }) =>
      properties.PolicyDocument.Statement.flatMap(
        ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
          [Action].flat().flatMap((action) => [Resource].flat().map((r) => ({ action, resource: resolved(r) }))),
      ),
    ),
  );
}
