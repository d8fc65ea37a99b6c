import type { Entry } from '../../lambda/decision/entry.ts';
import type { Ports } from '../../lambda/ports.ts';
import { at } from './builders/moments.ts';
import { HOME } from './home.ts';

type Replaced = { readonly [Port in keyof Omit<Ports, 'home' | 'scope' | 'clock' | 'sleep'>]?: Partial<Ports[Port]> };

function untouched(call: string): () => never {
  return () => {
    throw new Error(`unexpected call of ${call}`);
  };
}

/**
 * Ports that throw when touched, but for those that a test replaces. Decision records are kept in `entries`; the clock
 * begins at 10:20 and moves only by sleeping.
 */
export function inertPorts(but: Replaced = {}): { readonly ports: Ports; readonly entries: Entry[] } {
  const entries: Entry[] = [];
  let now = at('10:20');
  const ports: Ports = {
    home: HOME,
    scope: { pipelines: ['*'] },
    clock: () => now,
    sleep: async (millis) => {
      now += millis;
    },
    records: {
      acquire: untouched('records.acquire'),
      leave: untouched('records.leave'),
      save: untouched('records.save'),
      release: async () => 'released',
      read: untouched('records.read'),
      globalPause: async () => undefined,
      setGlobalPause: untouched('records.setGlobalPause'),
      ...but.records,
    },
    breaker: { enter: untouched('breaker.enter'), ...but.breaker },
    history: {
      has: async () => false,
      append: async (_, entry) => {
        entries.push(entry);
        return 'appended';
      },
      latest: untouched('history.latest'),
      ...but.history,
    },
    guards: {
      of: untouched('guards.of'),
      stages: untouched('guards.stages'),
      formerStages: untouched('guards.formerStages'),
      remembered: () => [],
      ofAlarm: async () => [],
      claims: untouched('guards.claims'),
      write: untouched('guards.write'),
      index: untouched('guards.index'),
      ...but.guards,
    },
    stacks: { takesAnswers: () => true, answer: untouched('stacks.answer'), ...but.stacks },
    pipelines: {
      stage: untouched('pipelines.stage'),
      executions: untouched('pipelines.executions'),
      actions: untouched('pipelines.actions'),
      execution: untouched('pipelines.execution'),
      rollback: untouched('pipelines.rollback'),
      start: untouched('pipelines.start'),
      stop: untouched('pipelines.stop'),
      reject: untouched('pipelines.reject'),
      disableInbound: untouched('pipelines.disableInbound'),
      enableInbound: untouched('pipelines.enableInbound'),
      ...but.pipelines,
    },
    authors: { note: untouched('authors.note'), of: async () => undefined, ...but.authors },
    structures: { of: untouched('structures.of'), ...but.structures },
    rules: { all: untouched('rules.all'), ofSpoke: untouched('rules.ofSpoke'), ...but.rules },
    readiness: { last: untouched('readiness.last'), save: untouched('readiness.save'), ...but.readiness },
    alarms: {
      isInReach: untouched('alarms.isInReach'),
      describe: untouched('alarms.describe'),
      transitions: untouched('alarms.transitions'),
      ...but.alarms,
    },
    watches: { send: untouched('watches.send'), handOn: untouched('watches.handOn'), ...but.watches },
    setAside: {
      watches: { take: untouched('setAside.watches.take') },
      events: { take: untouched('setAside.events.take') },
      ...but.setAside,
    },
    subscribers: { all: async () => [], ...but.subscribers },
    announcer: { announce: async () => [], ...but.announcer },
    log: {
      entry: () => {},
      unannounced: () => {},
      overdue: () => {},
      unusable: () => {},
      unguarded: () => {},
      checked: () => {},
      info: () => {},
      warn: () => {},
      ...but.log,
    },
  };
  return { ports, entries };
}
