import { type AlarmGrounds, type Datapoint, type Evaluation, type ObservedAlarm, quoted, windowOf } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import { alarmsOfRule, begunWith } from './alarm-rule.ts';
import { alarmsIn, FactUnclear, readAll, wantsOf } from './asking.ts';
import type { Facts } from './facts.ts';
import { clock, type EpochMillis, MINUTE } from './time.ts';
import { EVALUATION_DELAY, TOGETHER } from './times.ts';

/**
 * When the trouble began that an alarm tells of. That is not when it changed its state: an alarm of 3 x 5 minutes tells up to 15
 * minutes late.
 */
export interface Onset {
  readonly at: EpochMillis;
  /** End of the datapoint that began then: what was deployed later cannot have caused it. */
  readonly end: EpochMillis;
  /** The earliest that it can have begun: where no datapoints can be read, it lies anywhere in what the alarm looks back on. */
  readonly earliest: EpochMillis;
  /** What began deploying after that cannot have caused it, whatever the datapoints were: so many had to breach. */
  readonly latest: EpochMillis;
  /** How far the alarm looks back, in milliseconds; 0 where that is not known. */
  readonly window: number;
  /** For people: where the time comes from. */
  readonly how: string;
}

/** The children of composites are followed so deep. */
const DEEPEST = 3;

/** The onset of an alarm that is on. `told`: what its event said of the same state, which DescribeAlarms may say of a later moment of it. */
export function onsetOf(alarm: ObservedAlarm, facts: Facts, told?: AlarmGrounds, depth = 0): Onset {
  const grounds = [told, alarm.grounds].find(hasGrounds) ?? {};
  const own = fromDatapoints(alarm, grounds) ?? fromChange(alarm);
  const triggers = depth < DEEPEST ? triggering(grounds) : [];
  const arns = triggers.filter(wentOn).map(({ arn }) => arn);
  if (triggers.length > 0 && arns.length === 0) return unmasked(alarm, grounds, facts, depth);
  const children = alarmsIn(facts, arns);
  const onsets = children
    .filter(({ value }) => value === 'ALARM')
    .map((child) => onsetOf(child, facts, undefined, depth + 1));
  const [first] = onsets.toSorted((one, other) => one.at - other.at);
  const window = Math.max(0, ...onsets.map((onset) => onset.window));
  const ofChild = depth === 0 ? ' of the alarm that triggered it' : '';
  if (first !== undefined) return { ...first, window, how: `${first.how}${ofChild}` };
  return children.length < arns.length ? own : takenOver(children, own);
}

/** All that triggered it are off by now, and it is still on: another took over, which nothing names, by then at the latest. */
function takenOver(off: readonly ObservedAlarm[], own: Onset): Onset {
  const at = Math.max(...off.map(({ since }) => since));
  if (off.length === 0 || at <= own.at) return own;
  const how = `what triggered it went off at ${clock(at)}: what keeps it on began by then`;
  return { ...own, at, end: at, latest: at, how };
}

function hasGrounds(grounds: AlarmGrounds | undefined): grounds is AlarmGrounds {
  return (grounds?.datapoints?.length ?? 0) > 0 || (grounds?.children?.length ?? 0) > 0;
}

/** The children whose change was the last before the composite's own: an older one may have been on for days. */
function triggering({ children = [] }: AlarmGrounds): readonly Child[] {
  const last = Math.max(...children.map(({ at = 0 }) => at));
  return children.filter(({ at = 0 }) => at >= last - TOGETHER);
}

type Child = NonNullable<AlarmGrounds['children']>[number];

/** One whose state is not told is taken to have gone on. */
function wentOn({ value = 'ALARM' }: Child): boolean {
  return value === 'ALARM';
}

/**
 * What triggered it left ALARM, as one that masks it does (`NOT ALARM(deploying)`): that is no trouble, and says nothing of when the trouble began.
 * It began with the alarms that are on, named beside those or by the rule.
 */
function unmasked(alarm: ObservedAlarm, { children = [] }: AlarmGrounds, facts: Facts, depth: number): Onset {
  const { since, rule } = alarm;
  const named = children.filter(wentOn).map(({ arn }) => arn);
  const arns = named.length > 0 || rule === undefined ? named : alarmsOfRule(rule);
  readAll(facts, wantsOf(arns));
  const on = alarmsIn(facts, arns).filter(({ value }) => value === 'ALARM');
  const onsets = new Map(
    on.map((child) => [child.arn, { ...onsetOf(child, facts, undefined, depth + 1), arn: child.arn }]),
  );
  const begun = begunWith(rule ?? { kind: 'any', of: arns.map((arn) => ({ kind: 'alarm', arn })) }, onsets);
  if (begun === undefined) {
    const problem = `it went on since ${quoted(triggering({ children }).map(({ arn }) => arn))} left ALARM, and of what it is on for nothing can be seen in ALARM`;
    const what = `when the trouble of alarm "${nameOf(alarm.arn)}" began`;
    throw new FactUnclear({ what, problem, transient: arns.length > 0 });
  }
  const { arn, ...first } = begun;
  const window = Math.max(...[...onsets.values()].map((onset) => onset.window));
  return { ...first, window, how: `${first.how}; that is of alarm "${nameOf(arn)}", masked until ${clock(since)}` };
}

/** The begin of the M-th newest breaching datapoint: M of N, as the alarm is configured. */
function fromDatapoints(alarm: ObservedAlarm, grounds: AlarmGrounds): Onset | undefined {
  const { since, evaluation } = alarm;
  const period = grounds.period ?? evaluation?.period;
  if (period === undefined) return undefined;
  const threshold = grounds.threshold ?? evaluation?.threshold;
  const told = (grounds.datapoints ?? []).filter((datapoint) => datapoint.at <= since);
  const breaching = [
    ...told.filter((datapoint) => isBreaching(datapoint, evaluation?.comparison, threshold)),
    ...missing(alarm, told, period),
  ].toSorted((one, other) => other.at - one.at);
  const needed = evaluation?.datapointsToAlarm ?? breaching.length;
  const first = breaching[Math.min(needed, breaching.length) - 1];
  if (first === undefined) return undefined;
  const count = Math.min(needed, breaching.length);
  const at = Math.min(first.at, since);
  const end = Math.min(at + period, since);
  return {
    at,
    end,
    earliest: at,
    latest: end,
    window: period * (evaluation?.periods ?? count),
    how: `the trouble began with the ${'value' in first ? '' : 'missing '}datapoint of ${clock(at)}`,
  };
}

/**
 * The periods without a datapoint that were counted, where the alarm takes those for breaching: as many as its window lacks, the newest
 * (CW:alarms-and-missing-data). Not those of an alarm that was made meanwhile: there was nothing to measure by.
 */
function missing(
  { since, evaluation, configuredAt = 0 }: ObservedAlarm,
  told: readonly Datapoint[],
  period: number,
): readonly Pick<Datapoint, 'at'>[] {
  if (evaluation?.missingData !== 'breaching') return [];
  const newest = newestPeriod(since, told, period);
  return Array.from({ length: evaluation.periods + told.length }, (_, age) => ({ at: newest - age * period }))
    .filter((slot) => !told.some(({ at }) => Math.abs(at - slot.at) < period))
    .slice(0, Math.max(0, evaluation.periods - told.length))
    .filter(({ at }) => at > configuredAt);
}

/** Begin of the last period that had ended by then: in step with the datapoints, or up to the last full minute. */
function newestPeriod(since: EpochMillis, told: readonly Datapoint[], period: number): EpochMillis {
  const grid = told.length === 0 ? 0 : Math.max(...told.map(({ at }) => at));
  const step = told.length === 0 ? Math.min(period, MINUTE) : period;
  return grid + Math.floor((since - period - grid) / step) * step;
}

function fromChange(alarm: ObservedAlarm): Onset {
  const { since, evaluation: { period, datapointsToAlarm } = { period: 0, datapointsToAlarm: 1 } } = alarm;
  const how = `the trouble began when it changed its state at ${clock(since)}, as far as can be told: no datapoints of it can be read`;
  const window = windowOf(alarm);
  const latest = since - (datapointsToAlarm - 1) * period;
  return { at: since, end: since, earliest: since - window - EVALUATION_DELAY, latest, window, how };
}

function isBreaching(
  { value, lower, upper }: Datapoint,
  comparison: Evaluation['comparison'],
  threshold: number | undefined,
): boolean {
  const [least = threshold, most = threshold] = [lower, upper];
  switch (comparison) {
    case 'GreaterThanThreshold':
      return threshold !== undefined && value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return threshold !== undefined && value >= threshold;
    case 'LessThanThreshold':
      return threshold !== undefined && value < threshold;
    case 'LessThanOrEqualToThreshold':
      return threshold !== undefined && value <= threshold;
    case 'GreaterThanUpperThreshold':
      return most !== undefined && value > most;
    case 'LessThanLowerThreshold':
      return least !== undefined && value < least;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return (least !== undefined && value < least) || (most !== undefined && value > most);
    default:
      return false;
  }
}
