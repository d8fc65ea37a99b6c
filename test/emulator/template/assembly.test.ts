import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  CfnCondition,
  CfnMapping,
  CfnOutput,
  CfnParameter,
  CfnResource,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_lambda_destinations as destinations,
  aws_dynamodb as dynamodb,
  aws_lambda_event_sources as eventSources,
  aws_events as events,
  Fn,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  Stack,
  Stage,
  aws_sns as sns,
  aws_sqs as sqs,
  aws_ssm as ssm,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { loadAssembly } from '../../../emulator/template/assembly.ts';
import type { DeployedStack } from '../../../emulator/template/deployed-stack.ts';

const identity = { accountId: '210987654321', region: 'eu-west-1' };

function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'assembly-'));
}

/** Synthesizes what `fill` puts into the app and loads it. */
function deploy(fill: (app: App) => void, directory = temporaryDirectory()): DeployedStack[] {
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const app = new App({
    outdir: join(directory, 'cdk.out'),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  fill(app);
  app.synth();
  return loadAssembly(join(directory, 'cdk.out'), identity);
}

function deployStack(fill: (stack: Stack) => void): DeployedStack | undefined {
  return deploy((app) => fill(new Stack(app, 'Small')))[0];
}

describe('a stack with every kind of resource', () => {
  const directory = temporaryDirectory();
  let deployed: DeployedStack;

  beforeAll(() => {
    const code = join(directory, 'code');
    mkdirSync(code);
    writeFileSync(join(code, 'index.js'), 'exports.handler = async () => {};');
    const app = new App({
      outdir: join(directory, 'cdk.out'),
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
    });
    fillStack(new Stack(app, 'Rollback'), code);
    app.synth();
    const [stack] = loadAssembly(join(directory, 'cdk.out'), identity, { queueOrigin: 'http://127.0.0.1:4566' });
    if (stack === undefined) throw new Error('no stack was loaded');
    deployed = stack;
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  function fillStack(stack: Stack, code: string) {
    const deadLetters = new sqs.Queue(stack, 'DeadLetters');
    const watch = new sqs.Queue(stack, 'Watch', {
      queueName: 'watch',
      visibilityTimeout: Duration.minutes(3),
      deliveryDelay: Duration.seconds(5),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 4 },
    });
    const table = new dynamodb.TableV2(stack, 'Records', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.NUMBER },
      timeToLiveAttribute: 'expires',
    });
    new dynamodb.Table(stack, 'Old', { partitionKey: { name: 'id', type: dynamodb.AttributeType.BINARY } });
    const topic = new sns.Topic(stack, 'People');
    const guard = new ssm.StringParameter(stack, 'Guard', {
      parameterName: '/rollback/guards/shop/Prod',
      stringValue: stack.toJsonString({ topic: topic.topicArn, minutes: 60 }),
    });
    const fn = new lambda.Function(stack, 'Controller', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(code),
      timeout: Duration.seconds(30),
      memorySize: 256,
      environment: { TABLE_NAME: table.tableName, QUEUE_URL: watch.queueUrl, TOPIC_ARN: topic.topicArn },
      retryAttempts: 1,
      onFailure: new destinations.SqsDestination(deadLetters),
    });
    fn.addEventSource(new eventSources.SqsEventSource(watch, { batchSize: 1, reportBatchItemFailures: true }));
    table.grantReadWriteData(fn);
    guard.grantRead(fn);
    const stageArn = stack.formatArn({ service: 'codepipeline', resource: 'shop', resourceName: 'Prod' });
    fn.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['codepipeline:RollbackStage'],
        resources: [stageArn],
        conditions: { StringEquals: { 'aws:ResourceAccount': stack.account } },
      }),
    );
    new iam.ManagedPolicy(stack, 'Extra', {
      roles: fn.role ? [fn.role] : [],
      statements: [
        new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['ssm:PutParameter'], resources: ['*'] }),
      ],
    });
    const alarm = new cloudwatch.Alarm(stack, 'Errors', {
      metric: fn.metricErrors(),
      threshold: 1,
      evaluationPeriods: 1,
    });
    const rule = new events.Rule(stack, 'AlarmRule', {
      eventPattern: {
        source: ['aws.cloudwatch'],
        resources: [alarm.alarmArn],
        detail: { state: { value: ['ALARM'] } },
      },
    });
    rule.addTarget(new targets.LambdaFunction(fn, { deadLetterQueue: deadLetters, retryAttempts: 8 }));
    new events.Rule(stack, 'Hourly', {
      ruleName: 'hourly',
      enabled: false,
      schedule: events.Schedule.rate(Duration.hours(1)),
      targets: [
        new targets.SqsQueue(watch, { message: events.RuleTargetInput.fromObject({ tick: events.EventField.time }) }),
      ],
    });
    new CfnOutput(stack, 'FunctionName', { value: fn.functionName });
    new logs.CfnLogGroup(stack, 'Log', { logGroupName: '/controller' });
    new CfnOutput(stack, 'Where', {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of Fn::Sub
      value: Fn.sub('${AWS::Region}/${Log.Arn}/${x}/${!y}', { x: stack.stackName }),
    });
  }

  test('names are made as CloudFormation makes them, and always the same', () => {
    const name = deployed.functions[0]?.functionName ?? '';
    expect(name).toMatch(/^Rollback-Controller[0-9A-F]{8}-[0-9A-Z]{12}$/);
    expect(deployed.outputs.FunctionName).toBe(name);
    expect(loadAssembly(join(directory, 'cdk.out'), identity)[0]?.functions[0]?.functionName).toBe(name);
  });

  test('the function has its code, settings and environment', () => {
    const [fn] = deployed.functions;
    expect(fn).toMatchObject({
      arn: `arn:aws:lambda:eu-west-1:210987654321:function:${fn?.functionName}`,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      codeDirectory: expect.stringMatching(/^\/.*cdk\.out\/asset\.[0-9a-f]{64}$/),
      timeoutSeconds: 30,
      memoryMegabytes: 256,
      environment: {
        TABLE_NAME: deployed.tables.find(({ timeToLiveAttribute }) => timeToLiveAttribute)?.tableName,
        QUEUE_URL: 'http://127.0.0.1:4566/210987654321/watch',
        TOPIC_ARN: deployed.topics[0]?.arn,
      },
      asyncInvoke: {
        maximumRetryAttempts: 1,
        maximumEventAgeSeconds: 21_600,
        onFailureArn: deployed.queues.find(({ queueName }) => queueName.startsWith('Rollback-DeadLetters'))?.arn,
      },
    });
  });

  test('the function may do what its inline and managed policies say', () => {
    const statements = deployed.functions[0]?.policyStatements ?? [];
    expect(statements).toContainEqual({
      effect: 'Allow',
      actions: ['codepipeline:RollbackStage'],
      resources: ['arn:aws:codepipeline:eu-west-1:210987654321:shop/Prod'],
      conditions: { StringEquals: { 'aws:ResourceAccount': '210987654321' } },
    });
    expect(statements).toContainEqual({
      effect: 'Deny',
      actions: ['ssm:PutParameter'],
      resources: ['*'],
      conditions: {},
    });
    expect(statements.flatMap(({ resources }) => resources)).toContain(
      'arn:aws:ssm:eu-west-1:210987654321:parameter/rollback/guards/shop/Prod',
    );
  });

  test('the alarm rule may invoke the function, with its retries and dead letters', () => {
    const rule = deployed.rules.find(({ eventPattern }) => eventPattern !== undefined);
    expect(rule).toMatchObject({
      arn: `arn:aws:events:eu-west-1:210987654321:rule/${rule?.name}`,
      enabled: true,
      eventPattern: {
        source: ['aws.cloudwatch'],
        resources: [expect.stringMatching(/^arn:aws:cloudwatch:eu-west-1:210987654321:alarm:Rollback-Errors/)],
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        {
          id: 'Target0',
          arn: deployed.functions[0]?.arn,
          maximumRetryAttempts: 8,
          maximumEventAgeSeconds: 86_400,
          deadLetterArn: expect.stringContaining(':Rollback-DeadLetters'),
        },
      ],
    });
    expect(deployed.functions[0]?.permissions).toEqual([
      { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', sourceArn: rule?.arn },
    ]);
  });

  test('a scheduled rule has its state, schedule and input transformer', () => {
    expect(deployed.rules.find(({ name }) => name === 'hourly')).toEqual({
      name: 'hourly',
      arn: 'arn:aws:events:eu-west-1:210987654321:rule/hourly',
      enabled: false,
      scheduleExpression: 'rate(1 hour)',
      targets: [
        {
          id: 'Target0',
          arn: 'arn:aws:sqs:eu-west-1:210987654321:watch',
          inputTransformer: { inputPathsMap: { time: '$.time' }, inputTemplate: '{"tick":<time>}' },
          maximumRetryAttempts: 185,
          maximumEventAgeSeconds: 86_400,
        },
      ],
    });
  });

  test('queues and the mapping that polls one', () => {
    const deadLetterArn = deployed.queues.find(({ queueName }) => queueName !== 'watch')?.arn;
    expect(deployed.queues).toContainEqual({
      queueName: 'watch',
      arn: 'arn:aws:sqs:eu-west-1:210987654321:watch',
      url: 'http://127.0.0.1:4566/210987654321/watch',
      delaySeconds: 5,
      visibilityTimeoutSeconds: 180,
      redrive: { deadLetterArn, maxReceiveCount: 4 },
    });
    expect(deployed.eventSourceMappings).toEqual([
      {
        functionArn: deployed.functions[0]?.arn,
        queueArn: 'arn:aws:sqs:eu-west-1:210987654321:watch',
        batchSize: 1,
        reportBatchItemFailures: true,
        enabled: true,
      },
    ]);
  });

  test('tables of both resource types', () => {
    expect(deployed.tables).toEqual([
      expect.objectContaining({ keySchema: [{ name: 'id', type: 'HASH' }], attributeTypes: { id: 'B' } }),
      expect.objectContaining({
        keySchema: [
          { name: 'pk', type: 'HASH' },
          { name: 'sk', type: 'RANGE' },
        ],
        attributeTypes: { pk: 'S', sk: 'N' },
        timeToLiveAttribute: 'expires',
        arn: expect.stringMatching(/^arn:aws:dynamodb:eu-west-1:210987654321:table\/Rollback-Records/),
      }),
    ]);
  });

  test('a parameter with tokens in its JSON, a topic, and Fn::Sub', () => {
    const [topic] = deployed.topics;
    expect(deployed.parameters).toEqual([
      {
        name: '/rollback/guards/shop/Prod',
        arn: 'arn:aws:ssm:eu-west-1:210987654321:parameter/rollback/guards/shop/Prod',
        value: JSON.stringify({ topic: topic?.arn, minutes: 60 }),
      },
    ]);
    expect(topic?.arn).toBe(`arn:aws:sns:eu-west-1:210987654321:${topic?.topicName}`);
    expect(deployed.outputs.Where).toBe(
      `eu-west-1/arn:aws:logs:eu-west-1:210987654321:log-group:/controller:*/Rollback/${'$'}{y}`,
    );
  });
});

test('conditions choose values and leave resources out', () => {
  const deployed = deployStack((stack) => {
    const size = new CfnParameter(stack, 'Size', { default: 'large' });
    const large = new CfnCondition(stack, 'Large', { expression: Fn.conditionEquals(size, 'large') });
    const small = new CfnCondition(stack, 'SmallOne', { expression: Fn.conditionNot(large) });
    const queue = new sqs.CfnQueue(stack, 'Gone', {});
    queue.cfnOptions.condition = small;
    new CfnOutput(stack, 'Chosen', { value: Fn.conditionIf(large.logicalId, 'big', 'little').toString() });
    const here = new sqs.CfnQueue(stack, 'Here', { queueName: 'here' });
    here.addPropertyOverride('DelaySeconds', { 'Fn::If': [small.logicalId, 7, { Ref: 'AWS::NoValue' }] });
  });

  expect(deployed?.queues).toMatchObject([{ queueName: 'here', delaySeconds: 0 }]);
  expect(deployed?.outputs.Chosen).toBe('big');
});

test('AWS::NoValue leaves no hole in a list', () => {
  const deployed = deployStack((stack) => {
    const rule = new events.CfnRule(stack, 'Rule', { name: 'r', scheduleExpression: 'rate(1 day)' });
    rule.addPropertyOverride('Targets', [{ Ref: 'AWS::NoValue' }, { Id: 'one', Arn: 'arn' }]);
  });

  expect(deployed?.rules[0]?.targets).toMatchObject([{ id: 'one' }]);
});

test('a role has the policies that it names itself', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'index.js'), 'exports.handler = async () => {};');
  const [deployed] = deploy((app) => {
    const stack = new Stack(app, 'Small');
    const statements = [new iam.PolicyStatement({ actions: ['ssm:GetParameter'], resources: ['*'] })];
    const document = new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })],
    });
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [
        new iam.ManagedPolicy(stack, 'Named', { statements }),
        iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole'),
      ],
      inlinePolicies: { publish: document },
    });
    new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(directory, { exclude: ['cdk.out'] }),
      role,
    });
  }, directory);

  expect(deployed?.functions[0]?.policyStatements).toMatchObject([
    { actions: ['sns:Publish'] },
    { actions: ['ssm:GetParameter'] },
  ]);
});

test('mappings, Select and Split are resolved', () => {
  const deployed = deployStack((stack) => {
    const map = new CfnMapping(stack, 'Teams', { mapping: { 'eu-west-1': { name: 'a-b-c' } } });
    const name = Fn.findInMap(map.logicalId, stack.region, 'name');
    new CfnOutput(stack, 'Middle', { value: Fn.select(1, Fn.split('-', name)) });
  });

  expect(deployed?.outputs.Middle).toBe('b');
});

test('the stacks of a stage are loaded too', () => {
  const stacks = deploy((app) => {
    const stage = new Stage(app, 'Live');
    new sns.Topic(new Stack(stage, 'Inner'), 'People', { topicName: 'people' });
  });

  expect(stacks).toMatchObject([{ stackName: 'Live-Inner', topics: [{ topicName: 'people' }] }]);
});

describe('what the local account cannot play is an error that names the place', () => {
  const code = 'exports.handler = async () => {}';
  const inlineFunction = (stack: Stack, props: Partial<lambda.FunctionProps> = {}) =>
    new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(code),
      ...props,
    });

  test.each<[string, RegExp, (stack: Stack) => void]>([
    [
      'an intrinsic function',
      /^Outputs\.Net\.Value\.Fn::Select\.Fn::Cidr: .* does not know the intrinsic function Fn::Cidr/,
      (stack) => new CfnOutput(stack, 'Net', { value: Fn.select(0, Fn.cidr('10.0.0.0/16', 2)) }),
    ],
    [
      'a reference to a type of resource',
      /^Outputs\.Vpc\.Value\.Ref: .* does not know how to refer to Net \(AWS::EC2::VPC\)/,
      (stack) => {
        const vpc = new CfnResource(stack, 'Net', { type: 'AWS::EC2::VPC' });
        new CfnOutput(stack, 'Vpc', { value: vpc.ref });
      },
    ],
    [
      'an attribute',
      /^Outputs\.Age\.Value\.Fn::GetAtt: .* does not know the attribute Age of Q \(AWS::SQS::Queue\)/,
      (stack) => new CfnOutput(stack, 'Age', { value: new sqs.CfnQueue(stack, 'Q').getAtt('Age').toString() }),
    ],
    [
      'a parameter without a value',
      /^Outputs\.Given\.Value\.Ref: the parameter Size has no default/,
      (stack) => new CfnOutput(stack, 'Given', { value: new CfnParameter(stack, 'Size').valueAsString }),
    ],
    [
      'a value from Systems Manager',
      /is read from Systems Manager at deployment/,
      (stack) => new CfnOutput(stack, 'V', { value: ssm.StringParameter.valueForStringParameter(stack, '/a') }),
    ],
    ['inline code', /^Resources\.Fn\w+\.Properties\.Code: .* runs code assets only/, (stack) => inlineFunction(stack)],
    [
      'NotAction',
      /^Resources\.RoleDefaultPolicy\w+\.Properties: .*\n?.*NotAction/s,
      (stack) => {
        const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ notActions: ['s3:*'], resources: ['*'] }));
      },
    ],
    [
      'an event bus of its own',
      /^Resources\.Rule\w+\.Properties: .*default event bus only/s,
      (stack) =>
        new events.Rule(stack, 'Rule', {
          eventBus: events.EventBus.fromEventBusName(stack, 'Bus', 'orders'),
          eventPattern: { source: ['a'] },
        }),
    ],
  ])('%s', (_, message, fill) => {
    expect(() => deployStack(fill)).toThrow(message);
  });

  test('a managed policy of AWS', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'index.js'), code);
    const role = (stack: Stack) =>
      new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
      });

    expect(() =>
      deploy((app) => {
        const stack = new Stack(app, 'Small');
        inlineFunction(stack, { code: lambda.Code.fromAsset(directory, { exclude: ['cdk.out'] }), role: role(stack) });
      }, directory),
    ).toThrow(/does not know what arn:aws:iam::aws:policy\/AdministratorAccess allows/);
  });

  test('a directory without an assembly', () => {
    expect(() => loadAssembly('/nowhere', identity)).toThrow('/nowhere is no cloud assembly: run "cdk synth" first');
  });
});
