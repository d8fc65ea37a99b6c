import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployGuards } from '../../emulator/account/demo-pipelines.ts';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import type { DeployedStack } from '../../emulator/account/template/deployed-stack.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { RollbackControllerStack } from '../../lib/app/rollback-controller-stack.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { MORNING } from '../support/morning.ts';
import { mailsOf } from './mails.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };
const BUCKET = 'artifacts-123456789012-us-east-1';
const STAGE = { pipeline: 'shop', stage: 'Prod' };
const MINUTE = 60_000;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'artifacts-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function deployed(name: string, artifactBuckets: readonly string[], denied?: string): readonly DeployedStack[] {
  const outdir = join(directory, name);
  const app = new App({ outdir });
  const { controller } = new RollbackControllerStack(app, 'RollbackController', {
    env: { account: IDENTITY.accountId, region: IDENTITY.region },
    guards: [{ ...STAGE, alarms: ['shop-5xx'] }],
    controller: { artifactBuckets },
  });
  if (denied !== undefined) {
    const statement = { effect: iam.Effect.DENY, actions: [denied], resources: ['*'] };
    controller.role.addToPrincipalPolicy(new iam.PolicyStatement(statement));
  }
  app.synth();
  return loadAssembly(outdir, IDENTITY);
}

/** An account whose pipeline keeps its artifacts in a bucket that is there. */
async function start(stacks: readonly DeployedStack[]): Promise<LocalAccount> {
  const account = await LocalAccount.start({ identity: IDENTITY, clock: new VirtualClock({ start: MORNING }), stacks });
  account.buckets.create(BUCKET);
  await deployGuards(account);
  return account;
}

/** A lifecycle rule has taken what the execution deployed. */
function expire({ buckets }: LocalAccount, execution: string): void {
  const [artifact] = buckets.get(BUCKET).versions.filter(({ key }) => key.endsWith(execution));
  if (artifact === undefined) throw new Error(`the bucket has no artifact of ${execution}`);
  buckets.deleteVersion(BUCKET, artifact.key, artifact.versionId);
}

async function command(account: LocalAccount, action: string) {
  const { payload } = await controllerOf(account).host.invoke(JSON.stringify({ action, ...STAGE }));
  return JSON.parse(payload);
}

const executionsOf = ({ codePipeline }: LocalAccount) => codePipeline.script.executions('shop').map(({ id }) => id);

/** The execution before the last: what a rollback would go back to. */
const targetOf = (account: LocalAccount) => executionsOf(account).at(-2) ?? '';

describe('where artifacts may be looked for', () => {
  let account: LocalAccount;
  beforeEach(async () => {
    account = await start(deployed('allowed', [BUCKET]));
    return () => account.stop();
  });

  it('a check finds nothing wrong as long as those of the target are there', async () => {
    expect((await command(account, 'check')).stages).toMatchObject([{ readiness: 'ready', findings: [] }]);
  });

  it('a check names what is gone and which action would miss it, and people are told; a rollback would fail on it', async () => {
    expire(account, targetOf(account));
    const { stages, decision } = await command(account, 'check');
    expect(decision).toBe('not-ready');
    expect(stages[0].findings).toEqual([
      {
        severity: 'error',
        code: 'artifact-gone',
        what: expect.stringContaining(`s3://${BUCKET}/shop/SourceOutp/${targetOf(account)} (action Prod)`),
        do: expect.stringContaining('redeploy'),
      },
    ]);
    expect(mailsOf(account).map(({ subject }) => subject)).toEqual(['Readiness lost: shop/Prod']);
    await command(account, 'rollback');
    await account.clock.advance(5 * MINUTE);
    expect(mailsOf(account).map(({ subject }) => subject)).toContain('Rollback FAILED: shop/Prod');
  });

  it('what an older execution left does not matter', async () => {
    expire(account, executionsOf(account).at(-3) ?? '');
    expect((await command(account, 'check')).stages).toMatchObject([{ findings: [] }]);
  });
});

it.each(['s3:GetObject', 's3:ListBucket'])(
  'where something gone may not be seen to be, since %s is denied, a check says what it takes',
  async (denied) => {
    const account = await start(deployed(`without-${denied.slice(3)}`, [BUCKET], denied));
    expire(account, targetOf(account));
    const { stages } = await command(account, 'check');
    await account.stop();
    expect(stages).toMatchObject([
      {
        readiness: 'ready-with-warnings',
        findings: [{ code: 'artifacts-unverified', what: expect.stringContaining('s3:GetObject') }],
      },
    ]);
  },
);

it('by default, and in a bucket that nobody named, nothing is looked for', async () => {
  for (const [name, buckets] of Object.entries({ none: [], other: ['another-bucket'] })) {
    const account = await start(deployed(name, buckets));
    expire(account, targetOf(account));
    const { stages } = await command(account, 'check');
    expect(stages[0].findings).toEqual([]);
    await account.stop();
  }
});
