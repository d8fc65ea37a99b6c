import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { check } from '../../../lambda/commands/check.ts';
import type { RestOfCheck } from '../../../lambda/intake/watch-message.ts';
import { decodeRest, encodeRest } from '../../../lambda/intake/watch-message.ts';
import type { Ports } from '../../../lambda/ports.ts';
import { startChecks } from '../../support/checked-stages.ts';
import { START } from '../../support/local-services.ts';
import { plantHealthy } from '../../support/planted-stages.ts';
import { invoke } from '../../support/service-ports.ts';

const STAGES = 120;
const Answer = z.object({ decision: z.string(), reason: z.string(), stages: z.array(z.object({ stage: z.string() })) });

const Part = Answer.extend({ notLookedAt: z.array(z.string()) });

const { services, ports, guard, remember } = await startChecks();
afterAll(() => services.stop());

/** Names that are not in the order in which they were made. */
const NAMES = Array.from({ length: STAGES }, (_, index) => `p${(index * 7) % STAGES}`);

async function plant(): Promise<void> {
  for (const name of NAMES) {
    plantHealthy(services, name);
    await guard(name);
  }
}

/** The world, on a machine on which each look at the clock is `seconds` later. */
function onSlowMachine(seconds: number): Ports {
  let now = services.clock.now();
  const clock = () => {
    now += seconds * 1_000;
    return now;
  };
  return { ...ports, clock };
}

/** A check as the daily schedule asks for it. */
async function checked(seconds: number, behind?: string) {
  const handedOn: RestOfCheck[] = [];
  const slow = {
    ...onSlowMachine(seconds),
    watches: { ...ports.watches, handOn: async (rest: RestOfCheck) => void handedOn.push(rest) },
  };
  const asked = {
    id: 'command/1',
    at: services.clock.now(),
    command: { action: 'check' as const, by: 'the daily schedule' },
  };
  const controller = { ports: slow, options: { leaseMillis: 40_000 }, holder: 'one' };
  return { answer: Answer.parse(await check(controller, asked, behind)), handedOn };
}

const describes = () => services.calls.count({ operation: 'DescribeAlarms' });

test('the alarms of many guards are read a hundred at a time, and a long check goes on in another invocation', async () => {
  await plant();
  const before = describes();
  const whole = await checked(0);
  expect(whole.answer.reason).toBe(`${STAGES} of ${STAGES} guarded stages ready`);
  expect(whole.handedOn).toEqual([]);
  expect(describes() - before).toBe(2);

  const first = await checked(1);
  expect(first.answer).toMatchObject({
    decision: 'goes-on',
    reason: expect.stringMatching(
      /^(\d+) of \1 guarded stages ready; \d+ more are looked over by the next invocation, and what changed there is told$/,
    ),
  });
  expect(first.answer.stages.length).toBeLessThan(STAGES / 2);
  const names = first.answer.stages.map(({ stage }) => stage);
  let [rest] = first.handedOn;
  while (rest !== undefined) {
    expect(rest).toMatchObject({ id: 'command/1', by: 'the daily schedule', behind: names.at(-1) });
    const next = await checked(1, decodeRest(encodeRest(rest))?.behind);
    names.push(...next.answer.stages.map(({ stage }) => stage));
    [rest] = next.handedOn;
  }
  expect(names).toEqual(NAMES.map((name) => `${name}/Prod`).toSorted());
});

test('the status of many guards reads their alarms a hundred at a time; where time is up it has those with something open, and names the others', async () => {
  const before = describes();
  const whole = await invoke(ports, { action: 'status' });
  expect(whole).toMatchObject({ reason: `${STAGES} guarded stages`, stages: { length: STAGES } });
  expect(describes() - before).toBe(2);
  const named = Answer.parse(whole).stages.map(({ stage }) => stage);

  await remember('p77', { pause: { by: 'bob', since: START } });
  const part = Part.parse(await invoke(onSlowMachine(1), { action: 'status' }));
  const seen = part.stages.map(({ stage }) => stage);
  expect(seen).toContain('p77/Prod');
  expect(seen.length).toBeLessThan(STAGES / 2);
  expect([...seen, ...part.notLookedAt].toSorted()).toEqual(named.toSorted());
  expect(part.reason).toBe(
    `${STAGES} guarded stages; there was time to look at ${seen.length} of them: name a pipeline to see others`,
  );
});
