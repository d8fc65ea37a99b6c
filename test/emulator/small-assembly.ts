import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { buildSync } from 'esbuild';

/**
 * A handler that writes what it gets to the table, announces alarms, and sends itself a message for later; an event
 * that says so fails.
 */
const HANDLER = `
  import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
  import { CodePipelineClient, RollbackStageCommand } from '@aws-sdk/client-codepipeline';
  import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
  import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
  import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
  const table = new DynamoDBClient({});
  const topics = new SNSClient({});
  const queues = new SQSClient({});
  const parameters = new SSMClient({});
  const pipelines = new CodePipelineClient({});
  export const handler = async (event, context) => {
    if (event.ResponseURL) {
      const { StackId, RequestId, LogicalResourceId } = event;
      const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'guard', StackId, RequestId, LogicalResourceId });
      return void (await fetch(event.ResponseURL, { method: 'PUT', body }));
    }
    if (event.fail) throw new Error('told to fail');
    if (event.rollback) return await pipelines.send(new RollbackStageCommand(event.rollback));
    const { Parameter } = await parameters.send(new GetParameterCommand({ Name: '/small/guard' }));
    const kind = event.Records ? 'watch' : event['detail-type'] ?? 'command';
    await table.send(new PutItemCommand({
      TableName: process.env.TABLE_NAME,
      Item: { id: { S: context.awsRequestId }, kind: { S: kind }, time: { N: String(Date.now()) }, guard: { S: Parameter.Value } },
    }));
    if (event['detail-type']) {
      await topics.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Subject: event.detail.alarmName, Message: kind }));
      await queues.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: 'look again', DelaySeconds: 600 }));
    }
    return { kind };
  };
`;

/** Synthesizes a small stack with one of everything; answers the directory of the assembly. */
export async function smallAssembly(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'assembly-'));
  const code = join(directory, 'code');
  buildSync({
    stdin: { contents: HANDLER, resolveDir: import.meta.dirname },
    outfile: join(code, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const app = new App({ outdir: join(directory, 'cdk.out') });
  const stack = new Stack(app, 'Small');
  const queue = new Queue(stack, 'Queue', { visibilityTimeout: Duration.minutes(1) });
  const failed = new Queue(stack, 'Failed');
  const topic = new Topic(stack, 'Topic');
  const table = new dynamodb.TableV2(stack, 'Table', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  });
  const parameter = new StringParameter(stack, 'Guard', {
    parameterName: '/small/guard',
    stringValue: JSON.stringify({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] }),
  });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const handler = new lambda.Function(stack, 'Function', {
    functionName: 'small',
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(code),
    role,
    timeout: Duration.seconds(20),
    environment: { TABLE_NAME: table.tableName, TOPIC_ARN: topic.topicArn, QUEUE_URL: queue.queueUrl },
    onFailure: new SqsDestination(failed),
    retryAttempts: 1,
  });
  new CustomResource(stack, 'DeclaredGuard', {
    serviceToken: handler.functionArn,
    resourceType: 'Custom::RollbackGuard',
    properties: { pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] },
  });
  handler.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
  table.grantWriteData(handler);
  topic.grantPublish(handler);
  queue.grantSendMessages(handler);
  parameter.grantRead(handler);
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['codepipeline:RollbackStage'],
      resources: [stack.formatArn({ service: 'codepipeline', resource: 'shop', resourceName: 'Prod' })],
    }),
  );
  new Rule(stack, 'AlarmRule', {
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { state: { value: ['ALARM'] } },
    } satisfies EventPattern,
    targets: [new LambdaFunction(handler, { event: RuleTargetInput.fromEventPath('$') })],
  });
  return app.synth().directory;
}
