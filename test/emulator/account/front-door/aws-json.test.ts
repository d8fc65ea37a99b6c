import { createHash } from 'node:crypto';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CodePipelineClient,
  ListPipelinesCommand,
  RollbackStageCommand,
  UnableToRollbackStageException,
} from '@aws-sdk/client-codepipeline';
import { QueueDoesNotExist, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import {
  ALARMED_AT,
  clientOf,
  cloudwatch,
  codepipeline,
  openFrontDoor,
  operation,
  recording,
  refusing,
  sqs,
  ssm,
} from './account.ts';

describe('AWS JSON', () => {
  test('CodePipeline gets its input and its answer', async () => {
    const rollback = recording({ pipelineExecutionId: 'new' });
    const { door } = await openFrontDoor([{ ...codepipeline, operations: { RollbackStage: rollback.operation } }]);
    const input = { pipelineName: 'shop', stageName: 'Prod', targetPipelineExecutionId: 'old' };

    const output = await new CodePipelineClient(clientOf(door)).send(new RollbackStageCommand(input));

    expect(output.pipelineExecutionId).toBe('new');
    expect(output.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(rollback.inputs).toEqual([input]);
  });

  test('an error becomes the typed exception of the SDK', async () => {
    const { door } = await openFrontDoor([
      {
        ...codepipeline,
        operations: { RollbackStage: refusing('UnableToRollbackStageException', 'stage is running') },
      },
    ]);

    const failure = await new CodePipelineClient(clientOf(door))
      .send(new RollbackStageCommand({ pipelineName: 'p', stageName: 's', targetPipelineExecutionId: 't' }))
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(UnableToRollbackStageException);
    expect(failure).toMatchObject({ message: 'stage is running', $metadata: { httpStatusCode: 400 } });
  });

  test('an operation that the service does not have is UnknownOperationException', async () => {
    const { door } = await openFrontDoor([{ ...codepipeline, operations: {} }]);

    await expect(new CodePipelineClient(clientOf(door)).send(new ListPipelinesCommand())).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'the local account has no operation ListPipelines of CodePipeline_20150709',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a service that the account does not have is UnknownOperationException', async () => {
    const { door } = await openFrontDoor([]);

    await expect(new SSMClient(clientOf(door)).send(new GetParameterCommand({ Name: 'a' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: /signed for ssm$/,
    });
  });

  test('SSM parameters pass through', async () => {
    const get = recording({ Parameter: { Name: '/guards/shop', Value: '{}', LastModifiedDate: ALARMED_AT } });
    const { door } = await openFrontDoor([{ ...ssm, operations: { GetParameter: get.operation } }]);

    const { Parameter } = await new SSMClient(clientOf(door)).send(new GetParameterCommand({ Name: '/guards/shop' }));

    expect(Parameter).toMatchObject({ Value: '{}', LastModifiedDate: new Date(ALARMED_AT * 1000) });
  });

  test('CloudWatch reads numbers as timestamps, and the error code of its query days', async () => {
    const { door } = await openFrontDoor([
      {
        ...cloudwatch,
        operations: {
          DescribeAlarms: operation(() => ({ MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: ALARMED_AT }] })),
          SetAlarmState: refusing('ResourceNotFound', 'no alarm x', 404),
        },
      },
    ]);
    const client = new CloudWatchClient(clientOf(door));

    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand());
    const failure = await client
      .send(new SetAlarmStateCommand({ AlarmName: 'x', StateValue: 'OK', StateReason: 'r' }))
      .catch((error: unknown) => error);

    expect(MetricAlarms).toMatchObject([{ AlarmName: 'a', StateUpdatedTimestamp: new Date(ALARMED_AT * 1000) }]);
    expect(failure).toBeInstanceOf(ResourceNotFound);
    expect(failure).toMatchObject({ Error: { Code: 'ResourceNotFound', Type: 'Sender' } });
  });

  test('SQS goes to the front door by its queue URL, and a missing queue is its typed exception', async () => {
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const { door } = await openFrontDoor([
      {
        ...sqs,
        operations: {
          SendMessage: operation(({ MessageBody }) => ({ MessageId: '1', MD5OfMessageBody: md5(String(MessageBody)) })),
          ReceiveMessage: refusing('QueueDoesNotExist', 'The specified queue does not exist.'),
        },
      },
    ]);
    const client = new SQSClient(clientOf(door));
    const QueueUrl = `${door.url}/123456789012/watch`;

    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'look again' }));
    const failure = await client.send(new ReceiveMessageCommand({ QueueUrl })).catch((error: unknown) => error);

    expect(sent.MessageId).toBe('1');
    expect(failure).toBeInstanceOf(QueueDoesNotExist);
    expect(failure).toMatchObject({ Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue' } });
  });

  test('a body that is not JSON is a SerializationException, and never reaches the service', async () => {
    const list = recording({});
    const { door } = await openFrontDoor([{ ...codepipeline, operations: { ListPipelines: list.operation } }]);

    const response = await fetch(door.url, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260110/us-east-1/codepipeline/aws4_request, Signature=x',
        'x-amz-target': 'CodePipeline_20150709.ListPipelines',
      },
      body: '{"a":',
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'SerializationException' });
    expect(list.inputs).toEqual([]);
  });

  test('an unsigned call is refused', async () => {
    const { door } = await openFrontDoor([{ ...codepipeline, operations: { ListPipelines: operation(() => ({})) } }]);

    const response = await fetch(door.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'CodePipeline_20150709.ListPipelines' },
      body: '{}',
    });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
