import {
  GetTopicAttributesCommand,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import type { Service } from '../../../../emulator/services/service.ts';
import { ALARMED_AT, clientOf, cloudwatch, openFrontDoor, operation, recording, refusing, sns } from './account.ts';

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
