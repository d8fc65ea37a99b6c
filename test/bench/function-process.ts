import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AccountClock } from '../../emulator/account/virtual-clock.ts';
import { RuntimeApi } from '../../emulator/services/lambda/runtime-api.ts';
import { enter } from '../../emulator/services/lambda/trace-header.ts';

/** A program that plays a Lambda execution environment. */
export interface Program {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Of the processor's quota, in milliseconds (Linux's CFS, which Lambda is believed to use, has 100 at most). */
const PERIOD = 20;

export interface Answer {
  readonly failed: boolean;
  /** JSON text. */
  readonly payload: string;
}

/**
 * One process behind the emulator's Runtime API. Unlike the emulator's own function host it runs any program (Python too),
 * knows when the process was started, and reads what it costs.
 */
export class FunctionProcess {
  /** `performance.now()` when the process was spawned. */
  readonly startedAt: number;
  readonly #process: ChildProcess;
  readonly #api: RuntimeApi;
  readonly #clock: AccountClock;
  readonly #functionArn: string;
  #ready = Promise.withResolvers<void>();
  #answer = Promise.withResolvers<Answer>();

  private constructor(program: Program, api: RuntimeApi, clock: AccountClock, functionArn: string) {
    this.#api = api;
    this.#clock = clock;
    this.#functionArn = functionArn;
    api.notify({
      ready: () => this.#ready.resolve(),
      responded: (_, payload) => this.#answer.resolve({ failed: false, payload }),
      failed: (_, payload) => this.#answer.resolve({ failed: true, payload }),
      initFailed: (payload) => this.#ready.reject(new Error(`initialisation failed: ${payload}`)),
    });
    this.startedAt = performance.now();
    this.#process = spawn(program.command, [...program.parameters], {
      cwd: program.directory,
      env: { ...program.environment, AWS_LAMBDA_RUNTIME_API: api.address },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#process.once('exit', (code) => this.#ready.reject(new Error(`the process ended with code ${code}`)));
  }

  /** Starts the process; resolves once it runs, before it is initialised. */
  static async start(program: Program, clock: AccountClock, functionArn: string): Promise<FunctionProcess> {
    return new FunctionProcess(program, await RuntimeApi.start(), clock, functionArn);
  }

  /** Hands over one event (as soon as the process asks for it) and waits for the answer. */
  async invoke(event: object, onStart: () => void = () => undefined): Promise<Answer> {
    await this.#ready.promise;
    this.#ready = Promise.withResolvers();
    this.#answer = Promise.withResolvers();
    const now = this.#clock.now();
    onStart();
    const requestId = randomUUID();
    this.#api.provide({
      requestId,
      payload: JSON.stringify(event),
      functionArn: this.#functionArn,
      traceHeader: enter(this.#functionArn, undefined, { requestId, time: now }).header,
      accountTime: now,
      deadline: now + 30_000,
    });
    return await this.#clock.hold(Promise.race([this.#answer.promise, this.#broken()]));
  }

  /** Resolves once it asks for its first event. */
  async initialised(): Promise<void> {
    await this.#ready.promise;
  }

  /** From now on it gets a share of a processor, in periods, as Lambda gives it. Returns what ends that. */
  throttle(share: number): () => void {
    const { pid = 0 } = this.#process;
    let periodEnds = performance.now() + PERIOD;
    let allowed = this.processorMillis() + share * PERIOD;
    let stopped = false;
    const look = () => {
      const used = this.processorMillis();
      if (performance.now() >= periodEnds) {
        // What was not used is gone; what was used beyond it is owed.
        allowed = Math.min(used, allowed) + share * PERIOD;
        periodEnds += PERIOD;
      }
      const isOver = used >= allowed;
      if (isOver !== stopped) process.kill(pid, isOver ? 'SIGSTOP' : 'SIGCONT');
      stopped = isOver;
    };
    const looking = setInterval(look, 1);
    return () => {
      clearInterval(looking);
      if (stopped) process.kill(pid, 'SIGCONT');
    };
  }

  /** Processor time of the process so far, in milliseconds, all threads (Linux: schedstat, in nanoseconds). */
  processorMillis(): number {
    const tasks = `/proc/${this.#process.pid}/task`;
    const nanoseconds = readdirSync(tasks).map((task) => {
      const [onProcessor] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ');
      return Number(onProcessor);
    });
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
  }

  /** Resident memory, in MB. */
  residentMegabytes(): number {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#process.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit');
      this.#ready.promise.catch(() => undefined);
      this.#process.kill('SIGKILL');
      await ended;
    }
    await this.#api.stop();
  }

  async #broken(): Promise<never> {
    await this.#ready.promise;
    throw new Error('the process asked for the next event without having answered this one');
  }
}
