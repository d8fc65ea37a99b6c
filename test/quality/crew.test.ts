import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { batchesOf, playBatch, sumByDecider } from './batch.ts';
import { playWithCrew } from './crew.ts';
import { DECIDERS } from './deciders/deciders.ts';

const QUALITY = fileURLToPath(new URL('./quality.ts', import.meta.url));
const run = promisify(execFile);

test('a seed means the same figures however many play, and progress is told', async () => {
  const played: number[] = [];
  const together = await playWithCrew({ seed: 13, runs: 6, workers: 2, onProgress: (number) => played.push(number) });
  const alone = [];
  for (const batch of batchesOf(13, 6)) alone.push(await playBatch(batch));
  expect(together).toEqual(sumByDecider(alone));
  expect(played.at(-1)).toBe(6);
});

test('--json prints the figures of every decider, alone', async () => {
  const { stdout } = await run(process.execPath, [QUALITY, '--runs', '2', '--seed', '1', '--json']);
  const { runs, deciders } = JSON.parse(stdout);
  expect(runs).toBe(2);
  expect(Object.keys(deciders)).toEqual(DECIDERS.map(({ key }) => key));
  expect(deciders.ours).toMatchObject({
    histories: 2,
    rollbacks: expect.any(Number),
    harmful: expect.any(Number),
    needless: expect.any(Number),
    misses: expect.any(Array),
  });
});

test('one decider plays alone what it plays beside the others', async () => {
  const options = { seed: 13, runs: 2, workers: 1 };
  const [{ lockedNaive }, all] = [
    await playWithCrew({ ...options, decider: 'lockedNaive' }),
    await playWithCrew(options),
  ];
  expect(lockedNaive).toEqual(all.lockedNaive);
  const args = [QUALITY, '--runs', '2', '--seed', '1', '--json', '--decider', 'lockedNaive'];
  expect(Object.keys(JSON.parse((await run(process.execPath, args)).stdout).deciders)).toEqual(['lockedNaive']);
});

test('one history is shown event by event', async () => {
  const { stdout } = await run(process.execPath, [QUALITY, '--history=1', '--decider', 'lockedNaive']);
  expect(stdout).toMatch(/people: release .* starts as/);
  expect(stdout).toMatch(/truth: Prod: Deploy Succeeded; live is/);
  expect(stdout).toContain('| locked naive |');
});

test('a wrong option is explained', async () => {
  await expect(run(process.execPath, [QUALITY, '--runs', 'many'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--runs takes a whole number'),
  });
});
