import type { Change, CouldNotRead, LockRequest, Ports, RollbackAnswer, StageKey } from '../../lambda/ports.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import type { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import type { Chance } from './chance.ts';
import type { FunctionPlatform } from './function-platform.ts';
import type { Fault, FaultKind, OperationName } from './history.ts';
import { type Invocation, nameOf } from './invocation.ts';
import type { SimulatedTime } from './simulated-time.ts';
import type { Witness } from './witness.ts';

/** The faults of a history that have not struck yet. */
export class Faults {
  /** Those still to strike, by operation. */
  readonly #left = new Map<OperationName, Fault[]>();
  readonly #calls = new Map<OperationName, number>();
  readonly struck: Fault[] = [];
  #over = false;

  constructor(faults: readonly Fault[]) {
    for (const fault of faults) {
      const others = this.#left.get(fault.operation);
      if (others === undefined) this.#left.set(fault.operation, [fault]);
      else others.push(fault);
    }
  }

  /** From now on nothing strikes. */
  end(): void {
    this.#over = true;
  }

  strike(operation: OperationName): FaultKind | undefined {
    const left = this.#left.get(operation);
    if (this.#over || left === undefined) return undefined;
    const nth = this.#calls.get(operation) ?? 0;
    this.#calls.set(operation, nth + 1);
    const at = left.findIndex((fault) => fault.nth === nth);
    const fault = left[at];
    if (fault === undefined) return undefined;
    left.splice(at, 1);
    this.struck.push(fault);
    return fault.kind;
  }
}

export interface Disturbance {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly slowPercent: number;
  readonly platform: () => FunctionPlatform;
  readonly witness: Witness;
  /** The class that the function under test recognises. */
  readonly CouldNotRead: typeof CouldNotRead;
  /** Gets a line for each call, to follow a history by. */
  readonly trace?: (line: string) => void;
}

type Failure<T> = (kind: FaultKind) => T;

/** The ports as one invocation has them: calls take time, fail, get lost, or outlive the process. */
export function disturbedPorts(
  base: Omit<Ports, 'clock' | 'sleep' | 'watches' | 'structures' | 'rules' | 'readiness'> & {
    readonly queue: MemoryWatchQueue;
    readonly records: MemoryStageRecords;
  },
  disturbance: Disturbance,
  invocation: Invocation,
): Ports {
  const { time, chance, faults, slowPercent, platform, witness, CouldNotRead, trace } = disturbance;
  const clock = () => time.now() + invocation.skewMillis;

  /** Undefined while the invocation runs; it is asked at every step of every call. */
  function stillAlive(): Promise<void> | undefined {
    if (invocation.state === 'running') return undefined;
    if (invocation.state === 'dead') return new Promise<never>(() => undefined);
    return new Promise<void>((resolve) => invocation.onThaw.push(resolve));
  }

  async function call<T>(
    operation: OperationName,
    effect: () => Promise<T>,
    failure: Failure<T>,
    repeatable = true,
  ): Promise<T> {
    // Always a turn later, so that what starts together begins its calls in the order of starting.
    await stillAlive();
    const fault = faults.strike(operation);
    const { requestId } = invocation;
    if (fault === 'crash-before') {
      platform().crash(invocation);
      await stillAlive();
    }
    const slow = fault === 'slow' || chance.percent(slowPercent);
    await time.wait(slow ? chance.between(1_000, 3_900) : chance.between(5, 60));
    // What is on the wire by now arrives, whatever became of its sender.
    if (fault === 'error' || fault === 'unsent' || fault === 'refused' || fault === 'conflict') {
      await stillAlive();
      invocation.disturbed = true;
      trace?.(`${stamp(time.now())} ${requestId} ${operation} fails: ${fault}`);
      return failure(fault);
    }
    let answer = await effect();
    trace?.(`${stamp(time.now())} ${requestId} ${operation} -> ${JSON.stringify(answer)} ${fault ?? ''}`);
    if (fault === 'retried' && repeatable) answer = await effect();
    if (invocation.state !== 'running') await stillAlive();
    if (fault === 'crash-after') {
      platform().crash(invocation);
      await stillAlive();
    }
    if (fault === 'lost') {
      invocation.disturbed = true;
      return failure(fault);
    }
    return answer;
  }

  const unread = (kind: FaultKind): never => {
    throw new CouldNotRead(`a read (${kind})`, 'injected', kind !== 'refused' && kind !== 'conflict');
  };
  const broken = (kind: FaultKind): never => {
    throw new Error(`injected: ${kind}`);
  };
  const changeFailed = (kind: FaultKind): Change => ({
    kind: 'failed',
    error: `injected: ${kind}`,
    transient: kind !== 'refused',
  });
  const { records, history, guards, pipelines, alarms, queue, announcer, log } = base;
  const watches = queue.sender(clock);
  const onStage = <T>(operation: OperationName, key: StageKey, effect: () => Promise<T>, failure: Failure<T>) =>
    call(
      operation,
      () => {
        witness.mutates(invocation, key, operation);
        return effect();
      },
      failure,
      false,
    );

  return {
    clock,
    // `status` asks for the definition of a pipeline and for the event rules too; here it never gets to know them.
    structures: {
      of: async (pipeline) => {
        throw new CouldNotRead(`the definition of pipeline "${pipeline}"`, 'it is not part of the simulation', false);
      },
    },
    rules: {
      all: async () => {
        throw new CouldNotRead('the event rules', 'they are not part of the simulation', false);
      },
    },
    // What a check found last is remembered by nobody: every check is the first.
    readiness: { last: async () => undefined, save: async () => undefined },
    sleep: async (millis) => {
      await time.wait(millis);
      await stillAlive();
    },
    records: {
      acquire: (key, request: LockRequest) =>
        call(
          'acquire',
          async () => {
            const acquired = await records.acquire(key, request);
            if (acquired.kind === 'held' || acquired.kind === 'unreadable') {
              invocation.locks.set(nameOf(key), acquired.lock);
            }
            return acquired;
          },
          broken,
        ),
      save: (lock, memory, then) =>
        call(
          'save',
          async () => {
            const before = records.stored(lock.key);
            const saved = await records.save(lock, memory, then);
            if (saved === 'saved') witness.saves(lock, before);
            return saved;
          },
          broken,
        ),
      release: (lock) => call('release', () => records.release(lock), broken),
      read: (key) => call('globalPause', () => records.read(key), unread),
      globalPause: () => call('globalPause', () => records.globalPause(), unread),
      setGlobalPause: (pause) =>
        call(
          'save',
          () => {
            witness.pauses(pause !== undefined);
            return records.setGlobalPause(pause);
          },
          broken,
        ),
    },
    history: {
      has: (key, entry) => call('has', () => history.has(key, entry), broken),
      append: (key, entry) => call('append', () => history.append(key, entry), broken),
      latest: (key, limit) => call('has', () => history.latest(key, limit), broken),
    },
    guards: {
      of: (key) => call('of', () => guards.of(key), unread),
      all: () => call('of', () => guards.all(), unread),
    },
    pipelines: {
      stage: (key) =>
        call(
          'stage',
          async () => {
            const stage = await pipelines.stage(key);
            if (stage !== 'not-found') {
              invocation.looks.set(nameOf(key), { at: time.now(), inbound: stage.inbound });
            }
            return stage;
          },
          unread,
        ),
      executions: (key, filter, token) => call('executions', () => pipelines.executions(key, filter, token), unread),
      stageRun: (key, id) => call('stageRun', () => pipelines.stageRun(key, id), unread),
      executionStatus: (key, id) => call('executionStatus', () => pipelines.executionStatus(key, id), unread),
      executionVersion: (key, id) => call('executionStatus', () => pipelines.executionVersion(key, id), unread),
      rollback: (key, target) =>
        onStage<RollbackAnswer>(
          'rollback',
          key,
          async () => {
            const before = witness.beforeRollback(invocation, key, target);
            const answer = await pipelines.rollback(key, target);
            if (answer.kind === 'accepted') witness.accepted(before, answer.executionId);
            return answer;
          },
          rollbackFailed,
        ),
      stop: (key, id, reason) => onStage('stop', key, () => pipelines.stop(key, id, reason), changeFailed),
      disableInbound: (key, reason) =>
        onStage(
          'disableInbound',
          key,
          () => {
            witness.freezes(invocation, key);
            return pipelines.disableInbound(key, reason);
          },
          changeFailed,
        ),
      enableInbound: (key) =>
        onStage(
          'enableInbound',
          key,
          async () => {
            witness.lifts(invocation, key);
            const change = await pipelines.enableInbound(key);
            invocation.looks.set(nameOf(key), { at: time.now(), inbound: { enabled: true } });
            return change;
          },
          changeFailed,
        ),
    },
    alarms: {
      describe: (names) => call('describe', () => alarms.describe(names), unread),
      transitions: (name, since) => call('transitions', () => alarms.transitions(name, since), unread),
    },
    watches: { send: (message) => call('send', () => watches.send(message), broken) },
    announcer: {
      announce: (key, entry) =>
        call(
          'announce',
          () => announcer.announce(key, entry),
          () => undefined,
        ),
    },
    log: {
      ...base.log,
      entry: (key, entry) => {
        witness.writes(invocation, key, entry);
        log.entry(key, entry);
      },
      unannounced: (key, entry, problem) => log.unannounced(key, entry, problem),
      overdue: (key, incident, since) => log.overdue(key, incident, since),
      unusable: (input, problem, details) => log.unusable(input, problem, details),
      info: (message, details) => log.info(message, details),
      warn: (message, details) => log.warn(message, details),
    },
  };
}

/** The time of day, for traces. */
export function stamp(time: number): string {
  return new Date(time).toISOString().slice(11, 23);
}

function rollbackFailed(kind: FaultKind): RollbackAnswer {
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
