import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readJsonFile, Template } from '../../emulator/account/template/template.ts';
import { aWorld, badRelease, courseOf, pass } from '../support/builders/worlds.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';
import { playWithCrew } from './crew.ts';
import { SUBJECT } from './subject.ts';
import { SUBJECT as TERMINATED } from './terminated-subject.ts';

it('the simulation plays what the template says of recursive loops', async () => {
  const file = join(await sharedAssembly(), 'RollbackController.template.json');
  const { Resources } = readJsonFile(file, Template, 'a template');
  const [said] = Object.values(Resources).flatMap(({ Type, Properties: { RecursiveLoop } }) =>
    Type === 'AWS::Lambda::Function' && RecursiveLoop !== undefined ? [RecursiveLoop] : [],
  );
  expect(SUBJECT.recursiveLoop).toBe(said);
});

/** The release is bad, and so is what was there before: the alarm stays on behind the rollback. */
async function notRecovered(recoveryMinutes: number, subject = SUBJECT) {
  const world = aWorld({ guard: { recoveryMinutes, freeze: 'until-recovered' }, subject });
  await badRelease(world);
  await pass(world, 4 * 60 * 60);
  return { ...courseOf(world), deadLetters: world.platform.deadLetters.length };
}

it.each([8, 200])('an incident that does not recover for %i minutes is told at its end', async (minutes) => {
  expect(await notRecovered(minutes)).toMatchObject({ deadLetters: 0, entries: ['rollback', 'not-recovered'] });
});

it('without Allow nobody hears that it did not: its watch message ends in the dead-letter queue', async () => {
  expect(await notRecovered(200, TERMINATED)).toMatchObject({ deadLetters: 1, entries: ['rollback'] });
});

it('without Allow random histories lose the end of an incident, or an event', async () => {
  const subject = new URL('./terminated-subject.ts', import.meta.url).href;
  const { violation } = await playWithCrew({ seed: 20260110, runs: 2_000, workers: 1, subject });
  expect(JSON.stringify(violation)).toMatch(/I[45]: /);
});
