import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { FrontDoor } from '../../emulator/account/front-door/front-door.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { createCloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import { DynamoDb } from '../../emulator/services/dynamodb/dynamodb.ts';
import { createEventBus } from '../../emulator/services/events/event-bus.ts';
import { Principals } from '../../emulator/services/iam/principals.ts';
import { Queues } from '../../emulator/services/sqs/queues.ts';
import { createSqs } from '../../emulator/services/sqs/sqs.ts';
import { ParameterStore } from '../../emulator/services/ssm/parameter-store.ts';
import { createSsm } from '../../emulator/services/ssm/ssm.ts';

const IDENTITY = { accountId: '123456789012', region: 'eu-west-1' };
export const START = Date.UTC(2026, 0, 10, 9, 30);
export const TABLE = 'records';
/** Prefix of the names of the controller's event rules. */
export const RULES = 'controller-';
/** Where alarms and pipelines are, as in their ARNs. */
const QUEUE = 'watches';

/** The services that the function's adapters talk to, behind one endpoint on loopback, and real SDK clients for them. */
export async function startLocalServices() {
  const clock = new VirtualClock({ start: START });
  const door = await FrontDoor.open({ clock, principals: new Principals(IDENTITY) });
  const queues = new Queues([deployedQueue(door.url)], clock);
  const parameters = new ParameterStore(IDENTITY, clock, []);
  const publish = () => undefined;
  const codePipeline = new CodePipeline({ clock, identity: IDENTITY, publish });
  const targets = { invokeFunction: publish, publishMessage: publish };
  const cloudWatch = createCloudWatch({ clock, identity: IDENTITY, publish, targets });
  const eventBus = createEventBus({
    clock,
    identity: IDENTITY,
    targets: {
      permissionsOf: publish,
      invokeFunction: publish,
      sendMessage: publish,
      publishMessage: publish,
      forward: publish,
    },
  });
  const dynamoDb = await DynamoDb.start([TABLE_OF_RECORDS], IDENTITY);
  const queueUrl = `${door.url}/${IDENTITY.accountId}/${QUEUE}`;
  door.serve(
    codePipeline,
    cloudWatch.service,
    eventBus.service,
    dynamoDb,
    createSqs({ identity: IDENTITY, clock, queues, queueUrl: () => queueUrl }),
    createSsm(IDENTITY, parameters),
  );
  const settings = {
    endpoint: door.url,
    region: IDENTITY.region,
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
    maxAttempts: 1,
  };
  return {
    clock,
    codePipeline,
    cloudWatch,
    eventBus,
    parameters,
    queue: queues.all[0],
    queueUrl,
    url: door.url,
    faults: door.faults,
    calls: door.calls,
    clients: {
      dynamo: new DynamoDBClient(settings),
      codePipeline: new CodePipelineClient(settings),
      cloudWatch: new CloudWatchClient(settings),
      eventBridge: new EventBridgeClient(settings),
      sqs: new SQSClient(settings),
      ssm: new SSMClient(settings),
    },
    stop: async () => {
      clock.stop();
      await door.close();
    },
  };
}

export type LocalServices = Awaited<ReturnType<typeof startLocalServices>>;

const TABLE_OF_RECORDS = {
  tableName: TABLE,
  arn: `arn:aws:dynamodb:${IDENTITY.region}:${IDENTITY.accountId}:table/${TABLE}`,
  keySchema: [
    { name: 'pk', type: 'HASH' as const },
    { name: 'sk', type: 'RANGE' as const },
  ],
  attributeTypes: { pk: 'S' as const, sk: 'S' as const },
};

function deployedQueue(url: string) {
  return {
    queueName: QUEUE,
    arn: `arn:aws:sqs:${IDENTITY.region}:${IDENTITY.accountId}:${QUEUE}`,
    url: `${url}/${IDENTITY.accountId}/${QUEUE}`,
    delaySeconds: 0,
    visibilityTimeoutSeconds: 60,
  };
}
