import { ServiceError } from '../service.ts';
import type { Queues } from '../sqs/queues.ts';
import type { DeployedEventSourceMapping, DeployedFunction } from '../template/deployed-stack.ts';
import { AsynchronousInvocations, type DeliverRecord } from './asynchronous-invocations.ts';
import { EventSourceMapping } from './event-source-mapping.ts';
import { FunctionHost, type FunctionHostOptions } from './function-host.ts';
import { requireRole } from './role-check.ts';

/** A deployed function in the account. */
export interface AccountFunction {
  readonly deployed: DeployedFunction;
  /** Runs it, synchronously for the caller. */
  readonly host: FunctionHost;
  /** Its queue of asynchronous events. */
  readonly events: AsynchronousInvocations;
}

export interface FunctionsOptions extends Omit<FunctionHostOptions, 'deployed'> {
  readonly functions: readonly DeployedFunction[];
  readonly mappings: readonly DeployedEventSourceMapping[];
  readonly queues: Queues;
  /** Hands the record of a failed invocation of `source` to a queue or topic. */
  readonly deliverRecord: (source: DeployedFunction, ...record: Parameters<DeliverRecord>) => ReturnType<DeliverRecord>;
  readonly deliverTwice?: (event: string) => boolean;
}

/** What the role of a function needs for an event source mapping (L:services-sqs-configure). */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The functions of the account, with what feeds them from queues. */
export class Functions {
  readonly #functions: readonly AccountFunction[];
  readonly #mappings: readonly EventSourceMapping[];

  private constructor(functions: readonly AccountFunction[], mappings: readonly EventSourceMapping[]) {
    this.#functions = functions;
    this.#mappings = mappings;
  }

  static async start(options: FunctionsOptions): Promise<Functions> {
    const functions = await Promise.all(
      options.functions.map(async (deployed) => {
        const host = await FunctionHost.start({ ...options, deployed });
        const deliverRecord: DeliverRecord = (...record) => options.deliverRecord(deployed, ...record);
        return { deployed, host, events: new AsynchronousInvocations({ ...options, host, deliverRecord }) };
      }),
    );
    const mappings = options.mappings.map((deployed) => {
      const queue = options.queues.byArn(deployed.queueArn);
      const mapped = functions.find((candidate) => candidate.deployed.arn === deployed.functionArn);
      if (queue === undefined || mapped === undefined) {
        throw new Error(
          `an event source mapping joins ${deployed.queueArn} and ${deployed.functionArn}, but the template has only one of them`,
        );
      }
      requireRole(
        mapped.deployed,
        POLLING,
        deployed.queueArn,
        'poll the queue for the function',
        queue.deployed.policy,
      );
      const { clock, identity } = options;
      return new EventSourceMapping({ deployed, queue, host: mapped.host, clock, region: identity.region });
    });
    return new Functions(functions, mappings);
  }

  get all(): readonly AccountFunction[] {
    return this.#functions;
  }

  /** Finds a function as {@link get} does. */
  find(name: string): AccountFunction | undefined {
    const bare = name.replace(/:\$LATEST$/, '');
    return this.#functions.find(
      ({ deployed }) => deployed.functionName === bare || deployed.arn === bare || deployed.arn.endsWith(`:${bare}`),
    );
  }

  /**
   * Finds a function by name, partial ARN (`ACCOUNT:function:NAME`) or ARN, `$LATEST` allowed.
   * @throws ServiceError ResourceNotFoundException
   */
  get(name: string): AccountFunction {
    const found = this.find(name);
    if (found !== undefined) return found;
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  }

  async stop(): Promise<void> {
    for (const mapping of this.#mappings) mapping.stop();
    await Promise.all(this.#functions.map(({ host }) => host.stop()));
  }
}
