import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { DeployedFunction } from '../../account/template/deployed-stack.ts';
import type { AccountClock } from '../../account/virtual-clock.ts';
import type { Principals } from '../iam/principals.ts';
import { ServiceError } from '../service.ts';
import { FunctionInstance } from './function-instance.ts';
import type { InvocationRecord } from './invocation.ts';
import { PlayedEnvironments, type PlayedPace } from './played-pace.ts';
import { taskRoot } from './task-root.ts';
import { MOST_TURNS, turnsIn } from './trace-header.ts';

export interface FunctionHostOptions {
  readonly identity: AccountIdentity;
  readonly clock: AccountClock;
  /** Where every AWS client of the function sends its requests. */
  readonly endpointUrl: string;
  /** Gives each instance its session of the function's role. */
  readonly principals: Principals;
  /** Invocations at the same time; more are throttled. */
  readonly concurrency: number;
  /** Invocations take as long as they really do where absent. */
  readonly pace?: PlayedPace;
  /** Called with every invocation that has ended. */
  readonly onInvocation?: (record: InvocationRecord, deployed: DeployedFunction) => void;
}

/** What an invocation runs. */
interface FunctionCode {
  readonly deployed: DeployedFunction;
}

interface FunctionVersion extends FunctionCode {
  /** Where its code is unpacked. */
  readonly root: string;
}

async function unpacked(deployed: DeployedFunction): Promise<FunctionVersion> {
  return { deployed, root: await taskRoot(deployed.codeDirectory) };
}

/** The major version of Node.js that plays the runtime. */
const RUNTIME_MAJOR = '24';

/** Runs one deployed function: an instance for each concurrent invocation, reused while idle. */
export class FunctionHost {
  /** Every invocation that has ended, oldest first. */
  readonly invocations: InvocationRecord[] = [];
  readonly #options: FunctionHostOptions;
  readonly #instances = new Set<FunctionInstance>();
  /** Those that run what the function was before an update. */
  readonly #outdated = new Set<FunctionInstance>();
  readonly #played: PlayedEnvironments | undefined;
  #version: FunctionVersion;
  #running = 0;
  #started = 0;

  private constructor(options: FunctionHostOptions, version: FunctionVersion) {
    this.#options = options;
    this.#version = version;
    this.#played = options.pace && new PlayedEnvironments(options.pace, options.clock);
  }

  static async start({ deployed, ...options }: FunctionHostOptions & FunctionCode): Promise<FunctionHost> {
    return new FunctionHost(options, await unpacked(deployed));
  }

  get deployed(): DeployedFunction {
    return this.#version.deployed;
  }

  /** What runs ends as it began; every invocation after this has the new code and settings (API:UpdateFunctionCode). */
  async update(deployed: DeployedFunction): Promise<void> {
    this.#version = await unpacked(deployed);
    for (const instance of this.#instances) this.#outdated.add(instance);
    await this.forgetIdle();
  }

  /** Instances whose process lives. */
  get instances(): readonly FunctionInstance[] {
    return [...this.#instances].filter((instance) => !instance.ended);
  }

  /**
   * Invokes the function and waits for its end; the clock is held meanwhile. `event` is JSON text. `onStart` gets the
   * instance when it has the event. `traceHeader` came with the request, if one did.
   * @throws ServiceError TooManyRequestsException when all concurrency is in use, RecursiveInvocationException when the chain of
   * requests has been here too often and the function does not allow that.
   */
  invoke(
    event: string,
    requestId: string = randomUUID(),
    onStart: (instance: FunctionInstance) => void = () => undefined,
    traceHeader?: string,
  ): Promise<InvocationRecord> {
    return this.#options.clock.hold(this.#invoke(event, requestId, onStart, traceHeader));
  }

  /** Whether Lambda would stop this chain of requests here (L:invocation-recursion). */
  stopsChain(traceHeader: string | undefined): boolean {
    const { arn, recursiveLoop } = this.deployed;
    return recursiveLoop === 'Terminate' && turnsIn(arn, traceHeader) >= MOST_TURNS;
  }

  /** The living instance of that name, which the call log and the faults know as `caller.instance`. */
  instance(name: string): FunctionInstance | undefined {
    return this.instances.find((candidate) => candidate.name === name);
  }

  /** Ends idle instances, so that the next invocation is a cold start. */
  async forgetIdle(): Promise<void> {
    await Promise.all(this.instances.filter((instance) => instance.idle).map((instance) => this.#end(instance)));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => this.#end(instance)));
  }

  async #invoke(
    event: string,
    requestId: string,
    onStart: (instance: FunctionInstance) => void,
    traceHeader: string | undefined,
  ): Promise<InvocationRecord> {
    if (this.stopsChain(traceHeader)) {
      throw new ServiceError('RecursiveInvocationException', 'Lambda has detected a recursive loop.');
    }
    const { concurrency } = this.#options;
    if ((this.#played?.busy ?? this.#running) >= concurrency) {
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    const run = () => this.#run(event, requestId, onStart, traceHeader);
    return this.#played === undefined ? run() : this.#played.run(run);
  }

  async #run(
    event: string,
    requestId: string,
    onStart: (instance: FunctionInstance) => void,
    traceHeader: string | undefined,
  ): Promise<InvocationRecord> {
    this.#running++;
    try {
      const instance =
        this.instances.find((one) => one.idle && !this.#outdated.has(one)) ?? (await this.#startInstance());
      const record = await instance.invoke(requestId, event, () => onStart(instance), traceHeader);
      this.invocations.push(record);
      this.#options.onInvocation?.(record, this.deployed);
      if (instance.ended || this.#outdated.has(instance)) await this.#end(instance);
      return record;
    } finally {
      this.#running--;
    }
  }

  async #startInstance(): Promise<FunctionInstance> {
    const { identity, clock, endpointUrl, principals } = this.#options;
    const { deployed, root } = this.#version;
    const name = `${deployed.functionName}-${++this.#started}`;
    const instance = await FunctionInstance.start({
      deployed,
      identity,
      clock,
      endpointUrl,
      name,
      credentials: principals.issue(deployed, name),
      taskRoot: root,
      nodePath: runtimeNode(),
    });
    this.#instances.add(instance);
    return instance;
  }

  async #end(instance: FunctionInstance): Promise<void> {
    await instance.stop();
    this.#instances.delete(instance);
    this.#outdated.delete(instance);
  }
}

function runtimeNode(): string {
  if (process.versions.node.startsWith(`${RUNTIME_MAJOR}.`)) return process.execPath;
  return createRequire(import.meta.url).resolve('node/bin/node');
}
