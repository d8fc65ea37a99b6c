import { expect, test } from 'vitest';
import { seedOf } from './batch.ts';
import { Dice } from './dice.ts';
import { MIX } from './mix.ts';
import { DAY, END, planOf, START } from './plan.ts';

const HISTORIES = 400;
const plans = Array.from({ length: HISTORIES }, (_, n) => planOf(new Dice(seedOf(13, n))));

/** Share of the items, in percent. */
function percent<Item>(items: readonly Item[], is: (item: Item) => boolean): number {
  return (items.filter(is).length / items.length) * 100;
}

test('a seed means the same history every time', () => {
  expect(planOf(new Dice(7))).toEqual(planOf(new Dice(7)));
});

test('another seed means another history', () => {
  expect(planOf(new Dice(7))).not.toEqual(planOf(new Dice(8)));
});

test('a draw is the same whatever else was drawn before it', () => {
  const dice = new Dice(7);
  const first = dice.in([0, 1_000_000], 'fix', 3);
  dice.percent(50, 'something else');
  expect(dice.in([0, 1_000_000], 'fix', 3)).toBe(first);
});

test('the shares of every choice add up to a hundred', () => {
  const { stage, alarms, defects, causes, people } = MIX;
  const choices = [stage.deploying, stage.category, alarms.kinds, alarms.missingData, defects.kinds];
  for (const choice of [...choices, causes.platform, people.approveMinutes, people.answer]) {
    expect(choice.reduce((sum, [share]) => sum + share, 0)).toBe(100);
  }
});

test('a tenth of the changes is bad', () => {
  const changes = plans.flatMap(({ pushes }) => pushes).filter(({ at }) => at >= START);
  expect(percent(changes, ({ defect }) => defect !== undefined)).toBeCloseTo(MIX.releases.badPercent, -0.5);
});

test('before the two weeks there are only good changes', () => {
  const past = plans.flatMap(({ pushes }) => pushes).filter(({ at }) => at < START);
  expect(past.length).toBe(3 * HISTORIES);
  expect(past.filter(({ defect }) => defect !== undefined)).toEqual([]);
});

test('a day of the week has one to six releases, but for a burst', () => {
  const [least, most] = MIX.releases.aDay;
  for (const { pushes } of plans) {
    for (let day = 0; day < 5; day++) {
      const number = pushes.filter(({ at }) => at >= START + day * DAY && at < START + (day + 1) * DAY).length;
      expect(number).toBeGreaterThanOrEqual(least);
      expect(number).toBeLessThanOrEqual(most + MIX.pipeline.burstReleases);
    }
  }
});

test('the platform has trouble about once', () => {
  const number = plans.reduce((sum, { platform }) => sum + platform.length, 0);
  expect(number / HISTORIES).toBeCloseTo(1, 0);
});

test('pipelines have every ingredient about as often as the mix says', () => {
  const settings = plans.map(({ setting }) => setting);
  expect(percent(settings, ({ mode }) => mode === 'QUEUED')).toBeCloseTo(MIX.pipeline.queuedPercent, -1.3);
  expect(percent(settings, ({ stages }) => stages.length > 1)).toBeCloseTo(MIX.pipeline.laterStagePercent, -1.3);
  expect(percent(settings, ({ components }) => components.includes('Config'))).toBeCloseTo(
    MIX.pipeline.secondSourcePercent,
    -1.3,
  );
  expect(percent(plans, ({ editedAt }) => editedAt !== undefined)).toBeCloseTo(MIX.pipeline.editedPercent, -1.3);
});

test('alarms that one datapoint turns on are seldom disturbed by noise, the others often', () => {
  const blips = (single: boolean) =>
    plans.flatMap(({ setting, causes }) =>
      setting.stages.flatMap(({ name, guard }) =>
        (guard?.alarms ?? [])
          .filter(({ datapointsToAlarm }) => (datapointsToAlarm === 1) === single)
          .map(
            ({ metric }) =>
              causes.filter((cause) => cause.kind === 'noise' && cause.stage === name && cause.metric === metric)
                .length,
          ),
      ),
    );
  expect(Math.max(...blips(true))).toBeLessThanOrEqual(1);
  expect(Math.min(...blips(false))).toBeGreaterThanOrEqual(MIX.causes.blips[0]);
});

test('everything planned begins within the two weeks, or the day before', () => {
  for (const { pushes, causes } of plans) {
    expect(pushes.every(({ at }) => at >= START - DAY && at <= END)).toBe(true);
    expect(causes.every(({ from, until }) => from >= START && from <= END && until > from)).toBe(true);
  }
});
