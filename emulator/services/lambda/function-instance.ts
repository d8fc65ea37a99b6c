import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { DeployedFunction } from '../../account/template/deployed-stack.ts';
import type { FunctionCredentials } from '../iam/principals.ts';
import { environmentVariables } from './execution-environment.ts';
import { type InvocationRecord, platformError } from './invocation.ts';
import { RuntimeApi } from './runtime-api.ts';
import { RuntimeProcess } from './runtime-process.ts';
import { enter } from './trace-header.ts';

export interface InstanceOptions {
  readonly deployed: DeployedFunction;
  readonly identity: AccountIdentity;
  readonly clock: Clock;
  readonly endpointUrl: string;
  /** Tells the instances of a function apart, in the call log too. */
  readonly name: string;
  readonly credentials: FunctionCredentials;
  readonly taskRoot: string;
  /** The Node.js that plays the Lambda runtime. */
  readonly nodePath: string;
}

/** What ends an invocation, or the initialisation before it. */
type Ending = { readonly failed: boolean; readonly payload: string };

/** Real seconds that initialisation may take beyond the function's timeout (L:lambda-runtime-environment). */
const INIT_SECONDS = 10;

/**
 * One execution environment: a process that runs one invocation at a time through a Runtime API of its own. It is
 * `idle` between invocations and `ended` once its process is gone.
 */
export class FunctionInstance {
  readonly #options: InstanceOptions;
  readonly #api: RuntimeApi;
  readonly #process: RuntimeProcess;
  #state: 'starting' | 'idle' | 'busy' | 'ended' = 'starting';
  #initMilliseconds = 0;
  #invocations = 0;
  #logLines: string[] = [];
  #currentRequest: string | undefined;
  #answer: Ending | undefined;
  #initError: string | undefined;
  #onChange: () => void = () => undefined;

  private constructor(options: InstanceOptions, api: RuntimeApi) {
    this.#options = options;
    this.#api = api;
    api.notify({
      ready: (processorMillis) => {
        if (this.#state === 'starting') this.#initMilliseconds = processorMillis;
        this.#become('idle');
      },
      responded: (requestId, payload) => this.#answered(requestId, { failed: false, payload }),
      failed: (requestId, payload) => this.#answered(requestId, { failed: true, payload }),
      initFailed: (payload) => {
        this.#initError = payload;
      },
    });
    this.#process = new RuntimeProcess(options.nodePath, {
      cwd: options.taskRoot,
      environment: environmentVariables({ ...options, runtimeApi: api.address, accountTime: options.clock.now() }),
      onLine: (line) => this.#logLines.push(line),
      onEnd: () => this.#become('ended'),
    });
  }

  static async start(options: InstanceOptions): Promise<FunctionInstance> {
    return new FunctionInstance(options, await RuntimeApi.start());
  }

  get name(): string {
    return this.#options.name;
  }

  /** Whether it waits for an event and nobody has one for it. */
  get idle(): boolean {
    return this.#state === 'idle' && this.#currentRequest === undefined;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /**
   * Runs one invocation to its end and waits until the instance is idle again or gone. `onStart` is called when the
   * event is handed over; `traceHeader` is that of the request it came by.
   */
  async invoke(
    requestId: string,
    event: string,
    onStart: () => void = () => undefined,
    traceHeader?: string,
  ): Promise<InvocationRecord> {
    const { deployed, clock } = this.#options;
    this.#currentRequest = requestId;
    const coldStart = this.#invocations++ === 0;
    await this.#initialised();
    const startedAt = clock.now();
    const started = performance.now();
    if (this.#state === 'idle') {
      this.#logLines.push(`START RequestId: ${requestId} Version: $LATEST`);
      this.#answer = undefined;
      this.#state = 'busy';
      this.#api.provide({
        requestId,
        payload: event,
        functionArn: deployed.arn,
        traceHeader: enter(deployed.arn, traceHeader, { requestId, time: startedAt }).header,
        accountTime: startedAt,
        deadline: startedAt + deployed.timeoutSeconds * 1000,
      });
      onStart();
    }
    const ending = await this.#ending(requestId);
    this.#currentRequest = undefined;
    const durationMilliseconds = performance.now() - started;
    const billed = Math.ceil(durationMilliseconds);
    const logLines = [
      ...this.#logLines,
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\tDuration: ${durationMilliseconds.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: ${deployed.memoryMegabytes} MB${coldStart ? `\tInit Duration: ${this.#initMilliseconds.toFixed(2)} ms` : ''}`,
    ];
    this.#logLines = [];
    return {
      requestId,
      payload: ending.payload,
      ...(ending.failed && { functionError: 'Unhandled' as const }),
      event,
      startedAt,
      durationMilliseconds,
      coldStart,
      logLines,
    };
  }

  /** Ends the process at once, as when the host fails; the invocation under way fails. */
  kill(): void {
    this.#process.kill();
  }

  async stop(): Promise<void> {
    this.kill();
    await this.#process.ended;
    await this.#api.stop();
  }

  #become(state: 'idle' | 'ended'): void {
    if (this.#state === 'ended') return;
    this.#state = state;
    this.#onChange();
  }

  #answered(requestId: string, answer: Ending): void {
    if (requestId === this.#currentRequest) this.#answer ??= answer;
  }

  /** Waits while the condition holds, at most so many real seconds; answers whether the time was enough. */
  async #wait(condition: () => boolean, seconds: number): Promise<boolean> {
    if (!condition()) return true;
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), seconds * 1000);
      this.#onChange = () => {
        if (condition()) return;
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  async #initialised(): Promise<void> {
    const patience = INIT_SECONDS + this.#options.deployed.timeoutSeconds;
    if (await this.#wait(() => this.#state === 'starting', patience)) return;
    this.#initError = JSON.stringify({
      errorType: 'Sandbox.Timedout',
      errorMessage: `Init timed out after ${patience} seconds`,
    });
    this.kill();
    await this.#process.ended;
  }

  async #ending(requestId: string): Promise<Ending> {
    const seconds = this.#options.deployed.timeoutSeconds;
    const inTime = await this.#wait(() => this.#state === 'busy', seconds);
    if (this.#answer !== undefined) return this.#answer;
    if (this.#initError !== undefined) return { failed: true, payload: this.#initError };
    if (inTime)
      return { failed: true, payload: platformError(requestId, 'Runtime.ExitError', this.#process.exitReason) };
    this.kill();
    await this.#process.ended;
    const reason = `Task timed out after ${seconds.toFixed(2)} seconds`;
    this.#logLines.push(`${new Date(this.#options.clock.now()).toISOString()} ${requestId} ${reason}`);
    return { failed: true, payload: platformError(requestId, 'Sandbox.Timedout', reason) };
  }
}
