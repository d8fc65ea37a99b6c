import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { OTHER_ACCOUNT, SPOKES, WITH_SPOKES } from '../../emulator/stories/special-spokes.ts';
import { spokePlans } from '../../emulator/stories/spoke-plans.ts';
import { plantPipeline } from '../support/planted-stages.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';
import { runTool } from './run-tool.ts';

const HUB = { accountId: '123456789012', region: 'us-east-1', organization: SPOKES.organization };
const PERSON = 'arn:aws:iam::123456789012:user/administrator';

let directory: string;
let stacks: readonly DeployedStack[];
let account: LocalAccount;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'doctor-spokes-'));
  writeFileSync(join(directory, 'guards.json'), JSON.stringify(WITH_SPOKES.guards));
  stacks = loadAssembly(await sharedAssembly(WITH_SPOKES.guards, SPOKES), HUB);
});
afterEach(() => account.stop());
afterAll(() => rmSync(directory, { recursive: true }));

/** A hub with two spokes that let these look, and what the doctor says of its guard. */
async function doctor(readers: readonly string[], args = ['--spokes', JSON.stringify(SPOKES)]) {
  const spokes = spokePlans(SPOKES, HUB, stacks, readers);
  account = await LocalAccount.start({ identity: HUB, clock: new VirtualClock(), stacks, spokes });
  plantPipeline(account, 'shop');
  for (const { cloudWatch } of [account, ...account.spokes]) cloudWatch.script.seedAlarm({ name: 'shop-5xx' });
  return runTool('doctor', account, directory, [
    '--guards',
    join(directory, 'guards.json'),
    '--region',
    HUB.region,
    ...args,
  ]);
}

describe('npm run doctor -- --spokes', () => {
  it('looks at alarms and rules elsewhere as the readers of the spokes', async () => {
    const { code, stdout, stderr } = await doctor([PERSON]);
    expect([stderr, stdout]).toEqual(['', expect.stringContaining('1 guard: 0 errors, 0 warnings')]);
    expect(code).toBe(0);
    expect(account.calls.select({ operation: 'AssumeRole' }).map(({ caller }) => caller.arn)).toEqual([PERSON]);
    expect(account.calls.select({ operation: 'DescribeRule' })).toHaveLength(2);
  });

  it('says which spoke does not let it look', async () => {
    const { code, stdout } = await doctor([]);
    expect(stdout).toContain(
      `spoke-unreadable: the controller cannot look at alarms of account ${OTHER_ACCOUNT.accountId}`,
    );
    expect(code).toBe(1);
  });

  it.each(['{', '{"organization":"o-a1b2c3d4e5"}'])('is refused with %s', async (spokes) => {
    const { code, stderr } = await doctor([], ['--spokes', spokes]);
    expect([code, stderr]).toEqual([2, `--spokes must be JSON as in docs/spokes.md, got ${spokes}\n`]);
  });
});
