import type { StateValue } from '../services/cloudwatch/state-value.ts';
import type { PlayedMetric, RecordedAlarm } from '../stories/recorded-stock.ts';
import type { RecordedStory } from '../stories/recorded-story.ts';
import type { TimeSpan } from './time-scale.ts';

export interface AlarmState extends TimeSpan {
  readonly value: StateValue;
  readonly muted: boolean;
}

/** The states of an alarm, or of several that went through the same ones at the same seconds. */
export interface AlarmLane {
  readonly names: readonly string[];
  readonly states: readonly AlarmState[];
  readonly metric?: PlayedMetric;
}

export interface AlarmLanes {
  readonly lanes: readonly AlarmLane[];
  /** Names of the alarms that were OK all the time. */
  readonly quiet: readonly string[];
}

export function alarmLanes(story: RecordedStory): AlarmLanes {
  const all = story.alarms.map((alarm) => ({ alarm, states: statesOf(alarm, story) }));
  const isQuiet = ({ alarm, states }: (typeof all)[number]) =>
    alarm.metric === undefined && states.every(({ value }) => value === 'OK');
  const loud = all.filter((alarm) => !isQuiet(alarm));
  return {
    lanes: [...Map.groupBy(loud, lookOf).values()].flatMap((alike) => laneOf(alike)),
    quiet: all.filter(isQuiet).map(({ alarm }) => alarm.name),
  };
}

function statesOf({ name, state }: RecordedAlarm, { happenings, from, until }: RecordedStory): AlarmState[] {
  const changes = happenings.flatMap((happening) =>
    happening.kind === 'alarm' && happening.alarm === name ? [happening] : [],
  );
  const begins = [
    { value: state, muted: false, from },
    ...changes.map(({ to, muted, time }) => ({ value: to, muted, from: time })),
  ];
  return begins.map((begin, index) => ({ ...begin, until: begins[index + 1]?.from ?? until }));
}

interface KnownAlarm {
  readonly alarm: RecordedAlarm;
  readonly states: readonly AlarmState[];
}

/** Alarms with the same look share a lane. */
function lookOf({ alarm, states }: KnownAlarm): string {
  const seconds = states.map(({ value, muted, from }) => [value, muted, Math.floor(from / 1000)]);
  return JSON.stringify([alarm.metric === undefined ? '' : alarm.name, seconds]);
}

function laneOf(alike: readonly KnownAlarm[]): AlarmLane[] {
  const [first] = alike;
  if (first === undefined) return [];
  const { metric } = first.alarm;
  return [
    { names: alike.map(({ alarm }) => alarm.name), states: first.states, ...(metric !== undefined && { metric }) },
  ];
}
