import type { Change } from '../../lambda/decision/effects.ts';
import type { CouldNotRead, Ports } from '../../lambda/ports.ts';
import type { Chance } from './chance.ts';
import type { FaultKind, OperationName } from './fault.ts';
import type { Faults } from './faults.ts';
import type { FunctionPlatform } from './function-platform.ts';
import type { Invocation } from './invocation.ts';
import type { SimulatedTime } from './simulated-time.ts';
import { stamp, type Trace } from './trace.ts';
import type { Witness } from './witness.ts';

export interface Disturbance {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly slowPercent: number;
  readonly platform: () => FunctionPlatform;
  readonly witness: Witness;
  /** The class that the function under test recognises. */
  readonly CouldNotRead: typeof CouldNotRead;
  readonly trace?: Trace;
}

/** What a call comes to that a fault keeps from its answer. */
export type Failure<T> = (kind: FaultKind) => T;

/** The calls of one invocation: they take time, fail, get lost, or outlive the process. */
export class DisturbedCalls {
  readonly #disturbance: Disturbance;
  readonly #invocation: Invocation;

  constructor(disturbance: Disturbance, invocation: Invocation) {
    this.#disturbance = disturbance;
    this.#invocation = invocation;
  }

  /** Undefined while the invocation runs; it is asked at every step of every call. */
  stillAlive(): Promise<void> | undefined {
    const invocation = this.#invocation;
    if (invocation.state === 'running') return undefined;
    if (invocation.state === 'dead') return new Promise<never>(() => undefined);
    return new Promise<void>((resolve) => invocation.onThaw.push(resolve));
  }

  async call<T>(
    operation: OperationName,
    effect: () => Promise<T>,
    failure: Failure<T>,
    repeatable = true,
  ): Promise<T> {
    const { time, chance, faults, slowPercent, platform, trace } = this.#disturbance;
    const invocation = this.#invocation;
    // Always a turn later, so that what starts together begins its calls in the order of starting.
    await this.stillAlive();
    const fault = faults.strike(operation);
    const { requestId } = invocation;
    if (fault === 'crash-before') {
      platform().crash(invocation);
      await this.stillAlive();
    }
    const slow = fault === 'slow' || chance.percent(slowPercent);
    await time.wait(slow ? chance.between(1_000, 3_900) : chance.between(5, 60));
    // What is on the wire by now arrives, whatever became of its sender.
    if (fault === 'error' || fault === 'unsent' || fault === 'refused' || fault === 'conflict') {
      await this.stillAlive();
      invocation.disturbed = true;
      trace?.(`${stamp(time.now())} ${requestId} ${operation} fails: ${fault}`);
      return failure(fault);
    }
    let answer = await effect();
    trace?.(`${stamp(time.now())} ${requestId} ${operation} -> ${JSON.stringify(answer)} ${fault ?? ''}`);
    if (fault === 'retried' && repeatable) answer = await effect();
    if (invocation.state !== 'running') await this.stillAlive();
    if (fault === 'crash-after') {
      platform().crash(invocation);
      await this.stillAlive();
    }
    if (fault === 'lost') {
      invocation.disturbed = true;
      return failure(fault);
    }
    return answer;
  }
}

/** How a read fails; `Class` is the one that the function under test recognises. */
export function unreadAs(Class: typeof CouldNotRead): Failure<never> {
  return (kind) => {
    throw new Class(`a read (${kind})`, 'injected', kind !== 'refused' && kind !== 'conflict');
  };
}

export function broken(kind: FaultKind): never {
  throw new Error(`injected: ${kind}`);
}

export function changeFailed(kind: FaultKind): Change {
  return { kind: 'failed', error: `injected: ${kind}`, transient: kind !== 'refused' };
}

export function rollbackFailed(kind: FaultKind): Awaited<ReturnType<Ports['pipelines']['rollback']>> {
  const error = `injected: ${kind}`;
  switch (kind) {
    case 'conflict':
      return { kind: 'conflict', error };
    case 'refused':
      return { kind: 'final', error };
    case 'error':
      return { kind: 'not-taken', error };
    default:
      return { kind: 'lost', error };
  }
}
