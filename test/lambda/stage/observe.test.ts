import { expect, test } from 'vitest';
import { NO_FACTS } from '../../../lambda/decision/facts.ts';
import { GuardPolicy } from '../../../lambda/guard-policy.ts';
import { CouldNotRead } from '../../../lambda/ports.ts';
import { observe } from '../../../lambda/stage/observe.ts';
import { GOOD } from '../../support/builders/executions.ts';
import { aRun } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';
import { inertPorts } from '../../support/inert-ports.ts';

/* The other stages that an alarm guards. */

const SHOP = { pipeline: 'shop', stage: 'Prod' };
const ALARM = arnOf('errors');

async function rivals(transient: boolean, guarding: readonly string[] = [ALARM]) {
  const { ports } = inertPorts({
    guards: {
      ofAlarm: async () => [SHOP, { pipeline: 'blog', stage: 'Prod' }, { pipeline: 'hidden', stage: 'Prod' }],
      of: async (key) => ({ kind: 'found', policy: GuardPolicy.parse({ ...key, alarms: guarding }) }),
    },
    records: { read: async () => undefined },
    pipelines: {
      actions: async ({ pipeline }) => {
        if (pipeline === 'hidden') throw new CouldNotRead('the actions', 'AccessDeniedException', transient);
        return { items: [aRun(GOOD, '08:05', '08:10')] };
      },
    },
  });
  const { facts } = await observe(ports, SHOP, { facts: NO_FACTS, tokens: {} }, [{ fact: 'rivals', alarm: ALARM }]);
  return facts.rivals[ALARM];
}

test('a pipeline that nobody may look at keeps no other stage from being decided about', async () => {
  expect(await rivals(false)).toMatchObject({
    ok: true,
    value: [{ stage: 'blog/Prod' }, { stage: 'hidden/Prod', deployedAt: [] }],
  });
});

test('one that cannot be read for the moment is looked at again', async () => {
  expect(await rivals(true)).toMatchObject({ ok: false, transient: true });
});

test('a stage that the alarm leads to, and does not guard, is none of them', async () => {
  expect(await rivals(false, [arnOf('latency')])).toEqual({ ok: true, value: [] });
});
