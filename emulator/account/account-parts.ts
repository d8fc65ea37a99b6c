import { createCloudFormation } from '../services/cloudformation/cloudformation.ts';
import { CustomResources } from '../services/cloudformation/custom-resources.ts';
import { Deployments } from '../services/cloudformation/deployments.ts';
import { type CloudWatch, createCloudWatch } from '../services/cloudwatch/cloudwatch.ts';
import type { AlarmSwitches } from '../services/cloudwatch/switches.ts';
import { CodePipeline } from '../services/codepipeline/codepipeline.ts';
import type { SwitchOverrides } from '../services/codepipeline/switches.ts';
import { DynamoDb } from '../services/dynamodb/dynamodb.ts';
import { createEventBus, type EventBus } from '../services/events/event-bus.ts';
import { forwarding } from '../services/events/forwarding.ts';
import { createIam } from '../services/iam/iam.ts';
import { Principals } from '../services/iam/principals.ts';
import { Functions } from '../services/lambda/functions.ts';
import type { InvocationRecord } from '../services/lambda/invocation.ts';
import { accountSettingsRoute, lambdaRoute } from '../services/lambda/lambda-api.ts';
import { withLocalQueues } from '../services/lambda/local-queue-urls.ts';
import type { PlayedPace } from '../services/lambda/played-pace.ts';
import { Buckets, objectStore } from '../services/s3/buckets.ts';
import { s3Route } from '../services/s3/s3-route.ts';
import type { PublishEvent } from '../services/service.ts';
import { ServiceDeliveries } from '../services/service-deliveries.ts';
import { alarmTargets, ruleTargets } from '../services/service-targets.ts';
import { createSns } from '../services/sns/sns.ts';
import { Topics } from '../services/sns/topics.ts';
import type { Queue } from '../services/sqs/queue.ts';
import { Queues } from '../services/sqs/queues.ts';
import { createSqs } from '../services/sqs/sqs.ts';
import { ParameterStore } from '../services/ssm/parameter-store.ts';
import { createSsm } from '../services/ssm/ssm.ts';
import { createSts } from '../services/sts/sts.ts';
import type { AccountIdentity } from './account-identity.ts';
import { FrontDoor } from './front-door/front-door.ts';
import type { Rates } from './front-door/rates.ts';
import { Spoke, type SpokePlan } from './spoke.ts';
import type { DeployedFunction, DeployedStack } from './template/deployed-stack.ts';
import type { DeployedRole } from './template/stack-extras.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface LocalAccountOptions {
  readonly identity: AccountIdentity;
  /** Of this account alone: it ends with the account. */
  readonly clock: VirtualClock;
  /** What was deployed. */
  readonly stacks: readonly DeployedStack[];
  /** Other accounts and regions, in the organization of this one. */
  readonly spokes?: readonly SpokePlan[];
  /** TCP port of the endpoint on loopback; a free one where absent. */
  readonly port?: number;
  /** Invocations of a function at the same time; default 10. */
  readonly concurrency?: number;
  /** What Lambda says that all functions of the account together have of it; default 1,000. */
  readonly accountConcurrency?: number;
  /** How long invocations are played to take, for more of them at once than this machine has processes; as long as they do where absent. */
  readonly pace?: PlayedPace;
  /** CloudFormation makes custom resources one after the other, for which a function needs one process; all that can be made at once where absent. */
  readonly makesInTurn?: boolean;
  readonly switches?: SwitchOverrides;
  /** Undocumented behaviour of alarms; default as `DEFAULT_ALARM_SWITCHES`. */
  readonly alarmSwitches?: Partial<AlarmSwitches>;
  /** How many calls a second it takes; without limits where absent. */
  readonly rates?: Rates;
  /** Milliseconds from an event to its delivery; EventBridge's usual where absent. */
  readonly eventLatencyMillis?: number;
  /** Whether Lambda delivers this asynchronous event (JSON text) a second time. Never where absent. */
  readonly deliverTwice?: (event: string) => boolean;
  /** Called with every invocation that has ended. */
  readonly onInvocation?: (record: InvocationRecord, deployed: DeployedFunction) => void;
  /** Gets the defects of the account; they are thrown into the process where absent. */
  readonly onDefect?: (error: unknown) => void;
}

/** What a local account consists of. */
export interface AccountParts {
  readonly door: FrontDoor;
  readonly clock: VirtualClock;
  readonly identity: AccountIdentity;
  readonly spokes: readonly Spoke[];
  readonly stacks: readonly DeployedStack[];
  readonly codePipeline: CodePipeline;
  readonly cloudWatch: CloudWatch;
  readonly eventBus: EventBus;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly parameters: ParameterStore;
  readonly functions: Functions;
  readonly dynamoDb: DynamoDb;
  readonly buckets: Buckets;
  readonly customResources: CustomResources;
  /** Of all accounts, by ARN. */
  readonly roles: Map<string, DeployedRole>;
  readonly deployments: Deployments;
}

/** Starts the services of an account, and those of its spokes, behind one endpoint. */
export async function startAccount(options: LocalAccountOptions): Promise<AccountParts> {
  const { identity, clock, stacks } = options;
  const principals = new Principals(identity);
  const door = await FrontDoor.open({
    clock,
    principals,
    ...(options.port !== undefined && { port: options.port }),
    ...(options.rates !== undefined && { rates: options.rates }),
    ...(options.onDefect !== undefined && { onDefect: options.onDefect }),
  });
  const queues = new Queues(
    stacks.flatMap((stack) => stack.queues),
    clock,
  );
  const topics = new Topics(
    stacks.flatMap((stack) => stack.topics),
    clock,
  );
  const deliveries = new ServiceDeliveries({ identity, queues, topics });
  const parameters = new ParameterStore(
    identity,
    clock,
    stacks.flatMap((stack) => stack.parameters),
  );
  const dynamoDb = await DynamoDb.start(
    stacks.flatMap((stack) => stack.tables),
    identity,
  );
  const queueUrl = ({ deployed }: Queue) => `${door.url}/${identity.accountId}/${deployed.queueName}`;
  const functions = await Functions.start({
    functions: stacks.flatMap((stack) => stack.functions),
    localised: (deployed) => withLocalQueues(deployed, queues, queueUrl),
    mappings: stacks.flatMap((stack) => stack.eventSourceMappings),
    queues,
    identity,
    clock,
    endpointUrl: door.url,
    principals,
    concurrency: options.concurrency ?? 10,
    ...(options.pace !== undefined && { pace: options.pace }),
    deliverRecord: (source, destination, record) => deliveries.deliverRecord(source, destination, record),
    ...(options.onInvocation !== undefined && { onInvocation: options.onInvocation }),
    ...(options.deliverTwice !== undefined && { deliverTwice: options.deliverTwice }),
  });
  const roles = new Map<string, DeployedRole>();
  const roleOf = (arn: string) => roles.get(arn);
  const buses = () => [eventBus, ...spokes.map((spoke) => spoke.eventBus)];
  const eventBus = createEventBus({
    identity,
    clock,
    buses: stacks.flatMap((stack) => stack.buses),
    rules: stacks.flatMap((stack) => stack.rules),
    targets: ruleTargets({ functions, deliveries, forward: forwarding({ identity, roleOf, buses }) }),
    ...(options.eventLatencyMillis !== undefined && { latencyMillis: options.eventLatencyMillis }),
  });
  const publish: PublishEvent = (event) => eventBus.publish(event);
  const buckets = new Buckets(clock);
  const codePipeline = new CodePipeline({
    clock,
    identity,
    publish,
    objects: objectStore(buckets),
    ...(options.switches !== undefined && { switches: options.switches }),
  });
  const cloudWatch = createCloudWatch({
    identity,
    clock,
    publish,
    ...(options.alarmSwitches !== undefined && { switches: options.alarmSwitches }),
    targets: alarmTargets({ functions, deliveries }),
  });
  const sts = createSts(clock, principals, roleOf);
  principals.readTagsFrom((arn) => codePipeline.tagsOf(arn));
  const spokes = (options.spokes ?? []).map((plan) => new Spoke({ ...plan, clock, roles, buses }));
  for (const spoke of spokes) door.serveElsewhere(spoke.identity, [...spoke.services, sts]);
  const customResources = new CustomResources({
    clock,
    functions,
    origin: door.url,
    inTurn: options.makesInTurn ?? false,
  });
  const services = { queues, topics, parameters, dynamoDb, functions, eventBus, codePipeline, cloudWatch };
  const deployments = new Deployments({
    clock,
    services: { ...services, deliveries, roles },
    customResources,
    present: stacks,
  });
  door.serve(
    codePipeline,
    cloudWatch.service,
    eventBus.service,
    dynamoDb,
    createSqs({ identity, clock, queues, queueUrl }),
    createSsm(identity, parameters),
    createSns(topics),
    createIam(identity.accountId, () => functions.all.map(({ deployed }) => deployed)),
    sts,
    createCloudFormation({ identity, clock, buckets, deployments, queueOrigin: door.url }),
  );
  door.mount(
    lambdaRoute(functions, principals),
    accountSettingsRoute(options.accountConcurrency ?? 1_000, functions, principals),
    s3Route(buckets, principals),
    customResources.route,
  );
  return { door, clock, identity, stacks, spokes, roles, buckets, customResources, deployments, ...services };
}
