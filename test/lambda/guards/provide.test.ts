import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CouldNotRead } from '../../../lambda/ports.ts';
import { alarmStateChange, IN_ALARM } from '../../support/events/alarm-state-change.ts';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { plantHealthy } from '../../support/planted-stages.ts';
import { guard, OTHER, SHOP, STACK, stacksIn } from '../../support/stacks-that-guard.ts';

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

const account = (...pipelines: readonly string[]) => stacksIn(services, ...pipelines);

describe('a guard with an alarm of another account', () => {
  const elsewhere = 'arn:aws:cloudwatch:us-east-1:210987654321:alarm:shop';

  test('is refused where the controller has no spoke there, with what to change', async () => {
    const { create, policy } = account('shop');
    expect(await create(guard({ alarms: ['shop', elsewhere] }))).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(
        /alarm "shop" is in account 210987654321 and region us-east-1, which is none of the spokes.*docs\/spokes\.md/,
      ),
    });
    expect(await policy()).toBeUndefined();
  });

  test('is made where it has one, with a warning while nothing can be read there', async () => {
    const { ports, create, policy } = account('shop');
    const { alarms } = ports;
    const spokes: typeof alarms = {
      ...alarms,
      isInReach: () => true,
      describe: async (arns) => {
        if (arns.includes(elsewhere)) throw new CouldNotRead('alarms', 'the reader role could not be assumed', false);
        return alarms.describe(arns);
      },
    };
    const answer = await create(guard({ alarms: ['shop', elsewhere] }), {}, { ...ports, alarms: spokes });
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      Data: { Warnings: 'alarm "shop" and others: the reader role could not be assumed' },
    });
    expect(await policy()).toMatchObject({ alarms: [arnOf('shop'), elsewhere] });
  });
});

describe('a guard that a stack creates', () => {
  test('is in force, with scalars that came as text, and its alarms lead to the stage', async () => {
    const { ports, create, policy } = account('shop');
    const answer = await create(guard({ bakeMinutes: '30', freeze: 'false', ServiceTimeout: '120' }));
    expect(answer).toMatchObject({
      Status: 'SUCCESS',
      StackId: STACK,
      LogicalResourceId: 'Guard',
      Data: { Warnings: '' },
    });
    expect(await policy()).toMatchObject({ alarms: [arnOf('shop')], bakeMinutes: 30, freeze: false, mode: 'enforce' });
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([SHOP]);
    expect(await ports.guards.stages()).toEqual([SHOP]);
  });

  test('warns of what may come later', async () => {
    const { create } = account('shop');
    const answer = await create(guard({ alarms: ['shop', 'not-yet'] }));
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Warnings: expect.stringContaining('"not-yet"') } });
  });

  test.each([
    ['without alarms', guard({ alarms: [] }), 'guard shop/Prod: alarms: alarms must name at least one'],
    ['with an unknown field', guard({ Stage: 'Prod' }), 'guard shop/Prod: Stage: unknown key; did you mean "stage"?'],
    ['that lacks its alarms', { ...SHOP }, 'alarms: is missing; every guard needs'],
    ['with an alarm that is no list', guard({ alarms: 'shop' }), 'alarms: is a list; write ["shop"]'],
    ['with a mistyped mode', guard({ mode: 'Enforce' }), 'mode: "Enforce" is not known; did you mean "enforce"?'],
    ['with an ARN for a name', guard({ pipeline: 'arn:aws:codepipeline:a:1:shop' }), 'give the name: "shop"'],
    ['with an alarm twice', guard({ alarms: ['shop', arnOf('shop')] }), 'named twice'],
    [
      'with what is no ARN',
      guard({ alarms: ['arn:aws:sns:eu-west-1:123456789012:topic'] }),
      'ARN of a CloudWatch alarm',
    ],
    ['of a pipeline that is not there', guard({ pipeline: 'nobodys' }), 'no pipeline "nobodys"'],
    ['of a stage that is not there', guard({ stage: 'prod' }), 'it has Source, Prod'],
    ['of the source stage', guard({ stage: 'Source' }), 'source stage'],
  ])('%s fails with the reason, and nothing is guarded', async (_, properties, says) => {
    const { ports, create } = account('shop');
    const answer = await create(properties);
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(says) });
    expect(await ports.guards.stages()).toEqual([]);
  });

  test.each([
    ['of type V1', { pipelineType: 'V1' as const }, 'V1'],
    ['in PARALLEL mode', { executionMode: 'PARALLEL' as const }, 'PARALLEL'],
  ])('of a pipeline %s fails: CodePipeline could never roll it back', async (_, story, says) => {
    plantHealthy(services, 'shop', story);
    expect(await account().create(guard())).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(says) });
  });

  test('of a stage that another stack guards fails, and says which; its deletion changes nothing', async () => {
    const { create, remove, policy } = account('shop');
    await create(guard({ bakeMinutes: '10' }));
    const refused = await create(guard(), { StackId: OTHER });
    expect(refused).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('is guarded by stack Team already'),
    });
    // Also by an id that CloudFormation made up, of a resource with the same name.
    for (const id of [refused.PhysicalResourceId, 'Other-Guard-1X2Y3Z'])
      expect(await remove(id, guard(), { StackId: OTHER })).toMatchObject({ Status: 'SUCCESS' });
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
  });

  test('of a stage that another stack comes to guard meanwhile fails likewise: each had found it free', async () => {
    const { ports, create, policy } = account('shop');
    let isFree = true;
    const index: typeof ports.guards.index = async (...change) => {
      if (isFree) {
        isFree = false;
        await create(guard({ bakeMinutes: '10' }), { StackId: OTHER });
      }
      return ports.guards.index(...change);
    };
    expect(await create(guard(), {}, { ...ports, guards: { ...ports.guards, index } })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('is guarded by stack Other already'),
    });
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
    expect((await ports.guards.claims(SHOP)).claims).toMatchObject({ stack: OTHER, all: [{}] });
  });

  test('that lost against another stack leaves alarms that lead to the stage, and trigger nothing there', async () => {
    const { ports, recorder, send, create } = account('shop');
    let isFree = true;
    const write: typeof ports.guards.write = async (...claims) => {
      if (isFree) {
        isFree = false;
        await create(guard(), { StackId: OTHER });
      }
      return ports.guards.write(...claims);
    };
    services.cloudWatch.script.seedAlarm({ name: 'latency' });
    const lost = await create(guard({ alarms: ['latency'] }), {}, { ...ports, guards: { ...ports.guards, write } });
    expect(lost).toMatchObject({ Status: 'FAILED' });
    expect(await ports.guards.ofAlarm(arnOf('latency'))).toEqual([SHOP]);
    services.cloudWatch.script.setState('latency', 'ALARM');
    const state = { ...IN_ALARM, timestamp: new Date(ports.clock()).toISOString() };
    const outcomes = await send(alarmStateChange({ alarmName: 'latency', state }, { resources: [arnOf('latency')] }));
    expect(outcomes).toMatchObject([{ outcome: 'held', reason: 'not-guarded' }]);
    expect(recorder.announced).toEqual([]);
  });

  test.each([
    [{ stack: STACK }, OTHER, 'scope: { pipelines: ["shop"] }'],
    [{ pipelines: ['team-*', 'shop2'] }, STACK, 'its scope is team-*, shop2'],
  ])('outside the scope %j fails, with what to change', async (scope, StackId, says) => {
    const { ports, ask } = account('shop');
    const answer = await ask({ RequestType: 'Create', ResourceProperties: guard(), StackId }, { ...ports, scope });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(says) });
  });

  test('is answered although the table is gone', async () => {
    const { create } = account('shop');
    services.faults.add({
      operation: 'UpdateItem',
      fault: { kind: 'error', name: 'ResourceNotFoundException', message: 'gone', httpStatus: 400 },
    });
    expect(await create(guard())).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('gone') });
  });
});

test('a request whose answer would go somewhere else is refused and counted; nothing is done', async () => {
  const { ports, recorder, create } = account('shop');
  const forged = create(guard(), { ResponseURL: 'https://169.254.169.254/latest' });
  await expect(forged).rejects.toThrow('"ResponseURL" is not where CloudFormation takes answers');
  expect(recorder.lines.map(({ message }) => message)).toEqual(['unusable event']);
  expect(await ports.guards.stages()).toEqual([]);
});

test('a list of more guards than an invocation has time for is refused at once', async () => {
  const { ports, create } = account();
  const guards = Array.from({ length: 201 }, (_, index) => ({ pipeline: `p${index}`, stage: 'Prod', alarms: ['a'] }));
  const { Status, Reason } = await create({ guards });
  expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining('at most 200 guards; use several resources')]);
  expect(await ports.guards.stages()).toEqual([]);
});
