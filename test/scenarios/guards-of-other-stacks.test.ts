import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployGuards, seedGuardedPipelines } from '../../emulator/account/demo-pipelines.ts';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { alarmArn } from '../../lambda/decision/alarm-arn.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { RollbackControllerStack } from '../../lib/app/rollback-controller-stack.ts';
import type { GuardProps } from '../../lib/guards/guard-props.ts';
import { RollbackController } from '../../lib/rollback-controller.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { MORNING } from '../support/morning.ts';
import { mailsOf } from './mails.ts';
import { StacksByHand } from './stacks-by-hand.ts';

const IDENTITY = { accountId: '123456789012', region: 'us-east-1' };
const ENV = { account: IDENTITY.accountId, region: IDENTITY.region };
const MINUTE = 60_000;

let directory: string;
let account: LocalAccount;
let stacks: StacksByHand;

/** The controller's stack, which guards a stage of its own, in an account with the pipelines of two teams. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'other-stacks-'));
  const app = new App({ outdir: join(directory, 'cdk.out') });
  new RollbackControllerStack(app, 'RollbackController', {
    env: ENV,
    guards: [{ pipeline: 'billing', stage: 'Prod', alarms: ['billing-5xx'] }],
    controller: { scope: { pipelines: ['billing', 'shop', 'team-*'] } },
  });
  app.synth();
  account = await LocalAccount.start({
    identity: IDENTITY,
    clock: new VirtualClock({ start: MORNING }),
    stacks: loadAssembly(join(directory, 'cdk.out'), IDENTITY),
  });
  const place = { partition: 'aws', region: IDENTITY.region, account: IDENTITY.accountId };
  const planted = (pipeline: string, ...names: string[]) => ({
    ...GuardPolicy.parse({ pipeline, stage: 'Prod', alarms: names.map((name) => alarmArn(place, name)) }),
    alarms: names,
  });
  seedGuardedPipelines(account, [planted('shop', 'shop-5xx', 'shop-latency'), planted('team-web', 'web-5xx')]);
  await deployGuards(account);
  stacks = new StacksByHand(account);
});

afterAll(async () => {
  await account.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The template of a team's app. */
function templateOf(build: (stack: Stack) => void): string {
  const stack = new Stack(new App({ outdir: join(directory, 'team.out') }), 'Team', { env: ENV });
  build(stack);
  const { Resources, Outputs } = Template.fromStack(stack).toJSON();
  return JSON.stringify({ Resources, Outputs });
}

const guarded = (guard: Partial<GuardProps> = {}) =>
  templateOf((stack) => {
    const controller = RollbackController.fromName(stack, 'Rollback', 'RollbackController');
    controller.guard({ pipeline: 'team-web', stage: 'Prod', alarms: ['web-5xx'], ...guard });
  });

/** The YAML of docs/guards.md, with some texts of it replaced. */
async function yaml(...replaced: readonly (readonly [string, string])[]): Promise<string> {
  const document = await readFile('docs/guards.md', 'utf8');
  const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(document) ?? [];
  const file = join(directory, 'guard.yaml');
  await writeFile(
    file,
    replaced.reduce((changed, [from, to]) => changed.replace(from, to), text),
  );
  return templateOf((stack) => new CfnInclude(stack, 'Yaml', { templateFile: file }));
}

/** The policy by which the function would decide. */
async function policyOf(pipeline: string) {
  const [table] = account.stacks.flatMap(({ tables }) => tables);
  const items = await account.dynamoDb.items(table?.tableName ?? '');
  return items.find(({ pk, sk }) => pk === `${pipeline}/Prod` && sk === 'record')?.guard;
}

const rollbacksOf = (pipeline: string) =>
  account.codePipeline.script.acceptedRollbacks.filter(({ pipelineName }) => pipelineName === pipeline).length;

async function goesBad(pipeline: string, alarm: string) {
  account.codePipeline.script.addSuccesses(pipeline, {
    count: 1,
    from: account.clock.now() - 5 * MINUTE,
    everyMillis: 1,
  });
  account.cloudWatch.script.setState(alarm, 'ALARM');
  await account.clock.advance(2 * MINUTE);
  account.cloudWatch.script.setState(alarm, 'OK');
  await account.clock.advance(30 * MINUTE);
}

describe.each([
  {
    by: 'RollbackController.fromName',
    pipeline: 'team-web',
    alarm: 'web-5xx',
    template: async () => guarded({ bakeMinutes: 30 }),
    changed: async () => guarded({ bakeMinutes: 45 }),
    impossible: async () => guarded({ stage: 'Production' }),
    says: 'has no stage "Production"',
  },
  {
    by: 'the YAML of docs/guards.md',
    pipeline: 'shop',
    alarm: 'shop-5xx',
    template: () => yaml(),
    changed: () => yaml(['bakeMinutes: 30', 'bakeMinutes: 45']),
    impossible: () => yaml(['stage: Prod', 'stage: Production']),
    says: 'has no stage "Production"',
  },
])('a guard of another stack by $by', ({ pipeline, alarm, template, changed, impossible, says }) => {
  it('that could never work fails within seconds, with the reason, and leaves nothing', async () => {
    const begun = account.clock.now();
    expect(await stacks.create('team', await impossible())).toBe('ROLLBACK_COMPLETE');
    // The local CloudFormation takes 30 seconds for anything.
    expect(account.clock.now() - begun).toBeLessThan(30_000 + 15_000);
    expect((await stacks.describe('team'))?.StackStatusReason).toContain(says);
    expect(await stacks.remove('team')).toBe('DELETE_COMPLETE');
    expect(await policyOf(pipeline)).toBeUndefined();
  });

  it('rolls back, is changed, renamed and deleted', async () => {
    expect(await stacks.create('team', await template())).toBe('CREATE_COMPLETE');
    expect(await policyOf(pipeline)).toMatchObject({ bakeMinutes: 30 });
    await goesBad(pipeline, alarm);
    expect(rollbacksOf(pipeline)).toBe(1);

    expect(await stacks.update('team', await changed())).toBe('UPDATE_COMPLETE');
    expect(await policyOf(pipeline)).toMatchObject({ bakeMinutes: 45 });

    // A renamed construct is made anew before the former one goes.
    const renamed = (await template()).replaceAll(/"(\w*Guard\w*)":\{"Type"/g, '"New$1":{"Type"');
    expect(await stacks.update('team', renamed)).toBe('UPDATE_COMPLETE');
    expect(await policyOf(pipeline)).toMatchObject({ bakeMinutes: 30 });

    expect(await stacks.update('team', renamed.replace('"Prod"', '"Production"'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await policyOf(pipeline)).toMatchObject({ stage: 'Prod', bakeMinutes: 30 });

    // The freeze after the rollback goes with the guard, and people hear of it.
    const inbound = () => account.codePipeline.script.stage({ pipeline, stage: 'Prod' }).inbound;
    expect(inbound()).toMatchObject({ enabled: false });
    expect(await stacks.remove('team')).toBe('DELETE_COMPLETE');
    expect(inbound()).toMatchObject({ enabled: true });
    expect(mailsOf(account).map(({ subject }) => subject)).toContain(`Guard removed: ${pipeline}/Prod`);
    expect(await policyOf(pipeline)).toBeUndefined();
    await goesBad(pipeline, alarm);
    expect(rollbacksOf(pipeline)).toBe(1);
    expect(controllerOf(account).host.invocations.filter(({ functionError }) => functionError !== undefined)).toEqual(
      [],
    );
  });
});

/** The function as a version would be that no longer knows the mode "dry-run". */
async function newerFunction(): Promise<void> {
  const { deployed } = controllerOf(account);
  const codeDirectory = join(directory, 'newer');
  await cp(deployed.codeDirectory, codeDirectory, { recursive: true });
  const code = await readFile(join(codeDirectory, 'index.mjs'), 'utf8');
  const [before, after] = code.split('["enforce","dry-run"]');
  await writeFile(join(codeDirectory, 'index.mjs'), `${before}["enforce"]${after}`);
  const mappings = account.stacks.flatMap(({ eventSourceMappings }) => eventSourceMappings);
  await account.functions.update({ ...deployed, codeDirectory }, mappings);
}

it('a guard that a newer version of the function cannot read: a failing update comes back to it, with a warning, and it is deleted', async () => {
  const answers: string[] = [];
  const answered = async (done: Promise<string | undefined>) => {
    const from = controllerOf(account).host.invocations.length;
    const status = await done;
    answers.push(
      ...controllerOf(account)
        .host.invocations.slice(from)
        .map(({ payload }) => payload),
    );
    return status;
  };
  expect(await stacks.create('team', await yaml(['bakeMinutes: 30', 'mode: dry-run']))).toBe('CREATE_COMPLETE');
  await newerFunction();
  const { Resources } = JSON.parse(await yaml(['bakeMinutes: 30', 'mode: enforce']));
  const [guard] = Object.values<{ Properties: object }>(Resources);
  const failing = {
    ...guard,
    Properties: { ...guard?.Properties, stage: 'Production' },
    DependsOn: Object.keys(Resources),
  };
  const template = JSON.stringify({ Resources: { ...Resources, Second: failing } });
  expect(await answered(stacks.update('team', template))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(answers).toContainEqual(expect.stringContaining('it was taken before, so the guard stays'));
  expect(await policyOf('shop')).toMatchObject({ mode: 'enforce' });
  expect(await stacks.remove('team')).toBe('DELETE_COMPLETE');
  expect(await policyOf('shop')).toBeUndefined();
});
