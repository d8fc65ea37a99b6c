import type { ObservedAlarm } from '../../lambda/decision/alarm.ts';
import type { Entry } from '../../lambda/decision/entry.ts';
import type { Facts, Read, Want } from '../../lambda/decision/facts.ts';
import type { EpochMillis } from '../../lambda/decision/time.ts';
import type { GuardPolicy } from '../../lambda/guard-policy.ts';
import { alarmAt, transitionsAt } from './builders/alarm-stories.ts';
import { arnOf } from './home.ts';
import type { World } from './played.ts';
import type { PlayedPipeline } from './played-pipeline.ts';

interface Seen {
  readonly world: World;
  readonly guard: GuardPolicy;
  readonly pipeline: PlayedPipeline;
  readonly told: readonly Entry[];
  readonly now: EpochMillis;
}

const UNREADABLE = { ok: false, what: 'an alarm', problem: 'AccessDenied', transient: false } as const;

/** The facts where a want could not be answered: throttled. */
function unreadableIn(facts: Facts, want: Want): Facts {
  const read = { ok: false, what: want.fact, problem: 'ThrottlingException', transient: true } as const;
  switch (want.fact) {
    case 'more':
    case 'recorded':
      throw new Error('never');
    case 'alarm':
      return { ...facts, alarms: { ...facts.alarms, [want.arn]: read } };
    case 'history':
      return { ...facts, histories: { ...facts.histories, [want.alarm]: read } };
    case 'execution':
      return { ...facts, executions: { ...facts.executions, [want.id]: read } };
    case 'rivals':
      return { ...facts, rivals: { ...facts.rivals, [want.alarm]: read } };
    default:
      return { ...facts, [want.fact]: read };
  }
}

function seen<T>(value: T): Read<T> & { readonly ok: true } {
  return { ok: true, value };
}

/** Answers what a step wants: the facts with one more. Lists have one page. */
export function readOf({ world, guard, pipeline, told, now }: Seen): (facts: Facts, want: Want) => Facts {
  const alarmOf = (arn: string) => world.alarms.find(({ name }) => arnOf(name) === arn);
  return (facts, want) => {
    if (world.unreadable?.(want, now)) return unreadableIn(facts, want);
    switch (want.fact) {
      case 'guard':
        return { ...facts, guard: seen({ kind: 'found', policy: guard }) };
      case 'globalPause':
        return { ...facts, globalPause: seen(undefined) };
      case 'stage':
        return { ...facts, stage: seen(pipeline.stageAt(now)) };
      case 'recent':
        return { ...facts, recent: seen({ items: pipeline.executions(now), complete: true }) };
      case 'succeeded':
        return { ...facts, succeeded: seen({ items: pipeline.succeeded(now), complete: true }) };
      case 'actions':
        return { ...facts, actions: seen({ items: pipeline.runs(now), complete: true }) };
      case 'structure':
        return { ...facts, structure: seen(world.structure ?? 'not-found') };
      case 'more':
        throw new Error(`every list has one page, and ${want.of} was read on`);
      case 'alarm': {
        const story = alarmOf(want.arn);
        const alarm = story && alarmAt(story, now);
        const read = story?.denied ? UNREADABLE : seen<ObservedAlarm | 'not-found'>(alarm ?? 'not-found');
        return { ...facts, alarms: { ...facts.alarms, [want.arn]: read } };
      }
      case 'history': {
        const story = alarmOf(want.alarm);
        const transitions = story === undefined ? [] : transitionsAt(story, now);
        return { ...facts, histories: { ...facts.histories, [want.alarm]: seen(transitions) } };
      }
      case 'execution': {
        const status = pipeline.statusOf(want.id, now);
        const variables = world.variables?.[want.id] ?? [];
        const detail = status === undefined ? 'not-found' : { status, version: 7, variables };
        return { ...facts, executions: { ...facts.executions, [want.id]: seen(detail) } };
      }
      case 'rivals':
        return { ...facts, rivals: { ...facts.rivals, [want.alarm]: seen(world.rivals ?? []) } };
      case 'recorded':
        return {
          ...facts,
          recorded: { ...facts.recorded, [want.entry]: told.some(({ id }) => id === want.entry) },
        };
    }
  };
}
