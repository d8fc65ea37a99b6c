import type { Effect, Result } from '../../lambda/decision/effects.ts';
import type { Entry } from '../../lambda/decision/entry.ts';
import type { ExecutionId } from '../../lambda/decision/execution.ts';
import type { Rival, Want } from '../../lambda/decision/facts.ts';
import { NO_FACTS } from '../../lambda/decision/facts.ts';
import type { PipelineStructure } from '../../lambda/decision/pipeline-structure.ts';
import type { Variable } from '../../lambda/decision/release.ts';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import { step } from '../../lambda/decision/step.ts';
import { type EpochMillis, MINUTE, SECOND } from '../../lambda/decision/time.ts';
import { type Arrivals, NOTHING_CAME } from '../../lambda/decision/turn.ts';
import { GuardPolicy, type GuardSettingsInput } from '../../lambda/guard-policy.ts';
import { Command } from '../../lambda/intake/command.ts';
import { forgotten } from '../../lambda/stage/forgotten.ts';
import { type Moment, moment, type Visit } from './builders/action-runs.ts';
import { type AlarmStory, eventsAt } from './builders/alarm-stories.ts';
import { arnOf, HOME } from './home.ts';
import { PlayedPipeline } from './played-pipeline.ts';
import { readOf } from './played-reads.ts';

/** A guard that is deployed anew; without alarms it keeps them. */
interface GuardEdit {
  readonly at: EpochMillis;
  readonly guard: GuardSettingsInput & { readonly alarms?: readonly string[] };
}

/** Everything that happens to a guarded stage, as plain data. */
export interface World {
  readonly visits: readonly Visit[];
  readonly alarms: readonly AlarmStory[];
  readonly guard?: GuardSettingsInput;
  readonly edits?: readonly GuardEdit[];
  /** Somebody closes or opens the way into the stage. */
  readonly gates?: readonly { readonly at: EpochMillis; readonly enabled: boolean }[];
  /** What cannot be read at a time. */
  readonly unreadable?: (want: Want, now: EpochMillis) => boolean;
  readonly variables?: { readonly [id: ExecutionId]: readonly Variable[] };
  /** What a person asks the controller for. */
  readonly orders?: readonly { readonly at: EpochMillis; readonly command: object }[];
  /** Other stages that the alarms guard. */
  readonly rivals?: readonly Rival[];
  /** The pipeline as it is declared; gone where absent. */
  readonly structure?: PipelineStructure;
  /** The pipeline is edited: what started before is no target any more. */
  readonly editedAt?: Moment;
  /** In QUEUED mode nobody supersedes who waits. */
  readonly queued?: true;
  /** Stages behind Prod, in their order. */
  readonly laterStages?: readonly string[];
  /** How a rollback ends that the controller calls. */
  readonly rollbacksEnd?: 'Succeeded' | 'Failed';
  /** How the test ends that runs behind what a rollback deploys. */
  readonly rollbacksTest?: 'Succeeded' | 'Failed';
  /** What AWS denies the controller. */
  readonly denied?: readonly Effect['kind'][];
  /** The controller is here from then on. */
  readonly from?: Moment;
  readonly until: Moment;
}

/** What came of it. */
export interface Played {
  readonly state: StageState;
  readonly told: readonly Entry[];
  /** What the controller changed, each with its time. */
  readonly effects: readonly (Exclude<Effect, { kind: 'tell' }> & { readonly at: EpochMillis })[];
  /** The targets of its rollbacks. */
  readonly targets: readonly ExecutionId[];
  /** What is in the stage at the end. */
  readonly occupant: ExecutionId | undefined;
  /** Bytes of the largest state that would have been stored. */
  readonly largest: number;
}

const KEY = { pipeline: 'shop', stage: 'Prod' };
const LEASE = 30 * SECOND;
/** No turn takes so many steps. */
const MOST_STEPS = 200;

/** Plays a world against the pure step: every alarm, change of the stage and wake-up at its time. */
export function play(world: World): Played {
  const alarms = world.alarms.map(({ name }) => arnOf(name));
  const first = GuardPolicy.parse({ ...KEY, alarms, ...world.guard });
  const edits = world.edits ?? [];
  const gates = world.gates ?? [];
  const guardAt = (now: EpochMillis) => {
    const edit = edits.findLast(({ at }) => at <= now);
    return edit === undefined ? first : GuardPolicy.parse({ ...KEY, alarms, ...edit.guard });
  };
  const until = moment(world.until);
  const pipeline = new PlayedPipeline(world.visits, {
    laterStages: world.laterStages ?? [],
    rollbacksEnd: world.rollbacksEnd ?? 'Succeeded',
    rollbacksTest: world.rollbacksTest,
    editedAt: world.editedAt === undefined ? 0 : moment(world.editedAt),
    isQueued: world.queued === true,
  });
  const told: Entry[] = [];
  const effects: Played['effects'][number][] = [];
  let state: StageState = EMPTY_STATE;
  let largest = 0;
  const store = (next: StageState) => {
    largest = Math.max(largest, Buffer.byteLength(JSON.stringify(next)));
    return next;
  };

  const turn = (came: Arrivals, now: EpochMillis) => {
    let arrivals = came;
    let observed = { facts: NO_FACTS, tokens: {} };
    let results: readonly Result[] = [];
    const failed = new Map<Effect['kind'], 'final'>();
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const of = { key: KEY, home: HOME, state, facts: observed.facts, arrivals, results, failed };
      const next = step({ ...of, now, leaseUntil: now + LEASE });
      if (next.kind === 'wants') {
        const read = readOf({ world, guard: guardAt(now), pipeline, told, now });
        observed = { facts: next.wants.reduce(read, observed.facts), tokens: {} };
        continue;
      }
      const { wakeAt: before, ...rest } = next.state;
      const { wakeBy } = next;
      const kept = before !== undefined && wakeBy !== undefined && before > now && before <= wakeBy ? before : wakeBy;
      state = store({ ...rest, ...(kept !== undefined && { wakeAt: kept }) });
      const { left: causes = [] } = next;
      if (next.effects.length === 0 && causes.length === 0) return;
      const perform = (effect: Effect): Result => {
        if (effect.kind !== 'tell') {
          effects.push({ ...effect, at: now });
          const { kind } = effect;
          if (!world.denied?.includes(kind)) return pipeline.perform(effect, now);
          failed.set(kind, 'final');
          return deniedBy(effect);
        }
        if (!told.some(({ id }) => id === effect.entry.id)) told.push(effect.entry);
        return { kind: 'tell', entry: effect.entry.id };
      };
      const done: Result[] = [];
      for (const effect of next.effects) {
        const isDue = effect.kind !== 'freeze' || !effect.ifAccepted || done.some(isAccepted);
        if (isDue) done.push(perform(effect));
      }
      results = done;
      observed = forgotten(observed, next.effects, results);
      arrivals = { ...NOTHING_CAME, causes };
    }
    throw new Error(`a turn at ${new Date(now).toISOString()} never ends`);
  };

  const changes = world.alarms
    .flatMap((alarm) => alarm.changes.flatMap(({ at, told: comes = at }) => [at, comes]))
    .filter((time) => time !== 'never');
  const orders = world.orders ?? [];
  const from = world.from === undefined ? 0 : moment(world.from);
  let now = Math.min(...changes, ...orders.map(({ at }) => at), ...pipeline.times()) - SECOND;
  for (;;) {
    const wakeAt = Math.max(now + SECOND, state.wakeAt ?? Number.POSITIVE_INFINITY);
    const times = [
      ...changes,
      ...orders.map(({ at }) => at),
      ...gates.map(({ at }) => at),
      ...pipeline.times(),
      wakeAt,
    ];
    now = Math.min(...times.filter((time) => time > now));
    if (now > until) break;
    for (const gate of gates.filter(({ at }) => at === now)) pipeline.gate(gate.enabled, now);
    const stageChanged = pipeline.advance(now);
    if (now < from) continue;
    const causes = world.alarms.flatMap((alarm) =>
      eventsAt(alarm, now).map((event) => ({
        kind: 'alarm' as const,
        id: `alarm/${event.alarm.slice(0, 120)}/${new Date(event.state.at ?? now).toISOString()}`,
        at: event.state.at ?? now,
        event,
      })),
    );
    if (causes.length > 0 || stageChanged) turn({ causes, stageChanged }, now);
    for (const order of orders.filter(({ at }) => at === now)) {
      const command = Command.parse({ ...KEY, ...order.command });
      turn({ ...NOTHING_CAME, command: { id: `command/${now}`, at: now, command } }, now);
    }
    if (now >= (state.wakeAt ?? Number.POSITIVE_INFINITY)) turn({ ...NOTHING_CAME, isWakeUp: true }, now);
  }
  const targets = effects.flatMap((effect) => (effect.kind === 'rollback' ? [effect.target] : []));
  return { state, told, effects, targets, occupant: pipeline.stageAt(until).occupant?.executionId, largest };
}

function isAccepted(result: Result): boolean {
  return result.kind === 'rollback' && result.answer.kind === 'accepted';
}

function deniedBy(effect: Exclude<Effect, { kind: 'tell' }>): Result {
  const error = 'AccessDeniedException: not authorized';
  switch (effect.kind) {
    case 'rollback':
      return { kind: effect.kind, target: effect.target, answer: { kind: 'final', error } };
    case 'redeploy':
      return { kind: effect.kind, answer: { kind: 'final', error } };
    case 'freeze':
    case 'thaw':
      return { kind: effect.kind, reason: effect.reason, answer: { kind: 'failed', error, transient: false } };
    case 'stop':
    case 'reject':
      return { kind: effect.kind, execution: effect.execution, answer: { kind: 'failed', error, transient: false } };
  }
}

/** What a person asks for. */
export function asks(time: Moment, command: object) {
  return { at: moment(time), command };
}

/** A moment so many days before the day of the stories. */
export function daysBefore(days: number, time: string): EpochMillis {
  return moment(time) - days * 24 * 60 * MINUTE;
}
