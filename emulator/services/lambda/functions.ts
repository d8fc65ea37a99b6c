import type { DeployedEventSourceMapping, DeployedFunction } from '../../account/template/deployed-stack.ts';
import { ServiceError } from '../service.ts';
import type { Queues } from '../sqs/queues.ts';
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

export interface FunctionsOptions extends FunctionHostOptions {
  readonly functions: readonly DeployedFunction[];
  readonly mappings: readonly DeployedEventSourceMapping[];
  readonly queues: Queues;
  /** A function as this account has to run it. */
  readonly localised?: (deployed: DeployedFunction) => DeployedFunction;
  /** Hands the record of a failed invocation of `source` to a queue or topic. */
  readonly deliverRecord: (source: DeployedFunction, ...record: Parameters<DeliverRecord>) => ReturnType<DeliverRecord>;
  readonly deliverTwice?: (event: string) => boolean;
}

/** What the role of a function needs for an event source mapping (L:services-sqs-configure). */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The functions of the account, with what feeds them from queues. */
export class Functions {
  readonly #options: FunctionsOptions;
  #functions: readonly AccountFunction[] = [];
  #mappings: readonly { readonly functionArn: string; readonly mapping: EventSourceMapping }[] = [];

  private constructor(options: FunctionsOptions) {
    this.#options = options;
  }

  static async start(options: FunctionsOptions): Promise<Functions> {
    const functions = new Functions(options);
    await functions.add(options.functions, options.mappings);
    return functions;
  }

  /** Adds functions and what feeds them; the queues must be there. */
  async add(functions: readonly DeployedFunction[], mappings: readonly DeployedEventSourceMapping[]): Promise<void> {
    const options = this.#options;
    const added = await Promise.all(
      functions.map(async (given) => {
        const deployed = options.localised?.(given) ?? given;
        const host = await FunctionHost.start({ ...options, deployed });
        const deliverRecord: DeliverRecord = (...record) => options.deliverRecord(host.deployed, ...record);
        const events = new AsynchronousInvocations({ ...options, host, deliverRecord });
        return {
          host,
          events,
          get deployed() {
            return host.deployed;
          },
        };
      }),
    );
    this.#functions = [...this.#functions, ...added];
    this.#mappings = [...this.#mappings, ...mappings.map((deployed) => this.#map(deployed))];
  }

  /** Gives a function another code or other settings, and what feeds it anew; events that wait for it stay (API:UpdateFunctionCode). */
  async update(given: DeployedFunction, mappings: readonly DeployedEventSourceMapping[]): Promise<void> {
    await this.get(given.arn).host.update(this.#options.localised?.(given) ?? given);
    this.#unmap(given.arn);
    this.#mappings = [...this.#mappings, ...mappings.map((deployed) => this.#map(deployed))];
  }

  /** Ends its processes; what it was doing is lost. */
  async remove(arn: string): Promise<void> {
    const gone = this.#functions.filter(({ deployed }) => deployed.arn === arn);
    this.#unmap(arn);
    this.#functions = this.#functions.filter(({ deployed }) => deployed.arn !== arn);
    await Promise.all(gone.map(({ host }) => host.stop()));
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
    for (const { mapping } of this.#mappings) mapping.stop();
    await Promise.all(this.#functions.map(({ host }) => host.stop()));
  }

  #unmap(arn: string): void {
    for (const { functionArn, mapping } of this.#mappings) if (functionArn === arn) mapping.stop();
    this.#mappings = this.#mappings.filter(({ functionArn }) => functionArn !== arn);
  }

  #map(deployed: DeployedEventSourceMapping) {
    const { queues, clock, identity } = this.#options;
    const queue = queues.byArn(deployed.queueArn);
    const mapped = this.#functions.find((candidate) => candidate.deployed.arn === deployed.functionArn);
    if (queue === undefined || mapped === undefined) {
      throw new Error(
        `an event source mapping joins ${deployed.queueArn} and ${deployed.functionArn}, but the template has only one of them`,
      );
    }
    const { policy } = queue.deployed;
    requireRole(mapped.deployed, POLLING, deployed.queueArn, 'poll the queue for the function', policy);
    const mapping = new EventSourceMapping({ deployed, queue, host: mapped.host, clock, region: identity.region });
    return { functionArn: deployed.functionArn, mapping };
  }
}
