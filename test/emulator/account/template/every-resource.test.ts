import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadAssembly } from '../../../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../../../emulator/account/template/deployed-stack.ts';
import { identity, synthesize, temporaryDirectory } from './deployed.ts';
import { fillStack } from './stack-of-everything.ts';

describe('a stack with every kind of resource', () => {
  const directory = temporaryDirectory();
  let deployed: DeployedStack;

  beforeAll(() => {
    const code = join(directory, 'code');
    mkdirSync(code);
    writeFileSync(join(code, 'index.js'), 'exports.handler = async () => {};');
    const outdir = synthesize((app) => fillStack(new Stack(app, 'Rollback'), code), directory);
    const [stack] = loadAssembly(outdir, identity, { queueOrigin: 'http://127.0.0.1:4566' });
    if (stack === undefined) throw new Error('no stack was loaded');
    deployed = stack;
  });

  afterAll(() => rmSync(directory, { recursive: true }));

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
      policy: [
        {
          effect: 'Allow',
          principals: ['events.amazonaws.com'],
          actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
          resources: ['arn:aws:sqs:eu-west-1:210987654321:watch'],
          conditions: {
            ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:210987654321:rule/hourly' },
          },
        },
      ],
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
