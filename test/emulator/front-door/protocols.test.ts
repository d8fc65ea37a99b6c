import { createHash } from 'node:crypto';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
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
import {
  GetTopicAttributesCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { QueueDoesNotExist, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { type JsonObject, type Service, ServiceError } from '../../../emulator/service.ts';
import { clientOf, cloudwatch, codepipeline, openFrontDoor, operation, sns, sqs, ssm } from './account.ts';

const ALARMED_AT = 1_768_037_398.989;

function refusing(name: string, message: string, httpStatus?: number) {
  return operation(() => {
    throw new ServiceError(name, message, httpStatus);
  });
}

/** Remembers the input of its one call. */
function recording(output: JsonObject) {
  const inputs: JsonObject[] = [];
  return {
    inputs,
    operation: operation((input) => {
      inputs.push(input);
      return output;
    }),
  };
}

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

describe('query protocol', () => {
  function topicService(operations: Service['operations']): Service {
    return { ...sns, operations };
  }

  test('SNS gets structures, lists and maps, and answers XML', async () => {
    const publish = recording({ MessageId: 'a < b & "&lt;"' });
    const { door } = await openFrontDoor([topicService({ Publish: publish.operation })]);

    const output = await new SNSClient(clientOf(door)).send(
      new PublishCommand({
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:people',
        Message: 'rolled back: 100 % & more\n',
        MessageAttributes: {
          decision: { DataType: 'String', StringValue: 'rollback' },
          stage: { DataType: 'String', StringValue: 'Prod' },
        },
      }),
    );

    expect(output.MessageId).toBe('a < b & "&lt;"');
    expect(publish.inputs).toEqual([
      {
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:people',
        Message: 'rolled back: 100 % & more\n',
        MessageAttributes: {
          decision: { DataType: 'String', StringValue: 'rollback' },
          stage: { DataType: 'String', StringValue: 'Prod' },
        },
      },
    ]);
  });

  test('lists are members, maps are entries', async () => {
    const { door } = await openFrontDoor([
      topicService({
        ListTopics: operation(() => ({ Topics: [{ TopicArn: 'arn:1' }, { TopicArn: 'arn:2' }] })),
        GetTopicAttributes: operation(() => ({ Attributes: { Owner: '123456789012', DisplayName: 'People' } })),
      }),
    ]);
    const client = new SNSClient(clientOf(door));

    expect((await client.send(new ListTopicsCommand())).Topics).toEqual([{ TopicArn: 'arn:1' }, { TopicArn: 'arn:2' }]);
    expect((await client.send(new GetTopicAttributesCommand({ TopicArn: 'arn:1' }))).Attributes).toEqual({
      Owner: '123456789012',
      DisplayName: 'People',
    });
  });

  test('an error becomes the typed exception of the SDK', async () => {
    const { door } = await openFrontDoor([
      topicService({ Publish: refusing('NotFoundException', 'Topic does not exist', 404) }),
    ]);

    const failure = await new SNSClient(clientOf(door))
      .send(new PublishCommand({ TopicArn: 'arn', Message: 'm' }))
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(NotFoundException);
    expect(failure).toMatchObject({ message: 'Topic does not exist', $metadata: { httpStatusCode: 404 } });
  });

  test('timestamps are ISO 8601 in both directions', async () => {
    const history = recording({ AlarmHistoryItems: [{ StateUpdatedTimestamp: ALARMED_AT }] });
    const { door } = await openFrontDoor([{ ...cloudwatch, operations: { DescribeAlarmHistory: history.operation } }]);

    const response = await fetch(door.url, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20260110/us-east-1/monitoring/aws4_request, Signature=x',
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      body: 'Action=DescribeAlarmHistory&Version=2010-08-01&StartDate=2026-01-10T09%3A29%3A58.989Z&AlarmTypes.member.1=MetricAlarm&AlarmTypes.member.2=CompositeAlarm',
    });

    expect(history.inputs).toEqual([{ StartDate: ALARMED_AT, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }]);
    expect(await response.text()).toContain(
      '<DescribeAlarmHistoryResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><DescribeAlarmHistoryResult>' +
        '<AlarmHistoryItems><member><StateUpdatedTimestamp>2026-01-10T09:29:58.989Z</StateUpdatedTimestamp></member></AlarmHistoryItems>',
    );
  });
});

describe('Smithy RPC v2 CBOR', () => {
  function cborClient(url: ReturnType<typeof clientOf>) {
    return new CloudWatchClient({
      ...url,
      protocol: AwsSmithyRpcV2CborProtocol,
      protocolSettings: { awsQueryCompatible: true },
    });
  }

  test('CloudWatch gets its input, and timestamps both ways', async () => {
    const history = recording({ AlarmHistoryItems: [{ AlarmName: 'a', Timestamp: ALARMED_AT }], NextToken: undefined });
    const { door } = await openFrontDoor([
      { ...cloudwatch, timestampMembers: ['Timestamp'], operations: { DescribeAlarmHistory: history.operation } },
    ]);

    const output = await cborClient(clientOf(door)).send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'a', StartDate: new Date(ALARMED_AT * 1000), MaxRecords: 5 }),
    );

    expect(history.inputs).toEqual([{ AlarmName: 'a', StartDate: ALARMED_AT, MaxRecords: 5 }]);
    expect(output.AlarmHistoryItems).toEqual([{ AlarmName: 'a', Timestamp: new Date(ALARMED_AT * 1000) }]);
  });

  test('an error becomes the typed exception of the SDK', async () => {
    const { door } = await openFrontDoor([
      { ...cloudwatch, operations: { SetAlarmState: refusing('ResourceNotFound', 'no alarm x', 404) } },
    ]);

    const failure = await cborClient(clientOf(door))
      .send(new SetAlarmStateCommand({ AlarmName: 'x', StateValue: 'OK', StateReason: 'r' }))
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ResourceNotFound);
    expect(failure).toMatchObject({ message: 'no alarm x' });
  });
});
