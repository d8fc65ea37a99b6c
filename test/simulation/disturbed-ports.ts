import type { Ports } from '../../lambda/ports.ts';
import type { LockRequest } from '../../lambda/stage/stage-lock.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import type { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import { broken, type Disturbance, DisturbedCalls, unreadAs } from './disturbed-call.ts';
import { disturbedPipelines } from './disturbed-pipelines.ts';
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
    pipelines: disturbedPipelines(pipelines, calls, disturbance, invocation),
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
