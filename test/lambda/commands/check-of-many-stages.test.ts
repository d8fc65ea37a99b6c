import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { check } from '../../../lambda/commands/check.ts';
import type { RestOfCheck } from '../../../lambda/intake/watch-message.ts';
import { decodeRest, encodeRest } from '../../../lambda/intake/watch-message.ts';
import { startChecks } from '../../support/checked-stages.ts';
import { plantHealthy } from '../../support/planted-stages.ts';

const STAGES = 120;
const Answer = z.object({ decision: z.string(), reason: z.string(), stages: z.array(z.object({ stage: z.string() })) });

const { services, ports, guard } = await startChecks();
afterAll(() => services.stop());

/** Names that are not in the order in which they were made. */
const NAMES = Array.from({ length: STAGES }, (_, index) => `p${(index * 7) % STAGES}`);

async function plant(): Promise<void> {
  for (const name of NAMES) {
    plantHealthy(services, name);
    await guard(name);
  }
}

/** A check as the daily schedule asks for it, on a machine on which each look at the clock is `seconds` later. */
async function checked(seconds: number, behind?: string) {
  let now = services.clock.now();
  const handedOn: RestOfCheck[] = [];
  const slow = {
    ...ports,
    clock: () => {
      now += seconds * 1_000;
      return now;
    },
    watches: { ...ports.watches, handOn: async (rest: RestOfCheck) => void handedOn.push(rest) },
  };
  const asked = { id: 'command/1', at: now, command: { action: 'check' as const, by: 'the daily schedule' } };
  const controller = { ports: slow, options: { leaseMillis: 40_000 }, holder: 'one' };
  return { answer: Answer.parse(await check(controller, asked, behind)), handedOn };
}

const describes = () => services.calls.count({ operation: 'DescribeAlarms' });

test('the alarms of many guards are read a hundred at a time, and a long check goes on in another invocation', {
  timeout: 240_000,
}, async () => {
  await plant();
  const before = describes();
  const whole = await checked(0);
  expect(whole.answer.reason).toBe(`${STAGES} of ${STAGES} guarded stages ready`);
  expect(whole.handedOn).toEqual([]);
  expect(describes() - before).toBe(2);

  const first = await checked(1);
  expect(first.answer).toMatchObject({
    decision: 'goes-on',
    reason:
      '100 of 100 guarded stages ready; 20 more are looked over by the next invocation, and what changed there is told',
  });
  const [rest] = first.handedOn;
  expect(rest).toMatchObject({ id: 'command/1', by: 'the daily schedule', behind: first.answer.stages.at(-1)?.stage });
  const second = await checked(1, decodeRest(encodeRest(rest ?? { id: '', at: 0, by: '', behind: '' }))?.behind);
  expect(second).toMatchObject({ answer: { reason: '20 of 20 guarded stages ready' }, handedOn: [] });
  const names = [...first.answer.stages, ...second.answer.stages].map(({ stage }) => stage);
  expect(names.toSorted()).toEqual(NAMES.map((name) => `${name}/Prod`).toSorted());
});
