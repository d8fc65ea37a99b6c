import { describe, expect, test } from 'vitest';
import { resync } from '../../lambda/commands/resync.ts';
import type { Live } from '../../lambda/decision/tenures.ts';
import type { World } from '../simulation/world.ts';
import { BAD, GOOD } from '../support/builders/executions.ts';
import { aRollingBack, aState } from '../support/builders/incidents.ts';
import { at } from '../support/builders/moments.ts';
import { aWorld, courseOf, pass, release } from '../support/builders/worlds.ts';

/** What is live: BAD, by itself or brought back by a rollback. */
function liveBy(isRollback: boolean): Live {
  const deployed = { by: BAD.id, beganAt: at('10:00'), endedAt: at('10:10'), outcome: 'whole' } as const;
  return { kind: 'live', tenure: { ...deployed, release: BAD, isRollback } };
}

const KEY = { pipeline: 'shop', stage: 'Prod' };
const NOW = at('12:00');

describe('a check wakes the controller for a stage', () => {
  const counted = { automaticRollbacks: [{ suspect: BAD.id, at: at('10:20') }] };

  test('whose open incident has a wake-up that is a quarter of an hour late', () => {
    const memory = (wakeAt: number) => aState({ incident: aRollingBack(), wakeAt });
    expect(resync(KEY, memory(at('11:44')), liveBy(false), NOW)).toEqual({ ...KEY, dueAt: NOW });
    expect(resync(KEY, memory(at('11:46')), liveBy(false), NOW)).toBeUndefined();
  });

  test('that counts automatic rollbacks while nothing is open', () => {
    expect(resync(KEY, aState(counted), liveBy(false), NOW)).toEqual({ ...KEY, dueAt: NOW, stageChanged: true });
  });

  test('in which a rollback is deployed, which may be unnoticed', () => {
    expect(resync(KEY, undefined, liveBy(true), NOW)).toEqual({ ...KEY, dueAt: NOW, stageChanged: true });
  });

  test('and for no other', () => {
    expect(resync(KEY, undefined, liveBy(false), NOW)).toBeUndefined();
    expect(resync(KEY, aState(), { kind: 'nothing' }, NOW)).toBeUndefined();
    const probation = { executionId: GOOD.id, endsAt: at('13:00') };
    expect(resync(KEY, aState({ ...counted, probation, wakeAt: at('13:00') }), liveBy(false), NOW)).toBeUndefined();
  });
});

describe('where every event of the stage is lost', () => {
  const lost = { delivery: { lostPercent: 100 } } as const;

  async function badRelease(world: World, revision: number): Promise<void> {
    release(world, revision);
    await pass(world, 200);
    world.cloudWatch.script.setState('errors', 'ALARM');
    // Longer than the recovery time: the rollback counts against the limit.
    await pass(world, 900);
    world.cloudWatch.script.setState('errors', 'OK');
    await pass(world, 300);
  }

  async function goodRelease(world: World, revision: number): Promise<void> {
    world.platform.invoke({ action: 'release', ...KEY, by: 'alice' });
    await pass(world, 10);
    release(world, revision);
    await pass(world, 2 * 3600);
  }

  test.each([
    ['the daily check arms automatic rollback again after a healthy deployment', true],
    ['without it nobody does', false],
  ])('%s', async (_, checks) => {
    const world = aWorld(lost);
    await badRelease(world, 2);
    await goodRelease(world, 3);
    if (checks) world.platform.invoke({ action: 'check', by: 'the daily schedule' });
    // The check only wakes the stage; its probation is judged at a look of its own.
    await pass(world, 1800);
    expect(courseOf(world).entries.includes('re-armed')).toBe(checks);
  });

  test('the check notices a rollback by a person, whose execution is then known to be bad', async () => {
    const world = aWorld(lost);
    release(world, 2);
    await pass(world, 600);
    const [, good] = world.codePipeline.script.executions('shop');
    world.codePipeline.script.personRollsBack({ ...KEY, targetPipelineExecutionId: good?.id ?? '' });
    await pass(world, 600);
    world.platform.invoke({ action: 'check', by: 'the daily schedule' });
    await pass(world, 1800);
    await badRelease(world, 3);
    // Not back to release 2, the newest that succeeded.
    expect(courseOf(world).rollbacksTo.at(-1)).toBe('c0ffee01');
  });
});
