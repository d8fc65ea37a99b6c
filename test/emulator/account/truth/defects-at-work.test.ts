import { expect, test } from 'vitest';
import type { Defect } from '../../../../emulator/account/truth/defect.ts';
import { DefectsAtWork } from '../../../../emulator/account/truth/defects-at-work.ts';
import { SimulatedTime } from '../../../simulation/simulated-time.ts';

const MINUTE = 60_000;
const leak: Defect = {
  name: 'leak',
  raises: [{ metric: 'errors', by: 5 }],
  shows: { kind: 'after', minutes: 10 },
};

/** A stage, minute by minute, and how high its metric is raised. */
function stage() {
  const time = new SimulatedTime(0);
  let raised = 0;
  const shown: string[] = [];
  const atWork = new DefectsAtWork<{ readonly name: string; readonly defects: readonly Defect[] }>({
    clock: time,
    raise: (_pipeline, _stage, { by }) => {
      raised += by;
      return () => {
        raised -= by;
      };
    },
    onShow: ({ release, at }) => shown.push(`${release.name} at ${at / MINUTE}`),
  });
  const good = { name: 'good', defects: [] };
  const bad = { name: 'bad', defects: [leak] };
  const heir = { name: 'heir', defects: [leak] };
  return {
    good,
    bad,
    heir,
    shown,
    raised: () => raised,
    pass: (minutes: number) => time.run(time.now() + minutes * MINUTE),
    live: (...releases: (typeof bad)[]) => {
      const live = new Map([['Deploy', releases]]);
      const [release = good] = releases;
      const change = { at: time.now(), pipeline: 'shop', stage: 'Prod', action: 'Deploy', executionId: 'e', release };
      atWork.onChange({ ...change, end: 'Succeeded', before: new Map(), live });
    },
  };
}

test('a defect raises its metric once it shows, until its release is gone', async () => {
  const { bad, good, live, pass, raised } = stage();
  live(bad);
  await pass(9);
  expect(raised()).toBe(0);
  await pass(1);
  expect(raised()).toBe(5);
  live(good);
  expect(raised()).toBe(0);
});

test('a release that is gone before its defect shows raises nothing', async () => {
  const { bad, good, live, pass, raised, shown } = stage();
  live(bad);
  await pass(5);
  live(good);
  await pass(60);
  expect(raised()).toBe(0);
  expect(shown).toEqual([]);
});

test('a defect lives on in the next release, and shows in its own time there', async () => {
  const { bad, heir, live, pass, raised, shown } = stage();
  live(bad);
  await pass(15);
  live(heir);
  expect(raised()).toBe(0);
  await pass(10);
  expect(raised()).toBe(5);
  expect(shown).toEqual(['bad at 10', 'heir at 25']);
});

test('a bad release that is half live does its harm', async () => {
  const { bad, good, live, pass, raised } = stage();
  live(good, bad);
  await pass(10);
  expect(raised()).toBe(5);
});
