import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../emulator/account/virtual-clock.ts';

const START = Date.UTC(2026, 0, 10, 9);
const HOUR = 3_600_000;

/** A task that schedules more tasks after the given delays. */
interface Plan {
  readonly delay: number;
  readonly cancelled: boolean;
  readonly asynchronous: boolean;
  readonly followUps: readonly Plan[];
}

const planWith = (followUps: fc.Arbitrary<Plan[]>): fc.Arbitrary<Plan> =>
  fc.record({
    delay: fc.integer({ min: -50, max: 5_000 }),
    cancelled: fc.boolean(),
    asynchronous: fc.boolean(),
    followUps,
  });

const leaf = planWith(fc.constant([]));
const branch = planWith(fc.array(leaf, { maxLength: 3 }));
const plans = fc.array(planWith(fc.array(branch, { maxLength: 3 })), { maxLength: 20 });

/** Schedules the plan and whatever follows from it; `ran` collects when each task was due and when it ran. */
function schedule(
  clock: VirtualClock,
  planned: Plan,
  ran: { due: number; at: number; order: number }[],
  counter: { next: number },
) {
  const due = clock.now() + planned.delay;
  const order = counter.next++;
  const note = () => {
    ran.push({ due, at: clock.now(), order });
    for (const following of planned.followUps) schedule(clock, following, ran, counter);
  };
  const cancel = clock.at(due, planned.asynchronous ? async () => note() : note);
  if (planned.cancelled) cancel();
}

const expectedTasks = (planned: readonly Plan[]): number =>
  planned.reduce((sum, one) => sum + (one.cancelled ? 0 : 1 + expectedTasks(one.followUps)), 0);

describe('VirtualClock', () => {
  it('loses no task, runs none twice, and runs none that was cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (planned) => {
        const clock = new VirtualClock({ start: START });
        const ran: { due: number; at: number; order: number }[] = [];
        for (const one of planned) schedule(clock, one, ran, { next: 0 });
        expect(await clock.runUntilIdle(HOUR)).toBe(true);
        expect(ran).toHaveLength(expectedTasks(planned));
      }),
      { numRuns: 60 },
    );
  });

  it('runs tasks in order of time, then of scheduling, never before they are due, and never goes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 })), async (delays) => {
        const clock = new VirtualClock({ start: START });
        const ran: { due: number; at: number; order: number }[] = [];
        delays.forEach((delay, order) => {
          const due = START + delay * 1000;
          clock.at(due, () => void ran.push({ due, at: clock.now(), order }));
        });
        await clock.run(START + HOUR);
        expect(ran).toEqual([...ran].sort((a, b) => a.due - b.due || a.order - b.order));
        expect(ran.every((task) => task.at === task.due)).toBe(true);
        expect(clock.now()).toBe(START + HOUR);
      }),
      { numRuns: 60 },
    );
  });

  it('runs the same tasks whether time passes in one step or in many', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 8 }),
        async (planned, steps) => {
          const run = async (parts: readonly number[]) => {
            const clock = new VirtualClock({ start: START });
            const ran: { due: number; at: number; order: number }[] = [];
            const counter = { next: 0 };
            for (const one of planned) schedule(clock, one, ran, counter);
            for (const part of parts) await clock.advance(part);
            await clock.run(START + HOUR);
            return ran;
          };
          expect(await run(steps)).toEqual(await run([]));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves tasks after the end of a run for the next one', async () => {
    const clock = new VirtualClock({ start: START });
    const ran: string[] = [];
    clock.at(START + 1_000, () => void ran.push('first'));
    clock.at(START + 1_001, () => void ran.push('second'));
    await clock.advance(1_000);
    expect(ran).toEqual(['first']);
    await clock.advance(1);
    expect(ran).toEqual(['first', 'second']);
  });

  it('does not jump over work in flight, and starts tasks that come due beside it', async () => {
    const clock = new VirtualClock({ start: START });
    const ran: string[] = [];
    clock.at(START, async () => {
      await sleep(40);
      ran.push('work');
    });
    clock.at(START + 5, () => void ran.push('beside'));
    clock.at(START + HOUR, () => void ran.push('after'));
    await clock.run(START + HOUR);
    expect(ran).toEqual(['beside', 'work', 'after']);
  });

  it('lets time pass at the pace of the wall clock while work is held, and stand still otherwise', async () => {
    const clock = new VirtualClock({ start: START });
    await sleep(5);
    expect(clock.now()).toBe(START);
    await clock.hold(sleep(30));
    const passed = clock.now() - START;
    expect(passed).toBeGreaterThanOrEqual(25);
    await sleep(5);
    expect(clock.now()).toBe(START + passed);
  });

  it('passes the error of a task on to whoever runs the clock, and goes on afterwards', async () => {
    const clock = new VirtualClock({ start: START });
    const ran: string[] = [];
    clock.at(START + 1, () => {
      throw new Error('broken task');
    });
    clock.at(START + 2, async () => {
      throw new Error('broken work');
    });
    clock.at(START + 3, () => void ran.push('next'));
    await expect(clock.advance(10)).rejects.toThrow('broken task');
    await expect(clock.advance(10)).rejects.toThrow('broken work');
    await clock.advance(10);
    expect(ran).toEqual(['next']);
  });

  it('tells when it is not idle within the limit', async () => {
    const clock = new VirtualClock({ start: START });
    const tick = () => void clock.at(clock.now() + 60_000, tick);
    tick();
    expect(await clock.runUntilIdle(HOUR)).toBe(false);
    expect(clock.now()).toBe(START + HOUR);
  });

  it('runs by itself with a speed', async () => {
    const clock = new VirtualClock({ start: START, speed: 60_000 });
    const minute = await new Promise<number>((resolve) => clock.at(START + 60_000, () => resolve(clock.now())));
    expect(minute).toBeGreaterThanOrEqual(START + 60_000);
    await clock.advance(HOUR);
    expect(clock.now()).toBeGreaterThanOrEqual(minute + HOUR);
    clock.stop();
  });

  it('runs nothing after it was stopped', async () => {
    const clock = new VirtualClock({ start: START, speed: 1_000 });
    const ran: string[] = [];
    clock.at(START + 1_000, () => void ran.push('late'));
    clock.stop();
    await sleep(5);
    expect(ran).toEqual([]);
  });

  it('refuses a speed that is not a positive number', () => {
    expect(() => new VirtualClock({ speed: 0 })).toThrow(/speed must be a positive number/);
  });
});
