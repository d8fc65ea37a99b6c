import { expect, test } from 'vitest';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';
import { PlayedEnvironments } from '../../../../emulator/services/lambda/played-pace.ts';

const START = Date.UTC(2030, 5, 1, 12);

function environments(processes: number) {
  const clock = new VirtualClock({ start: START, workTakes: 'nothing' });
  return { clock, played: new PlayedEnvironments({ processes, coldMillis: 2_000, warmMillis: 100 }, clock) };
}

test('an environment is taken for a cold start when it is new, and for less once it is warm', async () => {
  const { clock, played } = environments(1);
  await played.run(async () => undefined);
  expect(played.busy).toBe(1);
  await clock.run(START + 1_999);
  expect(played.busy).toBe(1);
  await clock.run(START + 2_000);
  expect(played.busy).toBe(0);
  await played.run(async () => undefined);
  await clock.run(START + 2_100);
  expect(played.busy).toBe(0);
});

test('a few processes do the work of many environments, one after the other, and no time passes by it', async () => {
  const { clock, played } = environments(2);
  let atWork = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++atWork);
    await new Promise((resolve) => setTimeout(resolve, 1));
    atWork--;
  };
  const all = Array.from({ length: 20 }, () => clock.hold(played.run(work)));
  expect(played.busy).toBe(20);
  await Promise.all(all);
  expect([most, clock.now()]).toEqual([2, START]);
});
