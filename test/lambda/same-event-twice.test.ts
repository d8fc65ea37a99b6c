import { expect, test } from 'vitest';
import { aWorld, badRelease, courseOf, pass, release, SHOP } from '../support/builders/worlds.ts';

/** The function dies before its first watch message is out, and Lambda does not retry; the event is delivered once more, so much later. */
async function deathThenDelivery(seconds: number) {
  const world = aWorld({ faults: [{ operation: 'send', nth: 0, kind: 'crash-before' }] });
  world.platform.retries = false;
  await badRelease(world);
  await pass(world, seconds);
  world.events.repeat(0);
  await pass(world, 120);
  return courseOf(world).rollbacksTo;
}

test('an event that comes again while the lease of a dead invocation lasts is decided when it has ended', async () => {
  expect(await deathThenDelivery(1)).toEqual(['c0ffee01']);
  expect(await deathThenDelivery(10)).toEqual(['c0ffee01']);
  expect(await deathThenDelivery(35)).toEqual(['c0ffee01']);
});

test('a command that is invoked asynchronously rolls back once, although it dies after that and Lambda repeats it', async () => {
  const world = aWorld({ faults: [{ operation: 'announce', nth: 0, kind: 'crash-before' }] });
  release(world, 2);
  await pass(world, 400);
  // The rollback has ended and is verified when the retry comes, a minute later.
  world.codePipeline.script.setActionDuration(SHOP, 0.1);
  world.platform.accept({ action: 'rollback', ...SHOP, by: 'alice' });
  await pass(world, 600);
  expect(world.faults.struck).toHaveLength(1);
  expect(courseOf(world).rollbacksTo).toEqual(['c0ffee01']);
  expect(courseOf(world).entries.at(-1)).toBe('recovered');
});
