import { describe, expect, it } from 'vitest';
import type { CloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import type { Alarms } from '../../lambda/ports.ts';
import { CouldNotRead } from '../../lambda/ports.ts';
import { arnOf, HOME } from '../support/home.ts';

export interface AlarmsUnderTest {
  readonly alarms: Alarms;
  /** The account behind the port. */
  readonly script: CloudWatch['script'];
  readonly now: () => number;
  readonly pass: (minutes: number) => Promise<void>;
}

const MINUTE = 60_000;
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
      expect(await alarms.describe([arnOf(alarm)])).toEqual([
        {
          arn: arnOf(alarm),
          value: 'ALARM',
          since,
          actionsEnabled: true,
          configuredAt: expect.any(Number),
          evaluation: {
            period: MINUTE,
            periods: 1,
            datapointsToAlarm: 1,
            comparison: 'GreaterThanThreshold',
            threshold: 0,
            missingData: 'notBreaching',
          },
        },
      ]);
    });

    it('tells how an alarm evaluates its datapoints, and when that was configured', async () => {
      const { alarms, script, now, pass } = make();
      const alarm = `three-of-five-${++alarmCount}`;
      script.createAlarm({ name: alarm, period: 300, evaluationPeriods: 5, datapointsToAlarm: 3, threshold: 2 });
      const configuredAt = now();
      await pass(1);
      expect(await alarms.describe([arnOf(alarm)])).toMatchObject([
        { configuredAt, evaluation: { period: 5 * MINUTE, periods: 5, datapointsToAlarm: 3, threshold: 2 } },
      ]);
    });

    it('tells on what datapoints the state was decided', async () => {
      const { alarms, script, now, pass } = make();
      const alarm = `played-${++alarmCount}`;
      script.createAlarm({ name: alarm, evaluationPeriods: 2, threshold: 5 });
      await pass((MINUTE - (now() % MINUTE)) / MINUTE);
      const start = now();
      script.playMetric({ namespace: 'Story', name: alarm, dimensions: [] }, [0, 9, 8]);
      await pass(3.5);
      expect(await alarms.describe([arnOf(alarm)])).toMatchObject([
        {
          value: 'ALARM',
          grounds: {
            period: MINUTE,
            threshold: 5,
            datapoints: [
              { at: start + MINUTE, value: 9 },
              { at: start + 2 * MINUTE, value: 8 },
            ],
          },
        },
      ]);
    });

    it('leaves out alarms that do not exist', async () => {
      const { alarms, alarm } = anAlarm();
      expect((await alarms.describe([arnOf('nobody-knows'), arnOf(alarm)])).map((found) => found.arn)).toEqual([
        arnOf(alarm),
      ]);
      expect(await alarms.describe([arnOf('nobody-knows')])).toEqual([]);
    });

    it('reads none of another account or region by its name', async () => {
      const { alarms, alarm } = anAlarm();
      for (const elsewhere of [{ account: '210987654321' }, { region: 'us-east-1' }]) {
        const arn = alarmArn({ ...HOME, ...elsewhere }, alarm);
        await expect(alarms.describe([arn])).rejects.toThrow(CouldNotRead);
        await expect(alarms.transitions(arn, 0)).rejects.toThrow(CouldNotRead);
      }
    });

    it('tells of disabled actions', async () => {
      const { alarms, alarm, script } = anAlarm();
      script.setActionsEnabled(alarm, false);
      expect(await alarms.describe([arnOf(alarm)])).toMatchObject([{ actionsEnabled: false }]);
    });

    it('describes composite alarms, and what suppresses them', async () => {
      const { alarms, alarm, script } = anAlarm();
      const [composite, maintenance] = [`all-${alarm}`, `maintenance-${alarm}`];
      script.seedAlarm({ name: maintenance, state: 'ALARM' });
      const suppressor = { alarm: maintenance, waitPeriod: 60, extensionPeriod: 60 };
      script.seedCompositeAlarm({ name: composite, rule: `ALARM("${alarm}")`, suppressor });
      script.setState(alarm, 'ALARM');
      expect(await alarms.describe([arnOf(composite)])).toMatchObject([
        { arn: arnOf(composite), value: 'ALARM', suppressedBy: expect.any(String) },
      ]);
    });

    it('names the alarms that triggered a composite, when and how, and those of its rule', async () => {
      const { alarms, alarm, script, now } = anAlarm();
      const composite = `any-${alarm}`;
      script.seedCompositeAlarm({ name: composite, rule: `ALARM("${alarm}") AND NOT ALARM(deploying)` });
      script.setState(alarm, 'ALARM');
      const [found] = await alarms.describe([arnOf(composite)]);
      expect(found).toMatchObject({ grounds: { children: [{ arn: arnOf(alarm), at: now(), value: 'ALARM' }] } });
      expect(found).toMatchObject({ rule: { kind: 'alarm', arn: arnOf(alarm) } });
      expect(found).not.toHaveProperty('evaluation');
    });

    it('describes log alarms, and how they evaluate the results of their query', async () => {
      const { alarms, alarm, script, now } = anAlarm();
      const [log, nobody] = [`log-${alarm}`, `nobody-${alarm}`];
      script.seedLogAlarm({ name: log, resultsToEvaluate: 3, resultsToAlarm: 2 });
      script.setState(log, 'ALARM');
      const found = await alarms.describe([log, alarm, nobody].map(arnOf));
      expect(found.map(({ arn }) => arn)).toEqual([alarm, log].map(arnOf));
      expect(found[1]).toEqual({
        arn: arnOf(log),
        value: 'ALARM',
        since: now(),
        actionsEnabled: true,
        configuredAt: expect.any(Number),
        evaluation: {
          period: 5 * MINUTE,
          periods: 3,
          datapointsToAlarm: 2,
          comparison: 'GreaterThanThreshold',
          threshold: 0,
        },
      });
    });

    it('lists the changes of a log alarm', async () => {
      const { alarms, alarm, script, now, pass } = anAlarm();
      const log = `changing-log-${alarm}`;
      script.seedLogAlarm({ name: log });
      await pass(1);
      script.setState(log, 'ALARM');
      expect((await alarms.transitions(arnOf(log), now())).at(0)).toEqual({ at: now(), from: 'OK', to: 'ALARM' });
    });

    it('describes alarms of any number, though CloudWatch takes a hundred names in a call', async () => {
      const { alarms, script } = make();
      const names = Array.from({ length: 110 }, (_, index) => `many-${++alarmCount}-${index}`);
      for (const one of names) script.seedAlarm({ name: one });
      expect((await alarms.describe(names.map(arnOf))).map(({ arn }) => arn).sort()).toEqual(names.map(arnOf).sort());
    });

    it('lists the changes of an alarm', async () => {
      const { alarms, alarm, script, now, pass } = anAlarm();
      const start = now();
      await pass(1);
      script.setState(alarm, 'ALARM');
      await pass(1);
      script.setState(alarm, 'INSUFFICIENT_DATA');
      const transitions = await alarms.transitions(arnOf(alarm), start);
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
      const transitions = await alarms.transitions(arnOf(alarm), since);
      expect(transitions.some(({ at }) => at <= since)).toBe(true);
      expect(transitions.filter(({ at }) => at > since)).toHaveLength(205);
    });
  });
}
