import type { Ports, RollbackAnswer } from '../../lambda/ports.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { LockRequest } from '../../lambda/stage/stage-lock.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import type { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import {
  broken,
  changeFailed,
  type Disturbance,
  DisturbedCalls,
  type Failure,
  rollbackFailed,
  unreadAs,
} from './disturbed-call.ts';
import type { OperationName } from './history.ts';
import { type Invocation, nameOf } from './invocation.ts';

/** The ports as one invocation has them: calls take time, fail, get lost, or outlive the process. */
export function disturbedPorts(
  base: Omit<Ports, 'clock' | 'sleep' | 'watches' | 'structures' | 'rules' | 'readiness'> & {
    readonly queue: MemoryWatchQueue;
    readonly records: MemoryStageRecords;
  },
  disturbance: Disturbance,
  invocation: Invocation,
): Ports {
  const { time, witness, CouldNotRead } = disturbance;
  const calls = new DisturbedCalls(disturbance, invocation);
  const call: DisturbedCalls['call'] = (...how) => calls.call(...how);
  const unread = unreadAs(CouldNotRead);
  const clock = () => time.now() + invocation.skewMillis;

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
      await calls.stillAlive();
    },
    records: {
      acquire: (key, request: LockRequest) =>
        call(
          'acquire',
          async () => {
            const acquired = await records.acquire(key, request);
            if ('lock' in acquired && acquired.lock !== undefined) invocation.locks.set(nameOf(key), acquired.lock);
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
            if (saved === 'saved') witness.saves(invocation, lock, before);
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
      find: (key, entry) => call('has', () => history.find(key, entry), broken),
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
              const { inbound, occupant } = stage;
              const seen = occupant === undefined ? {} : { occupant: occupant.executionId };
              invocation.looks.set(nameOf(key), { at: time.now(), inbound, ...seen });
            }
            return stage;
          },
          unread,
        ),
      executions: (key, filter, token) => call('executions', () => pipelines.executions(key, filter, token), unread),
      stageRun: (key, id) => call('stageRun', () => pipelines.stageRun(key, id), unread),
      ranBefore: (key, before) => call('stageRun', () => pipelines.ranBefore(key, before), unread),
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
      stop: (key, id, reason) =>
        onStage(
          'stop',
          key,
          () => {
            witness.stops(invocation, key, id);
            return pipelines.stop(key, id, reason);
          },
          changeFailed,
        ),
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
            if (change.kind === 'done') witness.lifted(invocation, key);
            const seen = invocation.looks.get(nameOf(key));
            invocation.looks.set(nameOf(key), { ...seen, at: time.now(), inbound: { enabled: true } });
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
