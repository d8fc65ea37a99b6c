import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AlarmOnCourse } from '../../../../emulator/account/truth/alarm-on-course.ts';
import { MetricCourse } from '../../../../emulator/account/truth/metric-course.ts';
import { createCloudWatch } from '../../../../emulator/services/cloudwatch/cloudwatch.ts';
import { SimulatedTime } from '../../../simulation/simulated-time.ts';

const MINUTE = 60_000;
const identity = { accountId: '123456789012', region: 'eu-west-1' };
const caller = { arn: 'arn:aws:iam::123456789012:user/person' };
const START = Date.UTC(2026, 0, 10);
const LENGTH = 180;

const setting = fc.record({
  Period: fc.constantFrom(60, 300),
  EvaluationPeriods: fc.integer({ min: 1, max: 5 }),
  datapoints: fc.integer({ min: 1, max: 5 }),
  TreatMissingData: fc.constantFrom('breaching', 'notBreaching', 'ignore', 'missing'),
  /** What the metric does, from a minute for so many minutes; after half an hour of rest. */
  spans: fc.array(
    fc.record({
      kind: fc.constantFrom('raise', 'raise', 'gap'),
      from: fc.integer({ min: 30, max: 120 }),
      minutes: fc.integer({ min: 1, max: 25 }),
    }),
    { maxLength: 6 },
  ),
});

test('an alarm on a course changes its state when the alarm on the same data points does', async () => {
  await fc.assert(
    fc.asyncProperty(setting, async ({ datapoints, spans, ...rest }) => {
      const definition = { ...rest, DatapointsToAlarm: Math.min(datapoints, rest.EvaluationPeriods) };
      const time = new SimulatedTime(START);
      const seen: Record<string, string[]> = { course: [], data: [] };
      const { service, script } = createCloudWatch({
        clock: time,
        identity,
        publish: ({ detailType, detail }) => {
          if (detailType !== 'CloudWatch Alarm State Change') return;
          const name = String(detail.alarmName);
          const minute = (time.now() - START) / MINUTE;
          if (minute > 30) seen[name]?.push(`${script.stateOf(name)} ${minute}`);
        },
        targets: { invokeFunction: () => undefined, publishMessage: () => undefined },
      });
      for (const AlarmName of ['course', 'data']) {
        await service.operations.PutMetricAlarm?.handle(
          {
            AlarmName,
            Namespace: 'Shop',
            MetricName: AlarmName,
            Statistic: 'Average',
            Threshold: 1,
            ComparisonOperator: 'GreaterThanThreshold',
            ...definition,
          },
          caller,
        );
      }
      const course = new MetricCourse(0);
      const alarm = new AlarmOnCourse({
        clock: time,
        rule: script.ruleOf('course'),
        course,
        delayMillis: 0,
        state: () => script.stateOf('course'),
        evaluated: (verdict) => script.evaluated('course', verdict),
      });
      script.evaluated('course', { value: 'OK', reason: 'the first evaluation' });
      for (const { kind, from, minutes } of spans) {
        time.at(START + from * MINUTE, () => {
          const end = kind === 'raise' ? course.raise(time.now(), 10) : course.gap(time.now());
          alarm.changed();
          time.at(time.now() + minutes * MINUTE, () => {
            end(time.now());
            alarm.changed();
          });
        });
      }
      // A data point for every minute that has one, when half of it is over.
      for (let minute = 0; minute < LENGTH; minute++) {
        time.at(START + (minute + 0.5) * MINUTE, () => {
          const within = spans.filter(({ from, minutes }) => minute >= from && minute < from + minutes);
          if (within.some(({ kind }) => kind === 'gap')) return;
          void service.operations.PutMetricData?.handle(
            { Namespace: 'Shop', MetricData: [{ MetricName: 'data', Value: within.length * 10 }] },
            caller,
          );
        });
      }
      await time.run(START + LENGTH * MINUTE);
      expect(seen.course).toEqual(seen.data);
    }),
    { numRuns: 100, seed: 13 },
  );
});
