import { expect, test } from 'vitest';
import { aWorld, courseOf, pass, release } from '../support/builders/worlds.ts';

/** The function dies before its first watch message is out, and Lambda does not retry; the event is delivered once more, so much later. */
async function deathThenDelivery(seconds: number) {
  const world = aWorld({ faults: [{ operation: 'send', nth: 0, kind: 'crash-before' }] });
  world.platform.retries = false;
  release(world, 2);
  await pass(world, 200);
  world.cloudWatch.script.setState('errors', 'ALARM');
  await pass(world, seconds);
  world.events.repeat(0);
  await pass(world, 120);
  return courseOf(world).rollbacksTo;
}

test('an event that comes again while the lease of a dead invocation lasts is decided when it has ended', async () => {
  expect(await deathThenDelivery(10)).toEqual(['c0ffee01']);
  expect(await deathThenDelivery(35)).toEqual(['c0ffee01']);
});

test('one that comes within five seconds is taken for a second delivery, and left to whoever is at work', async () => {
  expect(await deathThenDelivery(3)).toEqual([]);
});
