import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Fault, FaultRule } from '../../../emulator/account/front-door/faults.ts';
import { CouldNotRead } from '../../../lambda/ports.ts';
import { process } from '../../../lambda/process.ts';
import { arnOf } from '../../support/home.ts';
import { type LocalServices, startLocalServices } from '../../support/local-services.ts';
import { plantHealthy } from '../../support/planted-stages.ts';
import { MemorySetAside } from '../../support/ports/memory-set-aside.ts';
import { invoke, portsOf } from '../../support/service-ports.ts';

const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Team/00000000-0000-4000-8000-000000000001';
const OTHER = STACK.replace('/Team/', '/Other/');
const SHOP = { pipeline: 'shop', stage: 'Prod' };

const Answer = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  Data: z.object({ Warnings: z.string() }),
});

let services: LocalServices;
beforeEach(async () => {
  services = await startLocalServices();
});
afterEach(() => services.stop());

/** An account with healthy pipelines of these names, and stacks that ask for guards. */
function account(...pipelines: readonly string[]) {
  for (const name of pipelines) plantHealthy(services, name);
  const { ports: world, recorder } = portsOf(services);
  const bodies: string[] = [];
  const takesAnswers = (url: string) => url.startsWith('https://cloudformation.example/');
  const answer = async (_: string, body: string) => void bodies.push(body);
  const ports = { ...world, stacks: { takesAnswers, answer } };
  const logger = { appendKeys: () => {}, debug: () => {}, info: () => {}, error: () => {} };
  const lastAnswer = () => Answer.parse(JSON.parse(bodies.at(-1) ?? ''));
  let requests = 0;
  const ask = async (request: object, using = ports) => {
    const event = {
      RequestId: `request-${++requests}`,
      ResponseURL: 'https://cloudformation.example/answer',
      StackId: STACK,
      LogicalResourceId: 'Guard',
      ResourceType: 'Custom::RollbackGuard',
      ...request,
    };
    const context = { awsRequestId: event.RequestId, getRemainingTimeInMillis: () => 30_000 };
    await process({ ports: using, options: { leaseMillis: 40_000 }, logger }, event, context);
    expect(Buffer.byteLength(bodies.at(-1) ?? '')).toBeLessThanOrEqual(4096);
    return lastAnswer();
  };
  const create = (ResourceProperties: object, more: object = {}, using = ports) =>
    ask({ RequestType: 'Create', ResourceProperties, ...more }, using);
  const update = (PhysicalResourceId: string, OldResourceProperties: object, ResourceProperties: object, more = {}) =>
    ask({ RequestType: 'Update', PhysicalResourceId, OldResourceProperties, ResourceProperties, ...more });
  const remove = (PhysicalResourceId: string, ResourceProperties: object, more: object = {}) =>
    ask({ RequestType: 'Delete', PhysicalResourceId, ResourceProperties, ...more });
  const policy = async (key = SHOP) => {
    const guard = await ports.guards.of(key);
    return guard.kind === 'found' ? guard.policy : undefined;
  };
  return { ports, recorder, ask, create, update, remove, policy, lastAnswer };
}

const guard = (more: object = {}) => ({ ServiceToken: 'arn', ...SHOP, alarms: ['shop'], ...more });

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
    ['without alarms', guard({ alarms: [] }), 'guard shop/Prod'],
    ['with an unknown field', guard({ bakeTime: '5' }), 'bakeTime'],
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

describe('what may work in a moment', () => {
  const refusedFor = (fault: Fault, operation: string, calls?: FaultRule['calls']) =>
    services.faults.add({ operation, fault, ...(calls !== undefined && { calls }) });

  test.each<[string, Fault, string]>([
    ['throttled', { kind: 'throttle' }, 'UpdateItem'],
    ['broken', { kind: 'error', name: 'InternalServerError', httpStatus: 500 }, 'PutItem'],
    ['unreadable', { kind: 'error', name: 'InternalServerError', httpStatus: 500 }, 'GetItem'],
  ])('a table that is %s for more than the SDK tries is tried again before anything fails', async (_, fault, call) => {
    const { ports, create } = account('shop');
    refusedFor(fault, call, { from: 1, to: 5 });
    expect(await create(guard())).toMatchObject({ Status: 'SUCCESS' });
    expect((await ports.guards.claims(SHOP)).claims.all).toHaveLength(1);
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([SHOP]);
    expect((services.queue?.messages ?? []).map(({ body }) => JSON.parse(body))).toEqual([
      expect.objectContaining({ ...SHOP, stageChanged: true }),
    ]);
  });

  test('and does not, fails the guard while there is time for the answer', { timeout: 40_000 }, async () => {
    const { create } = account('shop');
    refusedFor({ kind: 'throttle' }, 'UpdateItem');
    const begun = services.clock.now();
    expect(await create(guard())).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('ThrottlingException'),
    });
    expect(services.clock.now() - begun).toBeLessThan(22_000);
  });
});

test('a request whose answer would go somewhere else is refused and counted; nothing is done', async () => {
  const { ports, recorder, create } = account('shop');
  const forged = create(guard(), { ResponseURL: 'https://169.254.169.254/latest' });
  await expect(forged).rejects.toThrow('"ResponseURL" is not where CloudFormation takes answers');
  expect(recorder.lines.map(({ message }) => message)).toEqual(['unusable event']);
  expect(await ports.guards.stages()).toEqual([]);
});

describe('the permissions of a role that was just made', () => {
  const denied = {
    operation: 'GetPipeline',
    fault: { kind: 'error', name: 'AccessDeniedException', message: 'not yet', httpStatus: 400 },
  } as const;

  test('come after some seconds, which a guard waits for', async () => {
    const { create } = account('shop');
    services.faults.add({ ...denied, calls: 1 });
    expect(await create(guard())).toMatchObject({ Status: 'SUCCESS', Data: { Warnings: '' } });
  });

  test('that never come let a guard fail with what to do, within a quarter of a minute', async () => {
    const { create } = account('shop');
    services.faults.add(denied);
    const begun = services.clock.now();
    expect(await create(guard())).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('deploy the controller again, which grants it'),
    });
    expect(services.clock.now() - begun).toBeLessThan(15_000);
  });
});

describe('a request that comes again', () => {
  test('changes nothing, and gets the same answer', async () => {
    const { ports, create, update, policy } = account('shop');
    const first = await create(guard({ bakeMinutes: '10' }), { RequestId: 'one' });
    const changed = await update(first.PhysicalResourceId, guard({ bakeMinutes: '10' }), guard({ bakeMinutes: '20' }));
    const again = await create(guard({ bakeMinutes: '10' }), { RequestId: 'one' });
    expect([changed.PhysicalResourceId, again.PhysicalResourceId]).toEqual(Array(2).fill(first.PhysicalResourceId));
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    expect((await ports.guards.claims(SHOP)).claims.all).toHaveLength(1);
  });

  test('so late that its resource is gone brings nothing back', async () => {
    const { create, remove, policy } = account('shop');
    const made = await create(guard(), { RequestId: 'one' });
    await remove(made.PhysicalResourceId, guard());
    await create(guard(), { RequestId: 'one' });
    expect(await policy()).toBeUndefined();
  });

  test('for the first time after its resource was deleted makes nothing', async () => {
    const { create, remove, policy } = account('shop');
    await remove('guard/one', guard());
    await create(guard(), { RequestId: 'one' });
    expect(await policy()).toBeUndefined();
  });
});

describe('a replacement', () => {
  test('takes over within its stack, and either may be deleted: the other policy is in force', async () => {
    const { create, remove, policy } = account('shop');
    const old = await create(guard({ bakeMinutes: '10' }), { LogicalResourceId: 'Old' });
    const renamed = await create(guard({ bakeMinutes: '20' }), { LogicalResourceId: 'New' });
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    await remove(renamed.PhysicalResourceId, guard({ bakeMinutes: '20' }), { LogicalResourceId: 'New' });
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
    const again = await create(guard({ bakeMinutes: '20' }), { LogicalResourceId: 'New' });
    await remove(old.PhysicalResourceId, guard({ bakeMinutes: '10' }), { LogicalResourceId: 'Old' });
    expect(await policy()).toMatchObject({ bakeMinutes: 20 });
    await remove(again.PhysicalResourceId, guard(), { LogicalResourceId: 'New' });
    expect(await policy()).toBeUndefined();
  });

  test('by another stage answers another id, and comes back to the first when the stack rolls back', async () => {
    const { create, update, remove, policy } = account('shop', 'other');
    const [here, there] = [guard(), guard({ pipeline: 'other', alarms: ['other'] })];
    const made = await create(here);
    const moved = await update(made.PhysicalResourceId, here, there);
    expect(moved.PhysicalResourceId).not.toBe(made.PhysicalResourceId);
    const back = await update(moved.PhysicalResourceId, there, here);
    expect(back.PhysicalResourceId).toBe(made.PhysicalResourceId);
    await remove(moved.PhysicalResourceId, there);
    expect(await policy()).toBeDefined();
    expect(await policy({ pipeline: 'other', stage: 'Prod' })).toBeUndefined();
  });

  test('that failed leaves nothing: the resource keeps its id, and goes with it', async () => {
    const { create, update, remove, policy } = account('shop');
    const [here, nowhere] = [guard(), guard({ stage: 'Production' })];
    const { PhysicalResourceId: id } = await create(here);
    expect(await update(id, here, nowhere)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    expect(await update(id, nowhere, here)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    await remove(id, here);
    expect(await policy()).toBeUndefined();
  });

  test('that failed half-way is taken back with what it had begun to guard', async () => {
    const { ports, create, update } = account('shop', 'other', 'last');
    const batch = (...names: string[]) => ({
      guards: names.map((pipeline) => ({ pipeline, stage: 'Prod', alarms: [pipeline] })),
    });
    const { PhysicalResourceId: id } = await create(batch('shop'));
    const heal = services.faults.add({
      where: ({ operation, input }) => operation === 'PutItem' && JSON.stringify(input).includes('last/Prod'),
      fault: { kind: 'error', name: 'ResourceNotFoundException', message: 'gone', httpStatus: 400 },
    });
    const failed = await update(id, batch('shop'), batch('other', 'last'));
    expect(failed).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    heal();
    expect(await update(id, batch('other', 'last'), batch('shop'))).toMatchObject({ PhysicalResourceId: id });
    expect(await ports.guards.stages()).toEqual([SHOP]);
    expect(await ports.guards.ofAlarm(arnOf('other'))).toEqual([]);
  });

  test('back to what was declared before does not fail, though its pipeline is gone', async () => {
    const { create, update, policy } = account('shop');
    const [before, after] = [guard({ bakeMinutes: '10' }), guard({ bakeMinutes: '20' })];
    const { PhysicalResourceId: id } = await create(before);
    await update(id, before, after);
    const heal = services.faults.add({
      operation: 'GetPipeline',
      fault: { kind: 'error', name: 'PipelineNotFoundException', message: 'gone', httpStatus: 400 },
    });
    expect(await update(id, after, before)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    heal();
    expect(await policy()).toMatchObject({ bakeMinutes: 10 });
  });

  test('that changes the alarms leads from the new ones only', async () => {
    const { ports, create, update } = account('shop');
    const [before, after] = [guard(), guard({ alarms: ['latency'] })];
    const { PhysicalResourceId: id } = await create(before);
    await update(id, before, after);
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([]);
    expect(await ports.guards.ofAlarm(arnOf('latency'))).toEqual([SHOP]);
  });
});

describe('a guard that is deleted', () => {
  test('leaves nothing, and people are told', async () => {
    const { ports, recorder, create, remove } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    expect(await remove(id, guard())).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await ports.guards.of(SHOP)).toEqual({ kind: 'missing' });
    expect(await ports.guards.ofAlarm(arnOf('shop'))).toEqual([]);
    expect(await ports.guards.stages()).toEqual([]);
    expect(recorder.announced.map(({ entry }) => [entry.code, entry.cause])).toEqual([['unguarded', 'stack Team']]);
  });

  test('by an id that CloudFormation made up, where no answer came in time, goes all the same', async () => {
    const { create, remove, policy } = account('shop');
    await create(guard());
    await remove('Team-Guard-1X2Y3Z', guard());
    expect(await policy()).toBeUndefined();
  });

  test('never fails: what could not be done is a warning, is tried again by Lambda, and in the end by the command redrive', async () => {
    const { ports, create, remove, policy, lastAnswer } = account('shop');
    const { PhysicalResourceId: id } = await create(guard());
    const heal = services.faults.add({
      operation: 'UpdateItem',
      fault: { kind: 'error', name: 'AccessDeniedException', message: 'no', httpStatus: 400 },
    });
    const failed = remove(id, guard(), { RequestId: 'last' });
    await expect(failed).rejects.toThrow('no');
    expect(lastAnswer()).toMatchObject({
      Status: 'SUCCESS',
      Data: { Warnings: expect.stringContaining('could not be removed') },
    });
    heal();
    expect(await policy()).toBeDefined();
    const requestPayload = {
      RequestType: 'Delete',
      RequestId: 'last',
      ResponseURL: 'https://cloudformation.example/over',
      StackId: STACK,
      LogicalResourceId: 'Guard',
      PhysicalResourceId: id,
      ResourceProperties: guard(),
    };
    const setAside = {
      ...ports.setAside,
      events: new MemorySetAside(JSON.stringify({ requestContext: {}, requestPayload })),
    };
    const answer = await invoke({ ...ports, setAside }, { action: 'redrive', by: 'alice' });
    expect(answer).toMatchObject({ reason: '0 watch messages and 1 failed event were brought back' });
    expect(await policy()).toBeUndefined();
  });
});

describe('a guard that moves from one list to another', () => {
  const batch = (...names: string[]) => ({
    guards: names.map((name) => ({ pipeline: name, stage: 'Prod', alarms: [name] })),
  });
  const two = { pipeline: 'two', stage: 'Prod' };
  const [of, from, to] = ['First', 'First', 'Second'].map((LogicalResourceId) => ({ LogicalResourceId }));

  test.each(['the one that takes it', 'the one that gives it up'])('is kept, whichever is first: %s', async (first) => {
    const { ports, create, update, remove, policy } = account('one', 'two', 'three');
    const giving = await create(batch('one', 'two'), of);
    const taking = await create(batch('three'), to);
    const take = () => update(taking.PhysicalResourceId, batch('three'), batch('three', 'two'), to);
    const give = () => update(giving.PhysicalResourceId, batch('one', 'two'), batch('one'), from);
    const order = first === 'the one that takes it' ? [take, give] : [give, take];
    const answers = [];
    for (const step of order) answers.push(await step());
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await policy(two)).toBeDefined();
    // What was given up is another resource to CloudFormation, which deletes the former one in the end.
    await remove(giving.PhysicalResourceId, batch('one', 'two'), from);
    expect(await policy(two)).toBeDefined();
    expect(await ports.guards.ofAlarm(arnOf('two'))).toEqual([two]);
    expect((await ports.guards.stages()).length).toBe(3);
  });

  test('stays with the one that had it where the deployment is taken back', async () => {
    const { create, update, remove, policy } = account('one', 'two', 'three');
    const giving = await create(batch('one', 'two'), of);
    const taking = await create(batch('three'), to);
    const taken = await update(taking.PhysicalResourceId, batch('three'), batch('three', 'two'), to);
    const given = await update(giving.PhysicalResourceId, batch('one', 'two'), batch('one'), from);
    const back = await update(given.PhysicalResourceId, batch('one'), batch('one', 'two'), from);
    expect(back).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: giving.PhysicalResourceId });
    await remove(given.PhysicalResourceId, batch('one'), from);
    const former = await update(taken.PhysicalResourceId, batch('three', 'two'), batch('three'), to);
    expect(former.Status).toBe('SUCCESS');
    await remove(taken.PhysicalResourceId, batch('three', 'two'), to);
    expect(await policy(two)).toBeDefined();
    expect(await policy({ pipeline: 'three', stage: 'Prod' })).toBeDefined();
  });
});

test('a list of more guards than an invocation has time for is refused at once', async () => {
  const { ports, create } = account();
  const guards = Array.from({ length: 201 }, (_, index) => ({ pipeline: `p${index}`, stage: 'Prod', alarms: ['a'] }));
  const { Status, Reason } = await create({ guards });
  expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining('at most 200 guards; use several resources')]);
  expect(await ports.guards.stages()).toEqual([]);
});

test('guards of a list are one resource: those that are given up go once the others are there', async () => {
  const { ports, create, update, remove } = account('one', 'two', 'three');
  const batch = (...names: string[]) => ({
    ServiceToken: 'arn',
    guards: names.map((name) => ({ pipeline: name, stage: 'Prod', alarms: [name] })),
  });
  const guarded = async () => (await ports.guards.stages()).map(({ pipeline }) => pipeline).toSorted();
  const made = await create(batch('one', 'two'));
  expect(made).toMatchObject({ Status: 'SUCCESS' });
  const grown = await update(made.PhysicalResourceId, batch('one', 'two'), batch('one', 'two', 'three'));
  expect(grown.PhysicalResourceId).toBe(made.PhysicalResourceId);
  const shrunk = await update(grown.PhysicalResourceId, batch('one', 'two', 'three'), batch('two', 'three'));
  expect(shrunk.PhysicalResourceId).not.toBe(made.PhysicalResourceId);
  expect(await guarded()).toEqual(['one', 'three', 'two']);
  await remove(grown.PhysicalResourceId, batch('one', 'two', 'three'));
  expect(await guarded()).toEqual(['three', 'two']);
  await remove(shrunk.PhysicalResourceId, batch('two', 'three'));
  expect(await guarded()).toEqual([]);
});
