import { expect, test } from 'vitest';
import { ALICE, consoles, PROD } from './consoles.ts';

const { account, command, openIncident, subjects } = consoles();

const REFUSED = { kind: 'error', name: 'AccessDeniedException', message: 'not authorized', httpStatus: 400 } as const;

test('a release that AWS refuses is answered as failed, and nobody is told that deployments enter', async () => {
  await openIncident();
  account().faults.add({ operation: 'EnableStageTransition', fault: REFUSED });
  expect(await command({ action: 'release', ...PROD, ...ALICE })).toMatchObject({
    decision: 'failed',
    reason: expect.stringMatching(/^the freeze of incident .+ could not be lifted: AccessDeniedException/),
  });
  expect(subjects()).toEqual(['Rolling back: shop/Prod', 'Freeze NOT lifted: shop/Prod']);
});

test('a release that AWS throttles is answered as pending, and told once the stage is open', async () => {
  await openIncident();
  const throttled = account().faults.add({ operation: 'EnableStageTransition', fault: { kind: 'throttle' } });
  expect(await command({ action: 'release', ...PROD, ...ALICE })).toMatchObject({ decision: 'pending' });
  expect(subjects()).toEqual(['Rolling back: shop/Prod']);
  throttled();
  await account().clock.advance(90_000);
  expect(subjects()).toEqual(['Rolling back: shop/Prod', 'Freeze released: shop/Prod']);
});

test('a rollback whose freeze AWS refuses is told as not frozen', async () => {
  account().faults.add({ operation: 'DisableStageTransition', fault: REFUSED });
  await openIncident();
  const mails = account().topics.published.filter(({ subject }) => subject !== undefined);
  expect(mails.map(({ subject }) => subject)).toEqual(['Rolling back: shop/Prod', 'Stage NOT frozen: shop/Prod']);
  expect(mails[0]?.message).toContain('\nFrozen: no, not by this controller\n');
});
