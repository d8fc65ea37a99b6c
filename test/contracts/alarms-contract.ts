import { describe, expect, it } from 'vitest';
import type { CloudWatch } from '../../emulator/cloudwatch/cloudwatch.ts';
import type { Alarms } from '../../lambda/ports.ts';

export interface AlarmsUnderTest {
  readonly alarms: Alarms;
  /** The account behind the port. */
  readonly script: CloudWatch['script'];
  readonly now: () => number;
  readonly pass: (minutes: number) => Promise<void>;
}

let alarmCount = 0;

/** What every implementation of the Alarms port does. */
export function defineAlarmsContract(name: string, make: () => AlarmsUnderTest): void {
  describe(`alarms ${name}`, () => {
    function anAlarm(prefix = 'errors') {
      const under = make();
      const alarm = `${prefix}-${++alarmCount}`;
      under.script.seedAlarm({ name: alarm });
      return { ...under, alarm };
    }

    it('describes an alarm, and since when it is in its state', async () => {
      const { alarms, alarm, script, now, pass } = anAlarm();
      script.setState(alarm, 'ALARM');
      const since = now();
      await pass(7);
      expect(await alarms.describe([alarm])).toEqual([{ name: alarm, value: 'ALARM', since, actionsEnabled: true }]);
    });

    it('leaves out alarms that do not exist', async () => {
      const { alarms, alarm } = anAlarm();
      expect((await alarms.describe(['nobody-knows', alarm])).map((found) => found.name)).toEqual([alarm]);
      expect(await alarms.describe(['nobody-knows'])).toEqual([]);
    });

    it('tells of disabled actions', async () => {
      const { alarms, alarm, script } = anAlarm();
      script.setActionsEnabled(alarm, false);
      expect(await alarms.describe([alarm])).toMatchObject([{ actionsEnabled: false }]);
    });

    it('describes composite alarms, and what suppresses them', async () => {
      const { alarms, alarm, script } = anAlarm();
      const [composite, maintenance] = [`all-${alarm}`, `maintenance-${alarm}`];
      script.seedAlarm({ name: maintenance, state: 'ALARM' });
      const suppressor = { alarm: maintenance, waitPeriod: 60, extensionPeriod: 60 };
      script.seedCompositeAlarm({ name: composite, rule: `ALARM("${alarm}")`, suppressor });
      script.setState(alarm, 'ALARM');
      expect(await alarms.describe([composite])).toMatchObject([
        { name: composite, value: 'ALARM', suppressedBy: expect.any(String) },
      ]);
    });

    it('describes a hundred alarms in one answer', async () => {
      const { alarms, script } = make();
      const names = Array.from({ length: 100 }, (_, index) => `many-${++alarmCount}-${index}`);
      for (const one of names) script.seedAlarm({ name: one });
      expect((await alarms.describe(names)).map((found) => found.name).sort()).toEqual(names.toSorted());
    });

    it('lists the changes of an alarm', async () => {
      const { alarms, alarm, script, now, pass } = anAlarm();
      const start = now();
      await pass(1);
      script.setState(alarm, 'ALARM');
      await pass(1);
      script.setState(alarm, 'INSUFFICIENT_DATA');
      const transitions = await alarms.transitions(alarm, start);
      expect(transitions.filter(({ at }) => at > start)).toEqual([
        { at: start + 120_000, from: 'ALARM', to: 'INSUFFICIENT_DATA' },
        { at: start + 60_000, from: 'OK', to: 'ALARM' },
      ]);
    });

    it('lists changes back to one before the time asked for, over pages', async () => {
      const { alarms, alarm, script, now, pass } = anAlarm();
      for (let change = 0; change < 250; change++) {
        script.setState(alarm, change % 2 === 0 ? 'ALARM' : 'OK');
        await pass(1);
      }
      const since = now() - 205.5 * 60_000;
      const transitions = await alarms.transitions(alarm, since);
      expect(transitions.some(({ at }) => at <= since)).toBe(true);
      expect(transitions.filter(({ at }) => at > since)).toHaveLength(205);
    });
  });
}
