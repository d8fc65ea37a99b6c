import { expect, test } from 'vitest';
import { AlarmOnCourse } from '../../../../emulator/account/truth/alarm-on-course.ts';
import { MetricCourse } from '../../../../emulator/account/truth/metric-course.ts';
import type { StateValue } from '../../../../emulator/services/cloudwatch/state-value.ts';
import type { ThresholdRule } from '../../../../emulator/services/cloudwatch/threshold-rule.ts';
import { SimulatedTime } from '../../../simulation/simulated-time.ts';

const MINUTE = 60_000;

/** An alarm that is OK at minute 0, evaluated 20 seconds after each period; `seen` has its changes, in minutes. */
function watched(but: Partial<ThresholdRule> = {}) {
  const time = new SimulatedTime(0);
  const course = new MetricCourse(0.2);
  const seen: string[] = [];
  let state: StateValue = 'OK';
  const alarm = new AlarmOnCourse({
    clock: time,
    rule: {
      stat: 'Average',
      periodSeconds: 60,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      threshold: 1,
      comparison: 'GreaterThanThreshold',
      treatMissingData: 'missing',
      ...but,
    },
    course,
    delayMillis: 20_000,
    state: () => state,
    evaluated: (verdict) => {
      state = verdict.value;
      seen.push(`${verdict.value} at ${(time.now() / MINUTE).toFixed(2)}`);
    },
  });
  const begin = (start: () => (at: number) => void) => {
    const end = start();
    alarm.changed();
    return () => {
      end(time.now());
      alarm.changed();
    };
  };
  return {
    seen,
    raise: () => begin(() => course.raise(time.now(), 10)),
    gap: () => begin(() => course.gap(time.now())),
    until: (minute: number) => time.run(minute * MINUTE),
  };
}

test('two of three breaching minutes turn the alarm on, two sound ones turn it off', async () => {
  const { seen, raise, until } = watched();
  await until(10);
  const end = raise();
  await until(20);
  end();
  await until(60);
  expect(seen).toEqual(['ALARM at 12.33', 'OK at 22.33']);
});

test('one breaching minute is noise to it', async () => {
  const { seen, raise, until } = watched();
  await until(10);
  const end = raise();
  await until(11);
  end();
  await until(60);
  expect(seen).toEqual([]);
});

test('three periods of five minutes tell late', async () => {
  const { seen, raise, until } = watched({ periodSeconds: 300, datapointsToAlarm: 3 });
  await until(10);
  raise();
  await until(120);
  expect(seen).toEqual(['ALARM at 21.33']);
});

test.each([
  ['missing', ['INSUFFICIENT_DATA at 15.33', 'OK at 31.33']],
  ['notBreaching', []],
  ['ignore', []],
  ['breaching', ['ALARM at 14.33', 'OK at 32.33']],
] as const)('a gap with missing data %s', async (treatMissingData, expected) => {
  const { seen, gap, until } = watched({ treatMissingData });
  await until(10);
  const end = gap();
  await until(30);
  end();
  await until(60);
  expect(seen).toEqual(expected);
});

test('trouble that comes back while the alarm is still evaluated is seen', async () => {
  const { seen, raise, until } = watched();
  const first = raise();
  await until(5);
  first();
  await until(7);
  const second = raise();
  await until(12);
  second();
  await until(60);
  expect(seen).toEqual(['ALARM at 2.33', 'OK at 7.33', 'ALARM at 9.33', 'OK at 14.33']);
});
