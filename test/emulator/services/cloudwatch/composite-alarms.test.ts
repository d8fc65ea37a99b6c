import { beforeEach, describe, expect, it } from 'vitest';
import { arnOf, type CloudWatchAccount, cloudWatchAccount, errorsAlarm, MINUTE } from './account.ts';

let account: CloudWatchAccount;
beforeEach(() => {
  account = cloudWatchAccount();
  account.script.seedAlarm({ name: 'errors' });
  account.script.seedAlarm({ name: 'latency' });
  account.script.seedAlarm({ name: 'maintenance' });
});

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:controller';

/** State changes of the composite, as `OK -> ALARM(WaitPeriod)`. */
const history = () =>
  account
    .stateChanges()
    .filter(({ resources }) => resources[0] === arnOf('shop'))
    .map(({ detail }) => `${written(detail.previousState)} -> ${written(detail.state)}`);

function written(state: unknown): string {
  if (typeof state !== 'object' || state === null || !('value' in state)) throw new Error('no state');
  return 'actionsSuppressedBy' in state ? `${state.value}(${state.actionsSuppressedBy})` : `${state.value}`;
}

describe('a composite alarm', () => {
  it('follows its children and names the one that changed', () => {
    account.script.seedCompositeAlarm({ name: 'shop', rule: 'ALARM(errors) OR ALARM(latency)' });
    account.script.setState('latency', 'ALARM');
    account.script.setState('errors', 'ALARM');
    account.script.setState('latency', 'OK');
    account.script.setState('errors', 'OK');
    expect(history()).toEqual(['INSUFFICIENT_DATA -> OK', 'OK -> ALARM', 'ALARM -> OK']);
    expect(account.stateChanges()[2]?.detail).toEqual({
      alarmName: 'shop',
      state: {
        value: 'ALARM',
        reason: `${arnOf('latency')} transitioned to ALARM at Saturday 10 January, 2026 09:00:00 UTC`,
        reasonData: JSON.stringify({
          triggeringAlarms: [
            { arn: arnOf('latency'), state: { value: 'ALARM', timestamp: '2026-01-10T09:00:00.000+0000' } },
          ],
        }),
        timestamp: '2026-01-10T09:00:00.000+0000',
      },
      previousState: expect.objectContaining({
        value: 'OK',
        reason: `${arnOf('shop')} was created and its alarm rule evaluates to OK`,
      }),
      configuration: { alarmRule: 'ALARM(errors) OR ALARM(latency)' },
    });
  });

  it('reads other composite alarms', () => {
    account.script.seedCompositeAlarm({ name: 'shop', rule: 'ALARM(errors)' });
    account.script.seedCompositeAlarm({ name: 'company', rule: 'ALARM(shop)' });
    account.script.setState('errors', 'ALARM');
    expect(account.script.stateOf('company')).toBe('ALARM');
  });

  it('stays as SetAlarmState set it until a child changes', async () => {
    account.script.seedCompositeAlarm({ name: 'shop', rule: 'ALARM(errors) OR ALARM(latency)' });
    await account.call('SetAlarmState', { AlarmName: 'shop', StateValue: 'ALARM', StateReason: 'a drill' });
    await account.clock.advance(10 * MINUTE);
    expect(account.script.stateOf('shop')).toBe('ALARM');
    account.script.setState('errors', 'INSUFFICIENT_DATA');
    expect(account.script.stateOf('shop')).toBe('OK');
  });

  it('must read alarms that exist', async () => {
    await expect(account.call('PutCompositeAlarm', { AlarmName: 'shop', AlarmRule: 'ALARM(typo)' })).rejects.toThrow(
      'Could not save the composite alarm as alarms [typo] in the alarm rule do not exist',
    );
  });

  it('cannot be deleted while it is part of a cycle', async () => {
    await account.call('PutCompositeAlarm', { AlarmName: 'one', AlarmRule: 'ALARM(errors)' });
    await account.call('PutCompositeAlarm', { AlarmName: 'two', AlarmRule: 'ALARM(one)' });
    await account.call('PutCompositeAlarm', { AlarmName: 'one', AlarmRule: 'ALARM(two) OR ALARM(errors)' });
    account.script.setState('errors', 'ALARM');
    expect(account.script.stateOf('two')).toBe('ALARM');
    await expect(account.call('DeleteAlarms', { AlarmNames: ['one'] })).rejects.toThrow('part of a cycle');
  });

  it('cannot take the name of a metric alarm', async () => {
    await account.call('PutMetricAlarm', errorsAlarm('shop'));
    await expect(account.call('PutCompositeAlarm', { AlarmName: 'shop', AlarmRule: 'TRUE' })).rejects.toThrow(
      'its type cannot change',
    );
  });
});

describe('a suppressed composite alarm', () => {
  beforeEach(async () => {
    account.script.seedCompositeAlarm({
      name: 'shop',
      rule: 'ALARM(errors)',
      suppressor: { alarm: 'maintenance', waitPeriod: 120, extensionPeriod: 180 },
      alarmActions: [functionArn],
    });
    await account.clock.advance(2 * MINUTE);
    account.events.length = 0;
  });

  it('acts after the wait period, with an ALARM to ALARM event (example 1)', async () => {
    account.script.setState('errors', 'ALARM');
    await account.clock.advance(MINUTE);
    expect(account.invocations).toEqual([]);
    await account.clock.advance(MINUTE);
    expect(history()).toEqual(['OK -> ALARM(WaitPeriod)', 'ALARM(WaitPeriod) -> ALARM']);
    expect(account.invocations).toHaveLength(1);
    expect(account.stateChanges().at(-1)?.detail).toMatchObject({
      state: { timestamp: '2026-01-10T09:04:00.000+0000' },
      previousState: {
        timestamp: '2026-01-10T09:02:00.000+0000',
        actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
      },
      configuration: {
        actionsSuppressor: 'maintenance',
        actionsSuppressorWaitPeriod: 120,
        actionsSuppressorExtensionPeriod: 180,
      },
    });
  });

  it('is suppressed by the suppressor and then by the extension period (example 5)', async () => {
    account.script.setState('errors', 'ALARM');
    await account.clock.advance(MINUTE);
    account.script.setState('maintenance', 'ALARM');
    await account.clock.advance(10 * MINUTE);
    account.script.setState('maintenance', 'OK');
    await account.clock.advance(3 * MINUTE);
    expect(history()).toEqual([
      'OK -> ALARM(WaitPeriod)',
      'ALARM(WaitPeriod) -> ALARM(Alarm)',
      'ALARM(Alarm) -> ALARM(ExtensionPeriod)',
      'ALARM(ExtensionPeriod) -> ALARM',
    ]);
    expect(account.invocations).toHaveLength(1);
  });

  it('starts a new wait period with every transition (example 3)', async () => {
    account.script.setState('errors', 'ALARM');
    await account.clock.advance(MINUTE);
    account.script.setState('errors', 'OK');
    await account.clock.advance(10 * MINUTE);
    expect(history()).toEqual([
      'OK -> ALARM(WaitPeriod)',
      'ALARM(WaitPeriod) -> OK(WaitPeriod)',
      'OK(WaitPeriod) -> OK',
    ]);
    expect(account.invocations).toEqual([]);
  });

  it('is suppressed at once by a suppressor that is in ALARM (example 4)', () => {
    account.script.setState('maintenance', 'ALARM');
    account.script.setState('errors', 'ALARM');
    expect(history().at(-1)).toBe('OK(Alarm) -> ALARM(Alarm)');
  });

  it('shows the suppression in DescribeAlarms and keeps the time of its transition', async () => {
    account.script.setState('errors', 'ALARM');
    const describeShop = async () =>
      (await account.call('DescribeAlarms', { AlarmNames: ['shop'], AlarmTypes: ['CompositeAlarm'] })).CompositeAlarms;
    expect(await describeShop()).toMatchObject([
      { ActionsSuppressedBy: 'WaitPeriod', ActionsSuppressedReason: 'Actions suppressed by WaitPeriod' },
    ]);
    await account.clock.advance(2 * MINUTE);
    const transitioned = Date.parse('2026-01-10T09:02:00Z') / 1000;
    expect(await describeShop()).toEqual([
      expect.objectContaining({
        StateTransitionedTimestamp: transitioned,
        StateUpdatedTimestamp: transitioned + 120,
      }),
    ]);
    expect(await describeShop()).toEqual([expect.not.objectContaining({ ActionsSuppressedBy: expect.anything() })]);
  });
});
