import type {
  AlarmEvent,
  AlarmGrounds,
  AlarmTransition,
  AlarmValue,
  ObservedAlarm,
} from '../../../lambda/decision/alarm.ts';
import type { EpochMillis } from '../../../lambda/decision/time.ts';
import { arnOf } from '../home.ts';
import { type Moment, moment } from './action-runs.ts';

/** A change of an alarm's state. */
export interface AlarmChange {
  readonly at: EpochMillis;
  readonly to: AlarmValue;
  readonly grounds?: AlarmGrounds;
  readonly reason?: string;
  /** A mute rule silences it until then. */
  readonly mutedUntil?: EpochMillis;
  /** Its event comes so late, or never. */
  readonly told?: EpochMillis | 'never';
}

/** An alarm, and all that it ever says. */
export interface AlarmStory extends Pick<ObservedAlarm, 'evaluation' | 'configuredAt' | 'rule'> {
  readonly name: string;
  readonly changes: readonly AlarmChange[];
  /** Nobody may look at it. */
  readonly denied?: true;
}

const LONG_AGO = moment('00:00') - 20 * 24 * 3_600_000;

export function goes(to: AlarmValue, time: Moment, but: Partial<Omit<AlarmChange, 'to' | 'at'>> = {}): AlarmChange {
  return { at: moment(time), to, ...but };
}

/** An alarm that has long been OK. */
export function anAlarmThat(...changes: readonly AlarmChange[]): AlarmStory {
  return { name: 'errors', changes: [goes('OK', LONG_AGO), ...changes] };
}

/** Datapoints of a metric alarm: begins of their periods, all with one value. */
export function datapoints(value: number, ...times: readonly Moment[]): AlarmGrounds['datapoints'] {
  return times.map((time) => ({ at: moment(time), value }));
}

/** What DescribeAlarms tells at a time; undefined before the alarm was made. */
export function alarmAt(
  { name, changes, denied: _, ...story }: AlarmStory,
  now: EpochMillis,
): ObservedAlarm | undefined {
  const last = changes.findLast(({ at }) => at <= now);
  if (last === undefined) return undefined;
  const { to: value, at: since, grounds } = last;
  return { ...story, arn: arnOf(name), value, since, actionsEnabled: true, ...(grounds && { grounds }) };
}

/** What DescribeAlarmHistory tells at a time. */
export function transitionsAt({ changes }: AlarmStory, now: EpochMillis): readonly AlarmTransition[] {
  return changes
    .map(({ at, to }, index): AlarmTransition => {
      const from = changes[index - 1]?.to;
      return { at, to, ...(from !== undefined && { from }) };
    })
    .filter(({ at }) => at <= now);
}

/** The events that come at a time: EventBridge hands on those that go into ALARM. */
export function eventsAt({ name, changes }: AlarmStory, now: EpochMillis): readonly AlarmEvent[] {
  return changes.flatMap((change, index): readonly AlarmEvent[] => {
    if ((change.told ?? change.at) !== now || change.to !== 'ALARM') return [];
    const before = changes[index - 1];
    const { at, to: value, grounds, reason = 'Threshold Crossed', mutedUntil } = change;
    return [
      {
        alarm: arnOf(name),
        state: { value, at, reason, ...(grounds && { grounds }) },
        ...(before && { previous: { value: before.to, at: before.at } }),
        ...(mutedUntil !== undefined && {
          mutedBy: { arn: 'alarm-mute-rule:night', until: new Date(mutedUntil).toISOString() },
        }),
      },
    ];
  });
}
