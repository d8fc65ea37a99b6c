import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cloudWatchAlarms } from '../../../lambda/aws/alarms.ts';
import { CouldNotRead } from '../../../lambda/ports.ts';
import { arnOf, HOME } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';

/* Log alarms are younger than the others: they are asked for by themselves, and an endpoint may not know the kind. */

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
  services.cloudWatch.script.seedAlarm({ name: 'errors' });
  services.cloudWatch.script.seedCompositeAlarm({ name: 'any', rule: 'ALARM(errors)' });
  services.cloudWatch.script.seedLogAlarm({ name: 'log' });
});
afterEach(() => services.faults.clear());
afterAll(() => services.stop());

const alarms = () => cloudWatchAlarms(services.clients.cloudWatch, HOME);
const describeThem = async (...names: readonly string[]) =>
  (await alarms().describe(names.map(arnOf))).map(({ arn }) => arn);

/** What the calls of an operation asked for, meanwhile. */
async function askedBy(operation: string, read: () => Promise<unknown>) {
  const before = services.calls.calls.length;
  await read();
  const made = services.calls.calls.slice(before).filter((call) => call.operation === operation);
  return made.map(({ input }) => input);
}

const COMMON = ['MetricAlarm', 'CompositeAlarm'];

function refuseTheKind(name: string, httpStatus = 400): void {
  services.faults.add({
    where: ({ input }) => Array.isArray(input.AlarmTypes) && input.AlarmTypes.includes('LogAlarm'),
    fault: { kind: 'error', name, message: 'Value at alarmTypes failed to satisfy constraint', httpStatus },
  });
}

describe('DescribeAlarms', () => {
  test('is called once for metric and composite alarms', async () => {
    expect(await askedBy('DescribeAlarms', () => describeThem('errors', 'any'))).toMatchObject([
      { AlarmNames: ['errors', 'any'], AlarmTypes: COMMON },
    ]);
  });

  test('is called once more for the names that are of neither kind', async () => {
    expect(await askedBy('DescribeAlarms', () => describeThem('errors', 'log', 'gone'))).toMatchObject([
      { AlarmNames: ['errors', 'log', 'gone'], AlarmTypes: COMMON },
      { AlarmNames: ['log', 'gone'], AlarmTypes: ['LogAlarm'] },
    ]);
  });

  test.each(['ValidationError', 'ValidationException', 'InvalidParameterValue'])(
    'that refuses the kind as %s knows no such alarm, and tells of the others',
    async (name) => {
      refuseTheKind(name);
      expect(await describeThem('errors', 'log')).toEqual([arnOf('errors')]);
    },
  );

  test.each([
    ['throttled', 'Throttling', true],
    ['denied', 'AccessDenied', false],
  ])('that is %s for the kind could not be read', async (_, name, transient) => {
    refuseTheKind(name);
    const read = alarms().describe([arnOf('log')]);
    await expect(read).rejects.toThrow(CouldNotRead);
    await expect(read).rejects.toMatchObject({ transient });
  });

  test('that refuses the names themselves could not be read', async () => {
    const fault = { kind: 'error', name: 'ValidationError', message: 'bad', httpStatus: 400 } as const;
    services.faults.add({ operation: 'DescribeAlarms', fault });
    await expect(describeThem('errors')).rejects.toThrow(CouldNotRead);
  });
});

describe('DescribeAlarmHistory', () => {
  test('is called once where there are changes of a metric or composite alarm', async () => {
    const read = () => alarms().transitions(arnOf('errors'), 0);
    expect(await askedBy('DescribeAlarmHistory', read)).toMatchObject([{ AlarmTypes: COMMON }]);
  });

  test('is called once more where there are none', async () => {
    const read = () => alarms().transitions(arnOf('log'), 0);
    const types = [{ AlarmTypes: COMMON }, { AlarmTypes: ['LogAlarm'] }];
    expect(await askedBy('DescribeAlarmHistory', read)).toMatchObject(types);
  });

  test('that refuses the kind knows no changes', async () => {
    refuseTheKind('ValidationError');
    expect(await alarms().transitions(arnOf('log'), 0)).toEqual([]);
  });
});
