import { createCloudFormation } from '../services/cloudformation/cloudformation.ts';
import { CustomResources } from '../services/cloudformation/custom-resources.ts';
import { Deployments } from '../services/cloudformation/deployments.ts';
import { NO_EXTRAS } from '../services/cloudformation/provisioning.ts';
import { type CloudWatch, createCloudWatch } from '../services/cloudwatch/cloudwatch.ts';
import type { AlarmSwitches } from '../services/cloudwatch/switches.ts';
import { CodePipeline } from '../services/codepipeline/codepipeline.ts';
import type { SwitchOverrides } from '../services/codepipeline/switches.ts';
import { DynamoDb } from '../services/dynamodb/dynamodb.ts';
import { createEventBus, type EventBus } from '../services/events/event-bus.ts';
import { createIam } from '../services/iam/iam.ts';
import { Principals } from '../services/iam/principals.ts';
import { Functions } from '../services/lambda/functions.ts';
import type { InvocationRecord } from '../services/lambda/invocation.ts';
import { lambdaRoute } from '../services/lambda/lambda-api.ts';
import { withLocalQueues } from '../services/lambda/local-queue-urls.ts';
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
import type { Call, CallLog } from './front-door/call-log.ts';
import type { Faults } from './front-door/faults.ts';
import { FrontDoor } from './front-door/front-door.ts';
import type { Rates } from './front-door/rates.ts';
import type { DeployedFunction, DeployedStack } from './template/deployed-stack.ts';
import type { DeployedRole } from './template/stack-extras.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface LocalAccountOptions {
  readonly identity: AccountIdentity;
  /** Of this account alone: it ends with the account. */
  readonly clock: VirtualClock;
  /** What was deployed. */
  readonly stacks: readonly DeployedStack[];
  /** TCP port of the endpoint on loopback; a free one where absent. */
  readonly port?: number;
  /** Invocations of a function at the same time; default 10. */
  readonly concurrency?: number;
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

interface Parts {
  readonly door: FrontDoor;
  readonly clock: VirtualClock;
  readonly identity: AccountIdentity;
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
  readonly deployments: Deployments;
}

/** An AWS account on this machine: what `cdk deploy` created, and the services it talks to, behind one endpoint. */
export class LocalAccount {
  readonly clock: VirtualClock;
  readonly identity: AccountIdentity;
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
  readonly #deployments: Deployments;
  readonly #door: FrontDoor;

  private constructor(parts: Parts) {
    this.clock = parts.clock;
    this.identity = parts.identity;
    this.stacks = parts.stacks;
    this.codePipeline = parts.codePipeline;
    this.cloudWatch = parts.cloudWatch;
    this.eventBus = parts.eventBus;
    this.queues = parts.queues;
    this.topics = parts.topics;
    this.parameters = parts.parameters;
    this.functions = parts.functions;
    this.dynamoDb = parts.dynamoDb;
    this.buckets = parts.buckets;
    this.customResources = parts.customResources;
    this.#deployments = parts.deployments;
    this.#door = parts.door;
  }

  static async start(options: LocalAccountOptions): Promise<LocalAccount> {
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
      deliverRecord: (source, destination, record) => deliveries.deliverRecord(source, destination, record),
      ...(options.onInvocation !== undefined && { onInvocation: options.onInvocation }),
      ...(options.deliverTwice !== undefined && { deliverTwice: options.deliverTwice }),
    });
    const eventBus = createEventBus({
      identity,
      clock,
      rules: stacks.flatMap((stack) => stack.rules),
      targets: ruleTargets({ functions, deliveries }),
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
    principals.readTagsFrom((arn) => codePipeline.tagsOf(arn));
    const roles = new Map<string, DeployedRole>();
    const customResources = new CustomResources({ clock, functions, origin: door.url });
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
      createSts(identity, clock, principals, roles),
      createCloudFormation({ identity, clock, buckets, deployments, queueOrigin: door.url }),
    );
    door.mount(lambdaRoute(functions, principals), s3Route(buckets, principals), customResources.route);
    const parts = { door, clock, identity, stacks, buckets, customResources, deployments, ...services };
    return new LocalAccount(parts);
  }

  /**
   * Brings a stack to this version, as `cdk deploy` would, and lets time pass until that is done. One that was there from the start gets its
   * custom resources so: by default all of them. Throws what CloudFormation says when it fails, with everything as before.
   */
  async deploy(...stacks: readonly DeployedStack[]): Promise<void> {
    for (const stack of stacks.length > 0 ? stacks : this.stacks) {
      const deployed = this.#deployments.update({ stack, extras: NO_EXTRAS }, { arn: 'cloudformation' });
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      deployed.then(over, over);
      while (!isOver) await this.clock.advance(100);
      await deployed;
    }
  }

  /** The value of `AWS_ENDPOINT_URL`. */
  get endpoint(): string {
    return this.#door.url;
  }

  /** Every API call, of the functions and of everybody else. */
  get calls(): CallLog {
    return this.#door.calls;
  }

  get faults(): Faults {
    return this.#door.faults;
  }

  /** Kills the process that made the call, as a crash: for `before` and `after` of a fault rule. */
  killCaller({ caller }: Call): void {
    if (caller.kind === 'function') this.functions.get(caller.functionName).host.instance(caller.instance)?.kill();
  }

  /** Ends time, then every process and server. */
  async stop(): Promise<void> {
    this.clock.stop();
    await this.functions.stop();
    await this.#door.close();
    await this.dynamoDb.stop();
  }
}
