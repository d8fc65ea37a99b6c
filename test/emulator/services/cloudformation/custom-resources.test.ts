import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { App, CfnOutput, CustomResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalAccount } from '../../../../emulator/account/local-account.ts';
import { loadAssembly } from '../../../../emulator/account/template/assembly.ts';
import { VirtualClock } from '../../../../emulator/account/virtual-clock.ts';

const identity = { accountId: '111122223333', region: 'eu-west-1' };
const MINUTE = 60_000;

/** Answers as its properties say: `Fails` on creates and updates, `Silent` never, `Id` under another physical id. */
const PROVIDER = `
  exports.handler = async (event) => {
    const { Fails, Silent, Id } = event.ResourceProperties;
    if (Silent === 'true') return;
    const { RequestId, StackId, LogicalResourceId } = event;
    const fails = Fails === 'true' && event.RequestType !== 'Delete';
    const body = JSON.stringify({
      RequestId, StackId, LogicalResourceId,
      PhysicalResourceId: Id ?? event.PhysicalResourceId ?? LogicalResourceId,
      Status: fails ? 'FAILED' : 'SUCCESS',
      ...(fails && { Reason: 'told to fail' }),
      Data: { Kind: event.RequestType },
    });
    await fetch(event.ResponseURL, { method: 'PUT', body: Buffer.from(body) });
  };
`;

const running: LocalAccount[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((account) => account.stop()));
});

/** An account with a stack that has the function, exported, and one custom resource of its own. */
async function accountWithProvider({ makesInTurn = false } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'provider-'));
  await writeFile(join(directory, 'index.js'), PROVIDER);
  const app = new App({ outdir: join(directory, 'cdk.out') });
  const stack = new Stack(app, 'Provider');
  const provider = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(directory, { exclude: ['cdk.out'] }),
  });
  const own = new CustomResource(stack, 'Own', {
    serviceToken: provider.functionArn,
    resourceType: 'Custom::Thing',
    properties: { Count: 5 },
  });
  new CfnOutput(stack, 'Kind', { value: own.getAttString('Kind') });
  new CfnOutput(stack, 'Token', { value: provider.functionArn, exportName: 'provider' });
  app.synth();
  const clock = new VirtualClock({ start: Date.UTC(2030, 5, 1, 12) });
  const account = await LocalAccount.start({
    identity,
    clock,
    stacks: loadAssembly(join(directory, 'cdk.out'), identity),
    makesInTurn,
  });
  running.push(account);
  const stacks = new CloudFormationClient({
    endpoint: account.endpoint,
    region: identity.region,
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const asked = () =>
    account.customResources.requests.map(({ request }) =>
      `${request.RequestType} ${request.LogicalResourceId} ${request.PhysicalResourceId ?? ''}`.trim(),
    );
  const described = async (StackName = 'team') =>
    (await stacks.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  return { account, clock, stacks, asked, described };
}

const thing = (properties: object = {}, more: object = {}) => ({
  Type: 'Custom::Thing',
  Properties: { ServiceToken: { 'Fn::ImportValue': 'provider' }, ServiceTimeout: 120, ...properties },
  ...more,
});

const team = (resources: object) => ({
  StackName: 'team',
  TemplateBody: JSON.stringify({
    Resources: resources,
    Outputs: { Kind: { Value: { 'Fn::GetAtt': ['One', 'Kind'] } } },
  }),
});

describe('three custom resources that do not depend on each other', () => {
  it.each([
    ['are asked for at once', false, 3],
    ['are asked for in turn where the account says so, for which one process of the function will do', true, 1],
  ])('%s', async (_, makesInTurn, processes) => {
    const { account, clock, stacks } = await accountWithProvider({ makesInTurn });
    await stacks.send(new CreateStackCommand(team({ One: thing(), Two: thing(), Three: thing() })));
    await clock.advance(MINUTE);
    const [provider] = account.functions.all;
    expect(provider?.host.invocations.filter(({ coldStart }) => coldStart)).toHaveLength(processes);
    expect(account.customResources.requests.map(({ answer }) => answer?.Status)).toEqual(Array(3).fill('SUCCESS'));
  });
});

describe('a custom resource', () => {
  it('of a stack that is there from the start is made by its function once the account is asked to deploy', async () => {
    const { account, described } = await accountWithProvider();
    expect(account.customResources.requests).toEqual([]);
    expect(await described('Provider')).toMatchObject({ Outputs: [expect.objectContaining({ OutputKey: 'Token' })] });
    await account.deploy();
    expect(account.customResources.requests).toEqual([
      {
        request: expect.objectContaining({
          RequestType: 'Create',
          LogicalResourceId: 'Own',
          ResourceType: 'Custom::Thing',
          ResourceProperties: { ServiceToken: expect.stringContaining(':function:'), Count: '5' },
        }),
        answer: expect.objectContaining({ Status: 'SUCCESS' }),
      },
    ]);
    expect(await described('Provider')).toMatchObject({
      Outputs: expect.arrayContaining([{ OutputKey: 'Kind', OutputValue: 'Create' }]),
    });
  });

  it('of another stack takes the function by import, in the order of its dependencies, and goes in the other', async () => {
    const { clock, stacks, asked, described } = await accountWithProvider();
    const resources = { One: thing({ After: { Ref: 'Two' } }), Two: thing({ Flag: true }) };
    await stacks.send(new CreateStackCommand(team(resources)));
    await clock.advance(MINUTE);
    expect(await described()).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Outputs: [{ OutputValue: 'Create' }] });
    await stacks.send(new DeleteStackCommand({ StackName: 'team' }));
    await clock.advance(MINUTE);
    expect(asked()).toEqual(['Create Two', 'Create One', 'Delete One One', 'Delete Two Two']);
  });

  it('that changes is updated; under another id it is replaced: the old one goes last', async () => {
    const { clock, stacks, asked, account } = await accountWithProvider();
    await stacks.send(new CreateStackCommand(team({ One: thing({ Size: 1 }), Two: thing() })));
    await clock.advance(MINUTE);
    await stacks.send(new UpdateStackCommand(team({ One: thing({ Size: 2 }), Two: thing({ Id: 'other' }) })));
    await clock.advance(MINUTE);
    expect(asked().slice(2).toSorted()).toEqual(['Delete Two Two', 'Update One One', 'Update Two Two']);
    expect(asked().at(-1)).toBe('Delete Two Two');
    const update = account.customResources.requests.find(({ request }) => request.RequestType === 'Update');
    expect(update?.request).toMatchObject({ OldResourceProperties: { Size: '1' }, ResourceProperties: { Size: '2' } });
  });

  it('that fails takes back what was made and changed with it, and says why', async () => {
    const { clock, stacks, asked, described } = await accountWithProvider();
    await stacks.send(new CreateStackCommand(team({ One: thing({ Size: 1 }) })));
    await clock.advance(MINUTE);
    const failing = { One: thing({ Size: 2 }), Two: thing({ Fails: true }, { DependsOn: 'One' }) };
    await stacks.send(new UpdateStackCommand(team(failing)));
    await clock.advance(MINUTE);
    expect(await described()).toMatchObject({
      StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
      StackStatusReason: expect.stringContaining('told to fail'),
    });
    expect(asked()).toEqual(['Create One', 'Update One One', 'Create Two', 'Delete Two Two', 'Update One One']);
  });

  it('whose function never answers fails at its timeout', async () => {
    const { clock, stacks, described } = await accountWithProvider();
    await stacks.send(new CreateStackCommand(team({ One: thing({ Silent: true, ServiceTimeout: 60 }) })));
    await clock.advance(80_000);
    expect(await described()).toMatchObject({ StackStatus: 'CREATE_IN_PROGRESS' });
    await clock.advance(3 * MINUTE);
    expect((await described())?.StackStatusReason).toContain('did not receive a response');
  });

  it('imports what another stack exports: of what nobody does is said so at once', async () => {
    const { stacks } = await accountWithProvider();
    const unknown = { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::ImportValue': 'nobodys' } } };
    await expect(stacks.send(new CreateStackCommand(team({ One: unknown })))).rejects.toThrow(
      'No export named nobodys found',
    );
  });
});
