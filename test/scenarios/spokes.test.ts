import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deployGuards } from '../../emulator/account/demo-pipelines.ts';
import { LocalAccount } from '../../emulator/account/local-account.ts';
import { loadAssembly } from '../../emulator/account/template/assembly.ts';
import { VirtualClock } from '../../emulator/account/virtual-clock.ts';
import { OTHER_ACCOUNT, OTHER_REGION, SPOKES, WITH_SPOKES } from '../../emulator/stories/special-spokes.ts';
import { spokePlans } from '../../emulator/stories/spoke-plans.ts';
import { SPOKE_RULE } from '../../lambda/readiness/event-rule.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { MORNING } from '../support/morning.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

const HUB = { accountId: '123456789012', region: 'us-east-1', organization: SPOKES.organization };
const READER = `arn:aws:iam::${OTHER_ACCOUNT.accountId}:role/rollback-spoke-reader`;

const MINUTE = 60_000;

let assembly: string;
let account: LocalAccount;

beforeAll(async () => {
  assembly = await sharedAssembly(WITH_SPOKES.guards, SPOKES);
});
beforeEach(async () => {
  const stacks = loadAssembly(assembly, HUB);
  const clock = new VirtualClock({ start: MORNING });
  account = await LocalAccount.start({ identity: HUB, clock, stacks, spokes: spokePlans(SPOKES, HUB, stacks) });
  for (const { cloudWatch } of account.spokes) cloudWatch.script.seedAlarm({ name: 'shop-5xx' });
  await deployGuards(account);
  account.cloudWatch.script.seedAlarm({ name: 'shop-5xx' });
  await clock.advance(60_000);
});
afterEach(() => account.stop());

function spokeAt({ accountId, region }: typeof OTHER_ACCOUNT) {
  const found = account.spokes.find(({ identity }) => identity.accountId === accountId && identity.region === region);
  if (found === undefined) throw new Error(`there is no spoke in ${accountId} and ${region}`);
  return found;
}

async function check() {
  const { payload } = await controllerOf(account).host.invoke(JSON.stringify({ action: 'check' }));
  return JSON.parse(payload);
}

describe('check with alarms in another account and another region', () => {
  test('is content where each spoke forwards and its reader may be assumed', async () => {
    expect(await check()).toMatchObject({ decision: 'ready', stages: [{ findings: [] }] });
    const assumed = account.calls.select({ operation: 'AssumeRole' });
    expect(assumed.map(({ input, outcome }) => [input.RoleArn, outcome])).toContainEqual([READER, 'ok']);
    const looked = account.calls.select({ operation: 'DescribeRule' });
    expect(looked.map(({ caller }) => caller.arn.split(':')[4])).toEqual(
      expect.arrayContaining([OTHER_ACCOUNT.accountId, OTHER_REGION.accountId]),
    );
  });

  test.each([
    [
      'no rule forwards',
      () => spokeAt(OTHER_REGION).eventBus.removeRule(SPOKE_RULE),
      'spoke-without-rule',
      'aws cloudformation create-stack-instances --stack-set-name rollback-spoke --accounts 123456789012 --regions eu-west-1',
    ],
    [
      'the rule is disabled',
      () => changeRule(OTHER_ACCOUNT, { enabled: false }),
      'spoke-disabled',
      'aws events enable-rule --name rollback-spoke --region us-east-1, in account 210987654321',
    ],
    [
      'it forwards to somebody else',
      () => changeRule(OTHER_ACCOUNT, { targets: [] }),
      'spoke-elsewhere',
      'npm run spoke-template',
    ],
    [
      'the reader role is not there',
      () => account.roles.delete(READER),
      'spoke-unreadable',
      '--accounts 210987654321 --regions us-east-1',
    ],
  ])('says what to do where %s, once', async (_, spoil, code, advice) => {
    spoil();
    const answer = await check();
    expect(answer).toMatchObject({ stages: [{ findings: [{ code, do: expect.stringContaining(advice) }] }] });
  });
});

function changeRule(place: typeof OTHER_ACCOUNT, but: { readonly enabled?: boolean; readonly targets?: [] }): void {
  const { eventBus } = spokeAt(place);
  const [rule] = eventBus.rules();
  if (rule === undefined) throw new Error('the spoke has no rule');
  eventBus.putRule({ ...rule, ...but });
}

test('an event whose account is not that of the ARN it tells of leads to no look, and is counted', async () => {
  const before = account.calls.count({ operation: 'DescribeAlarms' });
  const { eventBus, cloudWatch } = spokeAt(OTHER_ACCOUNT);
  eventBus.publish({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:shop-5xx'],
    detail: {
      alarmName: 'shop-5xx',
      state: { value: 'ALARM', timestamp: new Date(account.clock.now()).toISOString() },
      previousState: { value: 'OK' },
    },
  });
  await account.clock.advance(5_000);
  const lines = controllerOf(account).host.invocations.flatMap(({ logLines }) => logLines);
  expect(lines.filter((line) => /unusable event.*but tells of/.test(line))).toHaveLength(1);
  expect(lines.some((line) => line.includes('"UnusableInputs":1'))).toBe(true);
  expect(account.calls.count({ operation: 'DescribeAlarms' })).toBe(before);
  expect(cloudWatch.script.stateOf('shop-5xx')).toBe('OK');
});

test('a look while a release bakes costs an invocation and five calls, none of them to CodePipeline, and ends with the bake time', async () => {
  const { clock, calls, codePipeline } = account;
  const { host } = controllerOf(account);
  codePipeline.script.startExecution({ pipeline: 'shop' });
  await clock.advance(2 * MINUTE);
  const callsIn = async (minutes: number) => {
    const from = calls.calls.length;
    const invocations = host.invocations.length;
    await clock.advance(minutes * MINUTE);
    const made = calls.calls.slice(from).filter(({ caller }) => caller.kind !== 'user');
    const byOperation = Map.groupBy(made, ({ operation }) => operation);
    return {
      invocations: host.invocations.length - invocations,
      ...Object.fromEntries([...byOperation].map(([operation, { length }]) => [operation, length])),
    };
  };
  await callsIn(2);
  expect(await callsIn(10)).toEqual({ invocations: 10, DescribeAlarms: 20, SendMessage: 10, UpdateItem: 20 });
  await clock.advance(60 * MINUTE);
  expect(await callsIn(10)).toEqual({ invocations: 0 });
});
