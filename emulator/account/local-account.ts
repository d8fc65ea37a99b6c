import type { CustomResources } from '../services/cloudformation/custom-resources.ts';
import type { Deployments } from '../services/cloudformation/deployments.ts';
import { NO_EXTRAS } from '../services/cloudformation/provisioning.ts';
import type { CloudWatch } from '../services/cloudwatch/cloudwatch.ts';
import type { CodePipeline } from '../services/codepipeline/codepipeline.ts';
import type { DynamoDb } from '../services/dynamodb/dynamodb.ts';
import type { EventBus } from '../services/events/event-bus.ts';
import type { Functions } from '../services/lambda/functions.ts';
import type { Buckets } from '../services/s3/buckets.ts';
import type { Topics } from '../services/sns/topics.ts';
import type { Queues } from '../services/sqs/queues.ts';
import type { ParameterStore } from '../services/ssm/parameter-store.ts';
import type { AccountIdentity } from './account-identity.ts';
import { type AccountParts, type LocalAccountOptions, startAccount } from './account-parts.ts';
import type { Call, CallLog } from './front-door/call-log.ts';
import type { Faults } from './front-door/faults.ts';
import type { FrontDoor } from './front-door/front-door.ts';
import type { Spoke } from './spoke.ts';
import type { DeployedStack } from './template/deployed-stack.ts';
import type { DeployedRole } from './template/stack-extras.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** An AWS account on this machine: what `cdk deploy` created, and the services it talks to, behind one endpoint. */
export class LocalAccount {
  readonly clock: VirtualClock;
  readonly identity: AccountIdentity;
  readonly spokes: readonly Spoke[];
  /** Of all accounts, by ARN. */
  readonly roles: Map<string, DeployedRole>;
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

  private constructor(parts: AccountParts) {
    this.clock = parts.clock;
    this.identity = parts.identity;
    this.spokes = parts.spokes;
    this.roles = parts.roles;
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
    return new LocalAccount(await startAccount(options));
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
  }
}
