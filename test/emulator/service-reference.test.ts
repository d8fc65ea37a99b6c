import { expect, test } from 'vitest';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { createCloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import { OPERATIONS, requiredPermissions } from '../../emulator/services/dynamodb/permissions.ts';
import { createEventBus } from '../../emulator/services/events/event-bus.ts';
import { createIam } from '../../emulator/services/iam/iam.ts';
import type { RequiredPermission, Service } from '../../emulator/services/service.ts';
import { createSns } from '../../emulator/services/sns/sns.ts';
import { Topics } from '../../emulator/services/sns/topics.ts';
import { Queues } from '../../emulator/services/sqs/queues.ts';
import { createSqs } from '../../emulator/services/sqs/sqs.ts';
import { ParameterStore } from '../../emulator/services/ssm/parameter-store.ts';
import { createSsm } from '../../emulator/services/ssm/ssm.ts';
import { objections } from '../support/service-reference.ts';

const identity = { accountId: '111122223333', region: 'eu-west-1' };
const clock = new VirtualClock();
const nothing = () => undefined;
const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`;

/** An input that has what any operation may name its resource by. */
const INPUT = {
  name: 'shop',
  pipelineName: 'shop',
  stageName: 'Prod',
  actionName: 'Approve',
  pipeline: { name: 'shop' },
  Name: 'controller-rule',
  Names: ['/guards/shop'],
  Path: '/guards',
  Rule: 'controller-rule',
  AlarmName: 'shop-5xx',
  AlarmNames: ['shop-5xx'],
  ResourceARN: arn('cloudwatch', 'alarm:shop-5xx'),
  QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/watch',
  QueueName: 'watch',
  TopicArn: arn('sns', 'people'),
  PolicySourceArn: 'arn:aws:iam::111122223333:role/controller',
  TableName: 'records',
  RequestItems: { records: {} },
  Entries: [],
};

const services: readonly Service[] = [
  new CodePipeline({ clock, identity, publish: nothing }),
  createCloudWatch({ clock, identity, publish: nothing, targets: { invokeFunction: nothing, publishMessage: nothing } })
    .service,
  createEventBus({
    clock,
    identity,
    targets: {
      permissionsOf: nothing,
      invokeFunction: nothing,
      sendMessage: nothing,
      publishMessage: nothing,
      forward: nothing,
    },
  }).service,
  createSqs({ identity, clock, queues: new Queues([], clock), queueUrl: () => '' }),
  createSns(new Topics([], clock)),
  createSsm(identity, new ParameterStore(identity, clock, [])),
  createIam(identity.accountId, () => []),
];

/** IAM's own actions carry a prefix that is not the signing name of their service. */
const authorised: readonly (readonly [string, readonly RequiredPermission[]])[] = [
  ...services.flatMap(({ signingName, operations }) =>
    Object.entries(operations).map(([name, { authorize }]) => [`${signingName} ${name}`, authorize(INPUT)] as const),
  ),
  ...OPERATIONS.map((name) => [`dynamodb ${name}`, requiredPermissions(name, INPUT, identity)] as const),
];

test.each(authorised)('%s asks for what AWS asks for', async (_, permissions) => {
  expect(permissions).not.toEqual([]);
  expect((await Promise.all(permissions.map(objections))).flat()).toEqual([]);
});
