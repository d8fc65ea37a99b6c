import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, readGrounds } from '../../lambda/intake/alarm-grounds.ts';
import { at } from '../support/builders/moments.ts';

const MINUTE = 60_000;
/** As CloudWatch writes times. */
const written = (time: string) => new Date(at(time)).toISOString().replace('Z', '+0000');
const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${name}`;

/** What the alarm of a metric has had in its events since 2019. */
const METRIC = {
  version: '1.0',
  queryDate: written('10:05:40.985'),
  startDate: written('10:00'),
  statistic: 'Average',
  period: 300,
  recentDatapoints: [99.5],
  threshold: 50,
};
const grounds = (data: object) => readGrounds(JSON.stringify(data));

describe('the grounds of a state', () => {
  it('are period, threshold and datapoints of a metric', () => {
    expect(grounds(METRIC)).toEqual({
      period: 5 * MINUTE,
      threshold: 50,
      datapoints: [{ at: at('10:00'), value: 99.5 }],
    });
  });

  it('are the same of metric math, which names no statistic', () => {
    const { statistic: _, ...math } = METRIC;
    expect(grounds(math)).toEqual(grounds(METRIC));
  });

  it('have values one period apart, as far as nothing says their times', () => {
    expect(grounds({ ...METRIC, recentDatapoints: [51, 52, 53] })).toMatchObject({
      datapoints: [
        { at: at('10:00'), value: 51 },
        { at: at('10:05'), value: 52 },
        { at: at('10:10'), value: 53 },
      ],
    });
  });

  it('have the time of each datapoint where it is told: between them some may be missing', () => {
    const evaluatedDatapoints = [
      { timestamp: written('10:20'), sampleCount: 5, value: 53 },
      { timestamp: written('10:15') },
      { timestamp: written('10:10') },
      { timestamp: written('10:05'), sampleCount: 2, value: 52 },
      { timestamp: written('10:00'), sampleCount: 1, value: 51 },
    ];
    expect(grounds({ ...METRIC, recentDatapoints: [51, 52, 53], evaluatedDatapoints })).toMatchObject({
      datapoints: [
        { at: at('10:00'), value: 51 },
        { at: at('10:05'), value: 52 },
        { at: at('10:20'), value: 53 },
      ],
    });
  });

  it('have the older values, too, where only the newest is told with its time', () => {
    const evaluatedDatapoints = [{ timestamp: written('10:02'), value: 20_000 }];
    const partial = { ...METRIC, period: 60, recentDatapoints: [20_000, 20_000, 20_000], evaluatedDatapoints };
    expect(grounds(partial)).toMatchObject({
      datapoints: [{ at: at('10:00') }, { at: at('10:01') }, { at: at('10:02') }],
    });
  });

  it.each([
    ['without times', {}],
    ['with times', { evaluatedDatapoints: [{ timestamp: written('10:00'), sampleCount: 3, value: 0 }] }],
  ])('have the band of an anomaly alarm, %s', (_, more) => {
    const { threshold: __, ...anomaly } = METRIC;
    const band = { recentDatapoints: [0], recentLowerThresholds: [0.02], recentUpperThresholds: [0.3] };
    expect(grounds({ ...anomaly, ...band, ...more })).toEqual({
      period: 5 * MINUTE,
      datapoints: [{ at: at('10:00'), value: 0, lower: 0.02, upper: 0.3 }],
    });
  });

  it('are the alarms that triggered a composite, and when each changed to what', () => {
    const triggeringAlarms = [
      { arn: arn('shop:5xx'), state: { value: 'ALARM', timestamp: written('10:00') } },
      { arn: arn('shop-latency') },
      { state: { value: 'ALARM' } },
    ];
    expect(grounds({ triggeringAlarms })).toEqual({
      children: [{ arn: arn('shop:5xx'), at: at('10:00'), value: 'ALARM' }, { arn: arn('shop-latency') }],
    });
  });

  it('are without datapoints where none had come', () => {
    const evaluatedDatapoints = [{ timestamp: written('10:04') }, { timestamp: written('10:03') }];
    const { startDate: _, ...unknown } = METRIC;
    expect(grounds({ ...unknown, recentDatapoints: [], evaluatedDatapoints })).toEqual({
      period: 5 * MINUTE,
      threshold: 50,
    });
  });

  it('are absent where the state has no reason data, or text that is none', () => {
    expect(readGrounds(undefined)).toBeUndefined();
    expect(readGrounds('')).toBeUndefined();
    expect(readGrounds('6 out of 6 time series evaluated to ALARM')).toBeUndefined();
    expect(readGrounds('[1]')).toBeUndefined();
  });

  it('are what can be read of data that somebody made up', () => {
    expect(grounds({ period: 'five', threshold: 5, recentDatapoints: 'many', triggeringAlarms: {} })).toEqual({
      threshold: 5,
    });
    expect(grounds({ ...METRIC, period: -60 })).toEqual({ threshold: 50 });
    expect(grounds({ ...METRIC, startDate: 'yesterday' })).toEqual({ period: 5 * MINUTE, threshold: 50 });
    expect(grounds({ ...METRIC, evaluatedDatapoints: [null, 7, { timestamp: 'now', value: 1 }] })).toEqual(
      grounds(METRIC),
    );
  });

  it('have no number that the table cannot hold', () => {
    expect(grounds({ ...METRIC, recentDatapoints: [1e300, -1e16, 1e-200], threshold: 5e15 })).toMatchObject({
      threshold: 5e15,
      datapoints: [{ value: Number.MAX_SAFE_INTEGER }, { value: Number.MIN_SAFE_INTEGER }, { value: 0 }],
    });
  });

  it('can be stored, and stay small, whatever the data holds', () => {
    const members = fc.constantFrom(...Object.keys(METRIC), 'evaluatedDatapoints', 'triggeringAlarms');
    fc.assert(
      fc.property(fc.dictionary(members, fc.jsonValue()), (data) => {
        expect(marshall(grounds(data), { removeUndefinedValues: true })).toBeDefined();
      }),
    );
    const many = Array.from({ length: 1_440 }, (_, index) => index);
    const triggeringAlarms = many.map((index) => ({ arn: arn(`alarm-${index}`) }));
    const large = grounds({ ...METRIC, recentDatapoints: many, triggeringAlarms });
    expect(large?.datapoints?.at(-1)?.value).toBe(1_439);
    expect(large?.datapoints?.length).toBeLessThanOrEqual(60);
    expect(large?.children?.length).toBeLessThanOrEqual(60);
  });
});

it('a time is read with the zone that CloudWatch writes without a colon, and with any other', () => {
  expect(instant('2026-01-10T09:29:58.989+0000')).toBe(at('09:29:58.989'));
  expect(instant('2026-01-10T10:29:58.989+01:00')).toBe(at('09:29:58.989'));
  expect(instant('2026-01-10T09:29:58Z')).toBe(at('09:29:58'));
  expect(instant('soon')).toBeUndefined();
  expect(instant(undefined)).toBeUndefined();
});
