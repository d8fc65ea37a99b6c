import { describe, expect, test } from 'vitest';
import type { AlarmGrounds, Evaluation, ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import { onsetOf } from '../../../lambda/decision/onset.ts';
import { answerOf } from '../../support/answer-of.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { at } from '../../support/builders/moments.ts';
import { alarmsSeen, notSeen, theFacts } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const MINUTE = 60_000;

function aMetricAlarm(values: { readonly [time: string]: number }, but: Partial<Evaluation> = {}): ObservedAlarm {
  const datapoints = Object.entries(values).map(([time, value]) => ({ at: at(time), value }));
  const evaluation = {
    period: MINUTE,
    periods: 5,
    datapointsToAlarm: 3,
    comparison: 'GreaterThanThreshold',
    threshold: 5,
    ...but,
  };
  return anAlarm({ evaluation, grounds: { datapoints } });
}

function onset(alarm: ObservedAlarm, told?: AlarmGrounds) {
  return onsetOf(alarm, theFacts(), told);
}

describe('the onset of a metric alarm', () => {
  const FIVE = { '10:14': 9, '10:15': 9, '10:16': 1, '10:17': 9, '10:18': 9 };

  test('is the begin of the M-th newest breaching datapoint', () => {
    expect(onset(aMetricAlarm(FIVE))).toMatchObject({ at: at('10:15'), end: at('10:16'), window: 5 * MINUTE });
    expect(onset(aMetricAlarm(FIVE, { datapointsToAlarm: 4 }))).toMatchObject({ at: at('10:14') });
  });

  test('is the oldest breaching one where fewer than M are told: missing data breached, too', () => {
    expect(onset(aMetricAlarm({ '10:16': 1, '10:17': 9 }))).toMatchObject({ at: at('10:17') });
  });

  test('counts the gaps of its window where missing data breaches: the trouble may have begun with them', () => {
    const breaching = { missingData: 'breaching' };
    expect(onset(aMetricAlarm({ '10:17': 1, '10:19': 9 }, breaching))).toMatchObject({ at: at('10:16') });
    expect(onset(aMetricAlarm({ '10:17': 9, '10:19': 9 }, breaching))).toMatchObject({ at: at('10:17') });
    expect(onset(aMetricAlarm({ '10:17': 1, '10:19': 9 }, { missingData: 'notBreaching' })).at).toBe(at('10:19'));
  });

  test('counts the gaps behind its last datapoint first: what fell silent was well until then', () => {
    const silent = { missingData: 'breaching', comparison: 'LessThanThreshold' };
    const { how, ...fell } = onset(aMetricAlarm({ '10:16': 9 }, silent));
    expect(fell).toMatchObject({ at: at('10:17'), end: at('10:18') });
    expect(how).toContain('with the missing datapoint of');
    expect(onset(aMetricAlarm({ '10:16': 9, '10:17': 1 }, silent))).toMatchObject({ at: at('10:17') });
    expect(onset(aMetricAlarm({ '10:17': 9, '10:18': 9 }, { ...silent, datapointsToAlarm: 1 })).at).toBe(at('10:19'));
  });

  test('counts no more gaps than its window lacks datapoints', () => {
    const full = { '10:13': 9, '10:14': 9, '10:15': 1, '10:16': 9, '10:17': 9 };
    expect(onset(aMetricAlarm(full, { missingData: 'breaching' })).at).toBe(at('10:14'));
  });

  test('is M periods back where missing data alone turned it on, but not before the alarm was made', () => {
    const silent = aMetricAlarm({}, { missingData: 'breaching' });
    expect(onset(silent)).toMatchObject({ at: at('10:17'), end: at('10:18') });
    expect(onset({ ...silent, configuredAt: at('10:19:30') })).toMatchObject({ at: at('10:20') });
  });

  test('is told by the datapoints in any order', () => {
    const reversed = Object.fromEntries(Object.entries(FIVE).toReversed());
    expect(onset(aMetricAlarm(reversed)).at).toBe(at('10:15'));
  });

  test.each([
    ['GreaterThanThreshold', 9, 5],
    ['GreaterThanOrEqualToThreshold', 5, 4],
    ['LessThanThreshold', 1, 5],
    ['LessThanOrEqualToThreshold', 5, 6],
  ])('counts by %s what breaches only', (comparison, bad, good) => {
    const alarm = aMetricAlarm({ '10:15': bad, '10:16': bad, '10:17': good, '10:18': bad }, { comparison });
    expect(onset(alarm).at).toBe(at('10:15'));
  });

  test('is read by the band of an anomaly alarm', () => {
    const datapoints = [
      { at: at('10:16'), value: 50, lower: 1, upper: 60 },
      { at: at('10:17'), value: 50, lower: 1, upper: 40 },
    ];
    const comparison = 'LessThanLowerOrGreaterThanUpperThreshold';
    const alarm = aMetricAlarm({}, { comparison, datapointsToAlarm: 1 });
    expect(onset({ ...alarm, grounds: { datapoints } }).at).toBe(at('10:17'));
  });

  test('is told by the event where CloudWatch shows no datapoints', () => {
    const { grounds: _, ...bare } = aMetricAlarm({});
    const told = { datapoints: [{ at: at('10:12'), value: 9 }] };
    expect(onset(bare, told).at).toBe(at('10:12'));
  });

  test('is told by the event of the change, where CloudWatch shows what it has seen since', () => {
    const told = { datapoints: ['10:16', '10:17', '10:18'].map((time) => ({ at: at(time), value: 9 })) };
    expect(onset(aMetricAlarm({ '10:18': 9, '10:19': 9, '10:20': 9 }), told).at).toBe(at('10:16'));
    expect(onset(aMetricAlarm({ '10:21': 9, '10:22': 9, '10:23': 9 }), told).at).toBe(at('10:16'));
  });

  test('lies so many periods back that as many as it takes had ended, where no datapoints can be read', () => {
    const { grounds: _, ...bare } = aMetricAlarm({});
    expect(onset(bare).latest).toBe(at('10:18'));
    expect(onset(anAlarm()).latest).toBe(at('10:20'));
  });

  test.each<[string, ObservedAlarm]>([
    ['nothing is told of its datapoints', anAlarm()],
    ['none of them breaches', aMetricAlarm({ '10:18': 1 })],
    ['how it compares is not known', aMetricAlarm({ '10:18': 9 }, { comparison: 'SomethingNew' })],
    ['its datapoints lie behind the change of state', aMetricAlarm({ '10:21': 9 })],
  ])('is the change of state where %s, and the sentence says so', (_, alarm) => {
    const { at: time, end, how } = onset(alarm);
    expect([time, end]).toEqual([at('10:20'), at('10:20')]);
    expect(how).toContain('as far as can be told');
  });
});

describe('the onset of a composite alarm', () => {
  const child = (name: string, since: string, period: number) =>
    anAlarm({
      arn: arnOf(name),
      since: at(since),
      evaluation: { period: period * MINUTE, periods: 2, datapointsToAlarm: 1 },
    });
  const composite = (...children: readonly (readonly [string, string])[]) =>
    anAlarm({ grounds: { children: children.map(([name, time]) => ({ arn: arnOf(name), at: at(time) })) } });
  const facts = theFacts({
    alarms: alarmsSeen(child('one', '10:19', 5), child('two', '10:18:30', 1), child('old', '03:00', 1)),
  });

  test('is the first of the children that triggered it, with the longest of their windows', () => {
    expect(onsetOf(composite(['one', '10:19'], ['two', '10:18:30']), facts)).toMatchObject({
      at: at('10:18:30'),
      window: 10 * MINUTE,
      how: expect.stringContaining('of the alarm that triggered it'),
    });
  });

  test('says once that it is that of another, however deep that lies', () => {
    const outer = composite(['middle', '10:19']);
    const middle = { ...composite(['one', '10:19']), arn: arnOf('middle') };
    const { how } = onsetOf(outer, theFacts({ alarms: alarmsSeen(middle, child('one', '10:19', 5)) }));
    expect(how.match(/of the alarm that triggered it/g)).toHaveLength(1);
  });

  test('is not that of a child that has been on for hours', () => {
    expect(onsetOf(composite(['one', '10:19'], ['old', '03:00']), facts).at).toBe(at('10:19'));
  });

  test('is no later than its triggering children went off, where another keeps it on', () => {
    const [one, two] = [anAlarm({ arn: arnOf('one'), value: 'OK', since: at('10:31') }), child('two', '10:30', 1)];
    const off = anAlarm({ ...two, value: 'OK' });
    expect(
      onsetOf(composite(['one', '10:20'], ['two', '10:20']), theFacts({ alarms: alarmsSeen(one, off) })),
    ).toMatchObject({
      at: at('10:31'),
      end: at('10:31'),
      how: 'what triggered it went off at 2026-01-10 10:31:00 UTC: what keeps it on began by then',
    });
    expect(onsetOf(composite(['one', '10:20'], ['two', '10:20']), theFacts({ alarms: alarmsSeen(one, two) })).at).toBe(
      at('10:30'),
    );
  });

  test('is its own change of state where a child that went off turned it on, or is gone', () => {
    const off = anAlarm({ arn: arnOf('one'), value: 'OK', since: at('10:20') });
    expect(onsetOf(composite(['one', '10:20']), theFacts({ alarms: alarmsSeen(off) })).at).toBe(at('10:20'));
    const later = anAlarm({ ...off, since: at('10:31') });
    const gone = theFacts({ alarms: { ...alarmsSeen(later), [arnOf('two')]: { ok: true, value: 'not-found' } } });
    expect(onsetOf(composite(['one', '10:20'], ['two', '10:20']), gone).at).toBe(at('10:20'));
  });

  test('wants its children to be read, and is unclear where they cannot be', () => {
    const unread = theFacts({ alarms: {} });
    expect(answerOf(() => onsetOf(composite(['one', '10:19']), unread))).toEqual({
      kind: 'wants',
      wants: [{ fact: 'alarm', arn: arnOf('one') }],
    });
    const unreadable = theFacts({ alarms: { [arnOf('one')]: notSeen('alarm "one"') } });
    expect(answerOf(() => onsetOf(composite(['one', '10:19']), unreadable))).toMatchObject({ kind: 'unclear' });
  });

  describe('that was masked, and went on as that went off', () => {
    const mask = { arn: arnOf('deploying'), at: at('10:20'), value: 'OK' };
    const ok = anAlarm({ arn: arnOf('deploying'), value: 'OK', since: at('10:20') });
    const a = anAlarm({
      ...aMetricAlarm({ '08:58': 9 }, { datapointsToAlarm: 1 }),
      arn: arnOf('a'),
      since: at('09:00'),
    });
    const b = child('b', '10:12', 1);
    const ofA = { kind: 'alarm', arn: a.arn } as const;
    const both = [ofA, { kind: 'alarm', arn: b.arn } as const];
    const masked = (but: Partial<ObservedAlarm> = {}) => anAlarm({ grounds: { children: [mask] }, ...but });
    const seenOf = (...alarms: readonly ObservedAlarm[]) => theFacts({ alarms: alarmsSeen(ok, ...alarms) });

    test('is that of the alarm of its rule that is on, by the datapoints of that', () => {
      expect(onsetOf(masked({ rule: ofA }), seenOf(a))).toMatchObject({
        at: at('08:58'),
        end: at('08:59'),
        how: 'the trouble began with the datapoint of 2026-01-10 08:58:00 UTC; that is of alarm "a", masked until 2026-01-10 10:20:00 UTC',
      });
    });

    test('is that of the alarm that is named beside what masked it, which asks for no rule', () => {
      const named = { children: [mask, { arn: arnOf('a'), at: at('09:00'), value: 'ALARM' }] };
      expect(onsetOf(masked({ grounds: named }), seenOf(a))).toMatchObject({ at: at('08:58') });
    });

    test('is that of the one that went on with it, as ever', () => {
      const named = { children: [mask, { arn: arnOf('b'), at: at('10:19:30'), value: 'ALARM' }] };
      expect(onsetOf(masked({ grounds: named, rule: ofA }), seenOf(a, b)).how).toContain('of the alarm that triggered');
    });

    test('is the first where the rule asks for any of several, the last where it asks for all', () => {
      const of = (kind: 'any' | 'all') => onsetOf(masked({ rule: { kind, of: both } }), seenOf(a, b));
      expect(of('any')).toMatchObject({ at: at('08:58'), window: 5 * MINUTE });
      expect(of('all')).toMatchObject({ at: at('10:12'), window: 5 * MINUTE });
    });

    test('reads all the alarms of its rule at once', () => {
      const rule = { kind: 'any', of: both } as const;
      expect(answerOf(() => onsetOf(masked({ rule }), seenOf()))).toEqual({
        kind: 'wants',
        wants: [
          { fact: 'alarm', arn: arnOf('a') },
          { fact: 'alarm', arn: arnOf('b') },
        ],
      });
    });

    test('is unclear where nothing that it is on for can be seen', () => {
      expect(answerOf(() => onsetOf(masked(), seenOf()))).toMatchObject({ kind: 'unclear' });
      const off = anAlarm({ ...a, value: 'OK' });
      expect(answerOf(() => onsetOf(masked({ rule: ofA }), seenOf(off)))).toMatchObject({ kind: 'unclear' });
    });
  });

  test('ends although two composites name each other', () => {
    const one = anAlarm({ arn: arnOf('one'), grounds: { children: [{ arn: arnOf('two'), at: at('10:19') }] } });
    const two = anAlarm({ arn: arnOf('two'), grounds: { children: [{ arn: arnOf('one'), at: at('10:19') }] } });
    expect(onsetOf(one, theFacts({ alarms: alarmsSeen(one, two) })).at).toBe(at('10:20'));
  });
});
