import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { invoke } from '../../support/service-ports.ts';
import { guard, SHOP, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

/** A guarded stage, and what a person is answered. */
async function guarded() {
  const { ports, recorder, create } = stacksIn(services, 'shop');
  await create(guard());
  const announced = () => recorder.announced.map(({ entry }) => entry.code);
  return Object.assign((action: string, more: object = SHOP) => invoke(ports, { action, ...more, by: 'alice' }), {
    announced,
  });
}

test('a plan says what the rollback would be answered: while an incident is open, that this covers it', async () => {
  const ask = await guarded();
  expect(await ask('rollback')).toMatchObject({ decision: 'rollback' });
  const { reason } = await ask('rollback');
  for (const [action, more] of [['plan'], ['rollback', { dryRun: true }], ['redeploy', { dryRun: true }]] as const) {
    expect(await ask(action, { ...SHOP, ...more })).toMatchObject({ decision: 'hold', code: 'incident-open', reason });
  }
});

test('a stage that is not paused is not said to be resumed', async () => {
  const ask = await guarded();
  const reason = 'automatic rollback of this stage is not paused';
  expect(await ask('resume')).toMatchObject({ decision: 'not-paused', reason });
  await ask('pause');
  expect(await ask('resume')).not.toHaveProperty('warnings');
});

test('where nothing is paused as a whole, who resumes everything is answered so, and nobody gets a message', async () => {
  const ask = await guarded();
  expect(await ask('resume', {})).toMatchObject({ decision: 'not-paused' });
  expect(ask.announced()).toEqual([]);
  await ask('pause', {});
  expect(await ask('resume', {})).toMatchObject({ decision: 'resumed' });
  expect(await ask('resume', {})).toMatchObject({ decision: 'not-paused' });
  expect(ask.announced()).toEqual(['paused', 'resumed']);
});

test('who resumes a stage while everything is paused is told so, and who resumes everything, what stays paused', async () => {
  const ask = await guarded();
  await ask('pause');
  await ask('pause', {});
  const warnings = [
    expect.stringMatching(/^the controller has been paused by alice.*: {"action":"resume"} ends that$/),
  ];
  expect(await ask('resume')).toMatchObject({ decision: 'resumed', warnings });
  expect(await ask('resume', {})).toMatchObject({
    decision: 'resumed',
    reason:
      'automatic rollback of every guarded stage is resumed, but of those that are paused themselves: "status" names them',
  });
});
