import * as z from 'zod/mini';
import type { AlarmGrounds, Datapoint } from '../decision/alarm.ts';
import { parseAlarmArn } from '../decision/alarm-arn.ts';
import { DAY, type EpochMillis, SECOND } from '../decision/time.ts';
import { lenient, parseJson } from './json.ts';

const text = lenient(z.string());
/** What DynamoDB cannot store, or its marshaller will not, is as good as the nearest number that it does. */
const storable = z.pipe(
  z.number(),
  z.transform((value) => {
    if (Math.abs(value) < 1e-100) return 0;
    return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, value));
  }),
);
const numbers = lenient(z.array(z.catch(z.nullable(storable), null)));

/** `reasonData` in the forms that CloudWatch writes (CW:cloudwatch-and-eventbridge); whoever calls SetAlarmState may write any other JSON. */
const ReasonData = z.object({
  startDate: text,
  /** CloudWatch evaluates a week at most (API:PutMetricAlarm). */
  period: lenient(z.number().check(z.positive(), z.maximum((7 * DAY) / SECOND))),
  threshold: lenient(storable),
  recentDatapoints: numbers,
  recentLowerThresholds: numbers,
  recentUpperThresholds: numbers,
  evaluatedDatapoints: lenient(z.array(z.catch(z.object({ timestamp: text, value: lenient(storable) }), {}))),
  triggeringAlarms: lenient(
    z.array(z.catch(z.object({ arn: text, state: lenient(z.object({ timestamp: text, value: text })) }), {})),
  ),
});
type ReasonData = z.infer<typeof ReasonData>;

/** An alarm of many datapoints is told by its newest; more are of no use. */
const MOST = 60;

/** Reads the `reasonData` of a state, JSON in a string; undefined where there is nothing in it. */
export function readGrounds(reasonData: string | undefined): AlarmGrounds | undefined {
  if (reasonData === undefined) return undefined;
  const { data } = ReasonData.safeParse(parseJson(reasonData));
  if (data === undefined) return undefined;
  const datapoints = datapointsOf(data);
  const children = (data.triggeringAlarms ?? []).flatMap(({ arn, state }) => {
    const at = instant(state?.timestamp);
    if (arn === undefined || parseAlarmArn(arn) === undefined) return [];
    const value = state?.value;
    return [{ arn, ...(at !== undefined && { at }), ...(value !== undefined && { value }) }];
  });
  return {
    ...(data.period !== undefined && { period: data.period * SECOND }),
    ...(data.threshold !== undefined && { threshold: data.threshold }),
    ...(datapoints.length > 0 && { datapoints: datapoints.slice(-MOST) }),
    ...(children.length > 0 && { children: children.slice(0, MOST) }),
  };
}

/**
 * The datapoints, oldest first. `evaluatedDatapoints` has each with its own time, though only the newest, as far as they
 * decided the state, and no band; `recentDatapoints` has every value and the band, without times.
 */
function datapointsOf(data: ReasonData): readonly Datapoint[] {
  const timed = evaluated(data);
  const values = recent(data);
  if (timed.length > values.length) return timed;
  const older = values.length - timed.length;
  return values.map((value, index) => ({ ...value, ...timed[index - older] }));
}

function evaluated({ evaluatedDatapoints = [] }: ReasonData): readonly Datapoint[] {
  return evaluatedDatapoints
    .flatMap(({ timestamp, value }): readonly Datapoint[] => {
      const at = instant(timestamp);
      return at === undefined || value === undefined ? [] : [{ at, value }];
    })
    .toSorted((one, other) => one.at - other.at);
}

/** Values one period apart, the first at `startDate`: where datapoints are missing in between, the later ones are later. */
function recent({ recentDatapoints, startDate, period, ...band }: ReasonData): readonly Datapoint[] {
  const start = instant(startDate);
  if (recentDatapoints === undefined || start === undefined || period === undefined) return [];
  return recentDatapoints.flatMap((value, index) => {
    if (value === null) return [];
    const lower = band.recentLowerThresholds?.[index] ?? undefined;
    const upper = band.recentUpperThresholds?.[index] ?? undefined;
    const at = start + index * period * SECOND;
    return [{ at, value, ...(lower !== undefined && { lower }), ...(upper !== undefined && { upper }) }];
  });
}

/** CloudWatch writes `2026-01-10T09:29:58.989+0000`, without the colon of ISO 8601. */
export function instant(timestamp: string | undefined): EpochMillis | undefined {
  const parsed = Date.parse(timestamp ?? '');
  return Number.isNaN(parsed) ? undefined : parsed;
}
