import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { badDeploy } from '../../emulator/stories/bad-deploy.ts';
import { deploymentRunning } from '../../emulator/stories/deployment-running.ts';
import { deploymentRunningStop } from '../../emulator/stories/deployment-running-stop.ts';
import { frozenUntilRecovered } from '../../emulator/stories/frozen-until-recovered.ts';
import { noTargetRedeploy } from '../../emulator/stories/no-target-redeploy.ts';
import type { Story } from '../../emulator/stories/story.ts';
import { type CrashPoint, crashAt } from '../scenarios/crash.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../docs/architecture.md'), 'utf8');

const threeAlarmsAtOnce: Story = {
  ...badDeploy,
  name: 'three-alarms-at-once',
  play: async (scene) => {
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-5xx', 'shop-latency', 'shop-health');
    await scene.pass(5);
    scene.alarmsGo('OK', 'shop-5xx', 'shop-latency', 'shop-health');
    await scene.pass(30);
  },
};

/** Each row of the table "What happens after a crash", and the call that the function is killed around to be there. */
const ROWS: readonly (readonly [row: string, story: Story, point: CrashPoint])[] = [
  ['the event, before the lock', badDeploy, { call: 1, moment: 'before' }],
  ['the lock, or any read', badDeploy, { call: 2, moment: 'after' }],
  ['the commit of a rollback', badDeploy, { call: 1, of: 'codepipeline RollbackStage', moment: 'before' }],
  ['`RollbackStage`, before its answer', badDeploy, { call: 1, of: 'codepipeline RollbackStage', moment: 'after' }],
  ['the freeze at once behind it', badDeploy, { call: 1, of: 'codepipeline DisableStageTransition', moment: 'after' }],
  [
    'the commit of a redeploy',
    noTargetRedeploy,
    { call: 1, of: 'codepipeline StartPipelineExecution', moment: 'before' },
  ],
  [
    'the commit of a freeze',
    deploymentRunning,
    { call: 1, of: 'codepipeline DisableStageTransition', moment: 'before' },
  ],
  [
    'the commit of a thaw',
    frozenUntilRecovered,
    { call: 1, of: 'codepipeline EnableStageTransition', moment: 'before' },
  ],
  [
    'the commit of a stop or rejection',
    deploymentRunningStop,
    { call: 1, of: 'codepipeline StopPipelineExecution', moment: 'before' },
  ],
  ['the message to people', badDeploy, { call: 1, of: 'sns Publish', moment: 'after' }],
  ['any commit of the follow-up', badDeploy, { call: 2, of: 'monitoring DescribeAlarms', moment: 'after' }],
  ['a letter was left, unread', threeAlarmsAtOnce, { call: 1, of: 'codepipeline RollbackStage', moment: 'before' }],
];

it('the page tells of each crash that is played here, and of no other', () => {
  const section = DOCUMENT.split(/^## /m).find((part) => part.startsWith('What happens after a crash')) ?? '';
  const rows = [...section.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, row]) => row).slice(1);
  expect(rows.filter((row) => !row?.startsWith('---'))).toEqual(ROWS.map(([row]) => row));
});

it('a crash at each of them ends as if nothing had happened, but for time and a repeated message', async () => {
  const waiting = ROWS.values();
  const ends: { row: string; hit: string | undefined; violations: readonly string[] }[] = [];
  const work = async () => {
    for (const [row, story, point] of waiting) {
      const { hit, violations } = await crashAt(story, await sharedAssembly(story.guards, story.spokes), point);
      ends.push({ row, hit, violations });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, work));
  expect(ends.filter(({ hit, violations }) => hit === undefined || violations.length > 0)).toEqual([]);
  expect(ends).toHaveLength(ROWS.length);
});
