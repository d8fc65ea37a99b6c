import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { Ports } from '../../lambda/ports.ts';
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
import type { OperationName } from './fault.ts';
import { type Invocation, nameOf } from './invocation.ts';
import { type UnplayedPorts, unplayedPorts } from './unplayed-ports.ts';

/** The ports as one invocation has them: calls take time, fail, get lost, or outlive the process. */
export function disturbedPorts(
  base: Omit<Ports, keyof UnplayedPorts | 'clock' | 'sleep' | 'watches'> & {
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

  const { home, scope, records, breaker, history, guards, pipelines, alarms, queue, announcer, log } = base;
  const watches = queue.sender(clock, invocation.turns);
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
    home,
    scope,
    clock,
    ...unplayedPorts(CouldNotRead),
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
      leave: (key, lease, letter, now) => call('leave', () => records.leave(key, lease, letter, now), broken),
      save: (lock, state) =>
        call(
          'save',
          async () => {
            const before = records.stored(lock.key);
            const saved = await records.save(lock, state);
            if (saved === 'saved') witness.saves(lock, before);
            return saved;
          },
          broken,
        ),
      release: (lock, read, state) =>
        call(
          'release',
          async () => {
            const before = records.stored(lock.key);
            const released = await records.release(lock, read, state);
            if (released === 'released' && state !== undefined) witness.saves(lock, before);
            return released;
          },
          broken,
        ),
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
      stages: () => call('of', () => guards.stages(), unread),
      formerStages: () => call('of', () => guards.formerStages(), unread),
      remembered: (alarm) => guards.remembered(alarm),
      ofAlarm: (alarm) => call('of', () => guards.ofAlarm(alarm), unread),
      claims: (key) => call('of', () => guards.claims(key), broken),
      write: (key, version, claims) => call('save', () => guards.write(key, version, claims), broken),
      index: (key, alarms) => call('save', () => guards.index(key, alarms), broken),
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
      actions: (key, token) => call('actions', () => pipelines.actions(key, token), unread),
      execution: (key, id) => call('execution', () => pipelines.execution(key, id), unread),
      rollback: (key, target) =>
        onStage<Awaited<ReturnType<Ports['pipelines']['rollback']>>>(
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
      start: (key, redeployment, token) =>
        onStage<Awaited<ReturnType<Ports['pipelines']['start']>>>(
          'start',
          key,
          () => pipelines.start(key, redeployment, token),
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
      reject: (key, approval) =>
        onStage(
          'reject',
          key,
          () => {
            witness.rejects(invocation, key, approval);
            return pipelines.reject(key, approval);
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
            const seen = invocation.looks.get(nameOf(key));
            invocation.looks.set(nameOf(key), { ...seen, at: time.now(), inbound: { enabled: true } });
            return change;
          },
          changeFailed,
        ),
    },
    alarms: {
      describe: (names) => call('describe', () => alarms.describe(names), unread),
      isInReach: (arn) => alarms.isInReach(arn),
      transitions: (name, since) => call('transitions', () => alarms.transitions(name, since), unread),
    },
    watches: {
      send: (message) => call('send', () => watches.send(message), broken),
      handOn: (rest) => call('send', () => watches.handOn(rest), broken),
    },
    announcer: {
      announce: (key, entry) =>
        call(
          'announce',
          () => announcer.announce(key, entry),
          () => [],
        ),
    },
    breaker: { enter: (incident, now, limit) => call('enter', () => breaker.enter(incident, now, limit), broken) },
    log: {
      checked: () => log.checked(),
      unguarded: (alarm) => log.unguarded(alarm),
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
