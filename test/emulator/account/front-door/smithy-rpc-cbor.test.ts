import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { ALARMED_AT, clientOf, cloudwatch, openFrontDoor, recording, refusing } from './account.ts';

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
