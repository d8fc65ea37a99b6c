import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rehearse } from '../../../emulator/stories/rehearsal.ts';
import { releaseRevision } from '../../../emulator/stories/releases.ts';
import type { Scene } from '../../../emulator/stories/scene.ts';
import { NOTHING, type Story } from '../../../emulator/stories/story.ts';
import { smallAssembly } from '../small-assembly.ts';

let assembly: string;

beforeAll(async () => {
  assembly = await smallAssembly();
});

afterAll(() => rm(dirname(assembly), { recursive: true, force: true }));

/** Two sources, a variable; Prod has an entry condition, migrates, asks, and deploys. */
function shop(scene: Scene): void {
  scene.pipeline({
    name: 'shop',
    variables: [{ name: 'IMAGE_TAG', defaultValue: '1.0.0' }],
    stages: [
      { name: 'Source', actions: ['Code', 'Config'] },
      {
        name: 'Prod',
        beforeEntry: 'FAIL',
        actions: [
          { name: 'Migrate', category: 'Build' },
          { name: 'Approve', category: 'Approval' },
          { name: 'Deploy', category: 'Deploy' },
        ],
      },
    ],
    releases: ['v0', { name: 'v1', variables: { IMAGE_TAG: '1.1.0' }, revisions: { Config: releaseRevision('c1') } }],
  });
  scene.alarms('shop-5xx');
}

async function played(play: Story['play']) {
  const lines: string[] = [];
  const { stages } = await rehearse(
    { name: 'small', summary: '', before: shop, play, end: NOTHING },
    {
      assembly,
      pace: 'fast',
      print: (line) => lines.push(line.slice('Tue 09:00:00  '.length)),
    },
  );
  return { lines, stages };
}

const latest = ({ account }: Scene) => account.codePipeline.script.stage({ pipeline: 'shop', stage: 'Prod' }).latest;
const begun = (scene: Scene) =>
  latest(scene)?.execution.actions.map(({ declaration, status }) => `${declaration.name} ${status}`) ?? [];

it('a person answers approvals, retries the rest of a stage, stops a release and opens a transition', async () => {
  const { lines } = await played(async (scene) => {
    scene.failsIn('shop', 'Prod', 'Migrate');
    scene.release('shop', 'v2');
    await scene.pass(3);
    expect(begun(scene).at(-1)).toBe('Migrate Failed');
    scene.account.codePipeline.script.setResult(
      { pipeline: 'shop', stage: 'Prod', action: 'Migrate' },
      'STANDARD',
      'Succeeded',
    );
    scene.person.retries('shop', 'Prod');
    await scene.pass(2);
    scene.person.approves('shop', 'Prod');
    await scene.pass(2);
    expect(begun(scene).slice(-2)).toEqual(['Approve Succeeded', 'Deploy Succeeded']);

    scene.person.disablesTransition('shop', 'Prod', 'a sale');
    scene.release('shop', 'v3');
    await scene.pass(2);
    scene.person.enablesTransition('shop', 'Prod');
    await scene.pass(2);
    scene.person.stops('shop', 'v3');
    expect(latest(scene)?.status).toBe('Stopping');
    scene.person.rejects('shop', 'Prod', { comment: 'not today' });
    expect(latest(scene)?.status).toBe('Stopped');
  });
  expect(lines.filter((line) => line.startsWith('a person'))).toEqual([
    'a person retries shop/Prod: FAILED_ACTIONS',
    'a person approves shop/Prod',
    'a person disables the transition into shop/Prod in the console: a sale',
    'a person enables the transition into shop/Prod in the console',
    'a person stops release v3 of shop',
    'a person rejects shop/Prod',
  ]);
});

it('a release has variables and sources of its own, and waits for an entry condition', async () => {
  const { lines } = await played(async (scene) => {
    const [, past] = scene.account.codePipeline.script.executions('shop');
    expect(past?.variables).toEqual([{ name: 'IMAGE_TAG', resolvedValue: '1.1.0' }]);
    expect(past?.sourceRevisions.map(({ revisionSummary }) => revisionSummary)).toEqual(['Release v1', 'Release c1']);
    scene.entryCondition('shop', 'Prod', { minutes: 10, passes: true });
    const config = { Config: releaseRevision('c2', '[no-rollback]') };
    scene.release('shop', 'v2', { variables: { IMAGE_TAG: '1.2.0' }, revisions: config });
    await scene.pass(5);
    const { execution, entry } = latest(scene) ?? {};
    expect([entry?.status, execution?.actions.length]).toEqual(['InProgress', 2]);
    expect(execution?.variables).toEqual([{ name: 'IMAGE_TAG', resolvedValue: '1.2.0' }]);
    expect(execution?.sourceRevisions[1]?.revisionSummary).toBe('Release c2\n\n[no-rollback]');
    await scene.pass(7);
    expect(begun(scene)).toContain('Approve InProgress');
  });
  expect(lines).toContain('shop: release v2 comes in, IMAGE_TAG 1.2.0');
});

it('an alarm of several periods follows its metric, one is made anew, one goes with the reason data of the script', async () => {
  await played(async (scene) => {
    scene.alarmAbove('shop-slow', 5, { period: 300, evaluationPeriods: 2 });
    const { script } = scene.account.cloudWatch;
    scene.metricGoes('shop-slow', Array(10).fill(9));
    await scene.pass(5);
    expect(script.stateOf('shop-slow')).toBe('OK');
    await scene.pass(5);
    expect(script.stateOf('shop-slow')).toBe('ALARM');
    scene.alarmIsMade({ name: 'shop-5xx', treatMissingData: 'breaching' });
    expect(script.stateOf('shop-5xx')).toBe('INSUFFICIENT_DATA');
    await scene.pass(1);
    expect(script.stateOf('shop-5xx')).toBe('ALARM');
    scene.alarmGoes('OK', 'shop-5xx', '{"version":"1.0"}');
    expect(script.stateOf('shop-5xx')).toBe('OK');
  });
});

it('what is live is told by what the actions did, not by an execution that waits at a condition or an approval', async () => {
  const { stages } = await played(async (scene) => {
    scene.entryCondition('shop', 'Prod', { minutes: 10, passes: true });
    scene.release('shop', 'v2');
    await scene.pass(14);
    expect(begun(scene).slice(-2)).toEqual(['Migrate Succeeded', 'Approve InProgress']);
    scene.person.approves('shop', 'Prod');
    await scene.pass(2);
    scene.failsIn('shop', 'Prod', 'Deploy');
    scene.release('shop', 'v3');
    await scene.pass(14);
    scene.person.approves('shop', 'Prod');
    await scene.pass(2);
  });
  const live = stages.find(({ name }) => name === 'shop/Prod')?.live ?? [];
  expect(live.map(({ releases }) => releases)).toEqual([['v1'], ['v2', 'v1'], ['v2'], ['v3', 'v2']]);
});
