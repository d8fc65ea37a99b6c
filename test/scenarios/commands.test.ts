import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { LocalAccount } from '../../emulator/local-account.ts';
import { COMMAND_EXAMPLES } from '../../lambda/command.ts';
import { controllerOf, Deployment } from '../support/deployed-controller.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PROD = { pipeline: 'shop', stage: 'Prod' };
const ALICE = { by: 'alice', reason: 'a test' };

const Answer = z.looseObject({ decision: z.string(), reason: z.string() });
const Entries = z.array(
  z.looseObject({ what: z.string(), by: z.string(), why: z.string(), code: z.string().optional() }),
);
const Stages = z.array(z.looseObject({ stage: z.string() }));

let deployment: Deployment;
let account: LocalAccount;

beforeAll(async () => {
  deployment = await Deployment.synthesize();
});
beforeEach(async () => {
  account = await deployment.start();
  return () => account.stop();
});

/** Invokes the deployed function as the console's Test button does. */
async function command(event: object) {
  const { payload, functionError } = await controllerOf(account).host.invoke(JSON.stringify(event));
  expect(functionError, payload).toBeUndefined();
  return Answer.parse(JSON.parse(payload));
}

async function history(key: object = PROD, limit = 20) {
  return Entries.parse((await command({ action: 'history', ...key, limit })).entries);
}

async function statusOf(stage = 'shop/Prod') {
  const { stages } = await command({ action: 'status' });
  return Stages.parse(stages).find((one) => one.stage === stage);
}

/** A bad release goes through to Prod; its id. */
async function badRelease(): Promise<string> {
  const id = account.codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'bad' } });
  await account.clock.advance(5 * MINUTE);
  return id;
}

/** An incident: a bad release, its alarm, the rollback that takes an hour. Returns the bad execution and the rollback. */
async function openIncident() {
  const bad = await badRelease();
  account.codePipeline.script.setActionDuration(PROD, 60);
  account.cloudWatch.script.setState('shop-5xx', 'ALARM');
  await account.clock.advance(2 * MINUTE);
  const [rollback] = account.codePipeline.script.acceptedRollbacks;
  if (rollback === undefined) throw new Error('the alarm was to lead to a rollback');
  return { bad, rollback: rollback.pipelineExecutionId };
}

/** Subjects of the e-mails; the chat form of a message has none. */
function subjects(): string[] {
  return account.topics.published.flatMap(({ subject }) => subject ?? []);
}

/** Disables a rule of the deployed stack, as a person does; the name of the rule. */
function disableRule(kind: RegExp): string {
  const rule = account.stacks.flatMap(({ rules }) => rules).find(({ name }) => kind.test(name));
  if (rule === undefined) throw new Error(`the stack has no rule ${kind}`);
  account.eventBus.putRule({ ...rule, enabled: false });
  return rule.name;
}

async function writeRecord(key: string, expression: string, values: object): Promise<void> {
  const dynamo = new DynamoDBClient({
    endpoint: account.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
  });
  const [table] = account.stacks.flatMap(({ tables }) => tables);
  await dynamo.send(
    new UpdateItemCommand({
      TableName: table?.tableName,
      Key: marshall({ pk: key, sk: 'record' }),
      UpdateExpression: expression,
      ExpressionAttributeValues: marshall(values),
    }),
  );
}

describe('status', () => {
  test('of all stages says what is deployed, what is good, and which are armed', async () => {
    const { reason, stages } = await command({ action: 'status' });
    expect(reason).toBe('3 guarded stages');
    expect(Stages.parse(stages)).toMatchObject([
      { stage: 'billing/Prod', armed: 'no', why: ['the guard is in dry-run mode'] },
      {
        stage: 'shop/Prod',
        armed: 'yes',
        why: [],
        deployed: expect.stringMatching(/^[0-9a-f]{8} \(/),
        stageStatus: 'Succeeded',
        lastGood: expect.stringMatching(/^[0-9a-f]{8} \(/),
        automaticRollbacks: '0 of at most 1 since it was last healthy',
        knownBad: [],
      },
      { stage: 'shop/Staging', armed: 'yes' },
    ]);
  });

  test('of an open incident tells its phase and since when, who froze the stage, and what is known bad', async () => {
    const { bad } = await openIncident();
    expect(await statusOf()).toMatchObject({
      armed: 'no',
      stageStatus: 'InProgress',
      incident: { id: expect.any(String), phase: 'rolling-back', since: expect.stringContaining(' UTC') },
      frozen: { by: 'this controller', since: expect.stringContaining(' UTC') },
      knownBad: [expect.stringContaining(bad)],
      automaticRollbacks: '1 of at most 1 since it was last healthy',
      why: expect.arrayContaining([
        expect.stringContaining('is open (rolling-back)'),
        expect.stringContaining('the limit is 1'),
      ]),
    });
  });

  test('says which alarms are out of action, and who disabled the transition', async () => {
    const { cloudWatch, codePipeline, identity } = account;
    cloudWatch.script.setActionsEnabled('shop-5xx', false);
    const arn = `arn:aws:iam::${identity.accountId}:user/person`;
    codePipeline.operations.DisableStageTransition.handle(
      { pipelineName: 'shop', stageName: 'Prod', transitionType: 'Inbound', reason: 'sale' },
      { arn },
    );
    expect(await statusOf()).toMatchObject({
      armed: 'in part',
      why: [expect.stringContaining('the actions of alarm "shop-5xx" are disabled')],
      frozen: { by: arn, reason: 'sale' },
    });
    for (const name of ['shop-latency', 'shop-health']) cloudWatch.script.setActionsEnabled(name, false);
    expect(await statusOf()).toMatchObject({ armed: 'no' });
  });

  test('says which stage no alarm would roll back because its rule is disabled, with one call for all stages', async () => {
    const rule = disableRule(/-shop-Prod-[0-9a-f]{6}-alarms-1$/);
    const before = account.calls.calls.length;
    const { stages } = await command({ action: 'status' });
    const calls = account.calls.calls.slice(before).filter(({ operation }) => operation === 'ListRules');
    expect(calls).toHaveLength(1);
    expect(Stages.parse(stages)).toMatchObject([
      { stage: 'billing/Prod' },
      {
        stage: 'shop/Prod',
        armed: 'no',
        why: ['shop-5xx', 'shop-latency', 'shop-health'].map((alarm) =>
          expect.stringContaining(`event rule ${rule}, which matches alarm "${alarm}", is disabled`),
        ),
      },
      { stage: 'shop/Staging', armed: 'yes' },
    ]);
  });

  test('lists a stage that cannot be read with its problem, beside the others', async () => {
    await command({ action: 'pause', ...PROD, ...ALICE });
    await writeRecord('shop/Prod', 'SET memory = :spoiled', { ':spoiled': { knownBad: 'none' } });
    account.parameters.put('/rollback-controller/RollbackController/guards/billing/Prod', '{', { overwrite: true });
    const { stages, unusableGuards } = await command({ action: 'status' });
    expect(unusableGuards).toEqual([expect.stringContaining('/billing/Prod: its value is not JSON')]);
    expect(Stages.parse(stages)).toMatchObject([
      {
        stage: 'shop/Prod',
        armed: 'unknown',
        stageStatus: 'Succeeded',
        why: [expect.stringContaining('knownBad')],
        problems: [expect.stringContaining('the stage record cannot be used')],
      },
      { stage: 'shop/Staging', armed: 'yes' },
    ]);
  });

  test('answers in words where the guards cannot be listed', async () => {
    account.faults.add({
      operation: 'GetParametersByPath',
      fault: { kind: 'error', name: 'AccessDeniedException', httpStatus: 400 },
    });
    expect(await command({ action: 'status' })).toMatchObject({
      decision: 'hold',
      code: 'could-not-observe',
      reason: expect.stringContaining('AccessDeniedException'),
    });
  });
});

describe('abort', () => {
  test('frees a stage whose rollback hangs, warns of what is still running, and lets the next incident begin', async () => {
    const { bad, rollback } = await openIncident();
    const answer = await command({ action: 'abort', ...PROD, ...ALICE });
    expect(answer).toMatchObject({
      decision: 'aborted',
      rollbackExecutionId: rollback,
      warnings: [
        expect.stringContaining(`rollback execution ${rollback} is not stopped`),
        'the stage stays frozen until it is released',
      ],
    });
    expect((await history())[0]).toMatchObject({
      what: 'aborted',
      by: 'alice',
      why: expect.stringContaining('(a test)'),
      rollbackExecutionId: rollback,
    });
    expect(subjects()).toContain('Incident aborted: shop/Prod');
    const status = await statusOf();
    expect(status).not.toHaveProperty('incident');
    expect(status).toMatchObject({ knownBad: [expect.stringContaining(bad)] });

    // The rollback ends unwatched: nobody is told, nothing is opened again.
    const before = subjects().length;
    account.cloudWatch.script.setState('shop-5xx', 'OK');
    await account.clock.advance(90 * MINUTE);
    expect(subjects().slice(before)).toEqual([]);
    expect(await statusOf()).not.toHaveProperty('incident');
    expect(await command({ action: 'plan', ...PROD })).toMatchObject({ decision: 'rollback' });
  });

  test('of a wait for a running deployment ends the waiting alarms: nothing happens at its end', async () => {
    const { codePipeline, cloudWatch, clock } = account;
    codePipeline.script.setActionDuration(PROD, 30);
    codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'bad' } });
    await clock.advance(5 * MINUTE);
    cloudWatch.script.setState('shop-5xx', 'ALARM');
    await clock.advance(MINUTE);
    expect(await statusOf()).toMatchObject({ incident: { phase: 'waiting' } });
    expect(await command({ action: 'abort', ...PROD, ...ALICE })).toMatchObject({
      decision: 'aborted',
      warnings: [expect.stringContaining('may still be running')],
    });
    await clock.advance(60 * MINUTE);
    expect(codePipeline.script.acceptedRollbacks).toEqual([]);
    expect((await history()).map(({ what, code }) => [what, code])).toEqual([
      ['hold', 'aborted'],
      ['aborted', undefined],
      ['wait', undefined],
    ]);
  });

  test('without an open incident changes nothing, and says so', async () => {
    expect(await command({ action: 'abort', ...PROD, ...ALICE })).toMatchObject({
      decision: 'no-incident',
      reason: 'no incident of this stage is open',
    });
    expect(await history()).toMatchObject([{ what: 'command-refused', by: 'alice', code: 'no-incident' }]);
    expect(subjects()).toEqual([]);
  });
});

describe('forgive', () => {
  test('makes an execution that was rolled back from a target again', async () => {
    const { cloudWatch, clock, codePipeline } = account;
    const { bad } = await openIncident();
    expect(await command({ action: 'forgive', ...PROD, ...ALICE, execution: bad })).toMatchObject({
      decision: 'incident-open',
      reason: expect.stringContaining('wait for its end, or abort it'),
    });
    cloudWatch.script.setState('shop-5xx', 'OK');
    await clock.advance(90 * MINUTE);
    codePipeline.script.setActionDuration(PROD, 1);
    await command({ action: 'release', ...PROD, ...ALICE });
    codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'next' } });
    await clock.advance(5 * MINUTE);
    expect(await command({ action: 'plan', ...PROD, target: bad })).toMatchObject({ code: 'target-not-eligible' });

    expect(await command({ action: 'forgive', ...PROD, ...ALICE, execution: bad })).toMatchObject({
      decision: 'forgiven',
      knownBad: [],
      automaticRollbacks: 1,
    });
    expect(await command({ action: 'plan', ...PROD, target: bad })).toMatchObject({ decision: 'rollback' });
    expect((await history())[1]).toMatchObject({ what: 'forgiven', by: 'alice', why: expect.stringContaining(bad) });
    expect(subjects()).toContain('Execution forgiven: shop/Prod');
  });

  test('of an execution that is not known bad names those that are', async () => {
    const execution = '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60';
    expect(await command({ action: 'forgive', ...PROD, ...ALICE, execution })).toMatchObject({
      decision: 'not-known-bad',
      reason: expect.stringContaining('(known bad: none)'),
    });
  });
});

describe('pause and resume', () => {
  test('of everything are recorded for the whole controller, and told once', async () => {
    await command({ action: 'pause', ...ALICE });
    const { paused } = await command({ action: 'status' });
    expect(paused).toMatch(/^by alice since .* \(a test\)$/);
    expect(await statusOf()).toMatchObject({
      armed: 'no',
      why: [expect.stringContaining('the controller has been paused')],
    });
    await command({ action: 'resume', by: 'bob' });
    expect(await history({})).toMatchObject([
      { what: 'resumed', by: 'bob', why: 'bob resumed automatic rollback of every guarded stage' },
      { what: 'paused', by: 'alice', why: 'alice paused automatic rollback of every guarded stage (a test)' },
    ]);
    expect(subjects()).toEqual(['Paused: controller/*', 'Resumed: controller/*']);
    expect(await statusOf()).toMatchObject({ armed: 'yes' });
  });

  test('of one stage are recorded for it', async () => {
    await command({ action: 'pause', ...PROD, ...ALICE });
    expect(await statusOf()).toMatchObject({ armed: 'no', paused: expect.stringContaining('by alice') });
    await command({ action: 'resume', ...PROD, ...ALICE });
    expect((await history()).map(({ what }) => what)).toEqual(['resumed', 'paused']);
    expect(await command({ action: 'pause', pipeline: 'shop' })).toMatchObject({
      decision: 'refused',
      reason: '"stage" is missing: name both pipeline and stage, or neither',
    });
  });
});

describe('history', () => {
  test('is newest first and as long as asked for', async () => {
    for (const action of ['pause', 'resume', 'pause']) {
      await command({ action, ...PROD, ...ALICE });
      await account.clock.advance(MINUTE);
    }
    await command({ action: 'plan', ...PROD, ...ALICE });
    expect((await history()).map(({ what }) => what)).toEqual(['planned', 'paused', 'resumed', 'paused']);
    expect((await history(PROD, 2)).map(({ what }) => what)).toEqual(['planned', 'paused']);
  });
});

describe('plan, rollback and release', () => {
  test('are recorded with who and why', async () => {
    await badRelease();
    await command({ action: 'plan', ...PROD, ...ALICE });
    await command({ action: 'rollback', ...PROD, ...ALICE, dryRun: true });
    expect(await command({ action: 'rollback', ...PROD, ...ALICE })).toMatchObject({
      decision: 'rollback',
      rollbackExecutionId: expect.any(String),
    });
    await account.clock.advance(5 * MINUTE);
    await command({ action: 'release', ...PROD, ...ALICE });
    await command({ action: 'release', ...PROD, ...ALICE });
    const entries = await history();
    expect(entries.map(({ what, code }) => [what, code])).toEqual([
      ['command-refused', 'not-frozen'],
      ['released', undefined],
      ['recovered', undefined],
      ['rollback', undefined],
      ['planned', undefined],
      ['planned', undefined],
    ]);
    for (const { by, why, what } of entries) {
      expect(by).toBe('alice');
      if (['released', 'rollback', 'planned'].includes(what)) expect(why).toContain('a test');
    }
  });
});

describe('check', () => {
  test('once a day, by schedule, tells people what changed, and only then', async () => {
    const { clock, cloudWatch } = account;
    await clock.advance(DAY + MINUTE);
    expect(subjects()).toEqual([]);
    cloudWatch.script.setActionsEnabled('shop-5xx', false);
    await clock.advance(2 * DAY);
    expect(subjects()).toEqual(['Readiness lost: shop/Prod']);
    cloudWatch.script.setActionsEnabled('shop-5xx', true);
    await clock.advance(DAY);
    expect(subjects()).toEqual(['Readiness lost: shop/Prod', 'Readiness regained: shop/Prod']);
    expect(await history()).toMatchObject([
      { what: 'readiness-regained', by: 'the daily schedule' },
      { what: 'readiness-lost', by: 'the daily schedule', why: expect.stringContaining('are disabled') },
    ]);
  });

  test('after a deploy of the stack, with the permissions of the template', async () => {
    const { clock, cloudWatch, eventBus, identity, stacks } = account;
    cloudWatch.script.setActionsEnabled('shop-5xx', false);
    const checksAfter = async (status: string, stack = stacks[0]?.stackName) => {
      const before = controllerOf(account).host.invocations.length;
      const id = `arn:aws:cloudformation:${identity.region}:${identity.accountId}:stack/${stack}/00000000-0000-4000-8000-000000000000`;
      eventBus.publish({
        source: 'aws.cloudformation',
        detailType: 'CloudFormation Stack Status Change',
        resources: [id],
        detail: { 'stack-id': id, 'status-details': { status, 'status-reason': '' } },
      });
      await clock.advance(MINUTE);
      return controllerOf(account).host.invocations.length - before;
    };
    expect(await checksAfter('UPDATE_IN_PROGRESS')).toBe(0);
    expect(await checksAfter('UPDATE_COMPLETE', 'Another')).toBe(0);
    expect(await checksAfter('UPDATE_COMPLETE')).toBe(1);
    expect(subjects()).toEqual(['Readiness lost: shop/Prod']);
    expect(await history()).toMatchObject([{ what: 'readiness-lost', by: 'the deployment' }]);
  });

  test('on demand answers for one stage or all', async () => {
    expect(await command({ action: 'check', ...PROD })).toMatchObject({
      decision: 'ready',
      reason: '1 of 1 guarded stage ready',
      stages: [{ stage: 'shop/Prod', readiness: 'ready', findings: [], lastGood: expect.any(String) }],
    });
    expect(await command({ action: 'check' })).toMatchObject({ reason: '3 of 3 guarded stages ready' });
  });

  test('finds no fault with the rules as they are deployed, and warns of a stage whose rule somebody disabled', async () => {
    const findingsOf = async () => {
      const { stages } = await command({ action: 'check' });
      return Stages.parse(stages).map(({ stage, findings }) => [stage, findings]);
    };
    expect(await findingsOf()).toEqual([
      ['billing/Prod', []],
      ['shop/Prod', []],
      ['shop/Staging', []],
    ]);
    const rule = disableRule(/-Staging-[0-9a-f]{6}-stage-1$/);
    expect(await findingsOf()).toEqual([
      ['billing/Prod', []],
      ['shop/Prod', []],
      [
        'shop/Staging',
        [
          expect.objectContaining({
            severity: 'warning',
            code: 'stage-without-rule',
            do: `enable the rule: aws events enable-rule --name ${rule}`,
          }),
        ],
      ],
    ]);
  });

  test('fails visibly where the guards cannot be listed, so that a scheduled one is tried again', async () => {
    account.faults.add({
      operation: 'GetParametersByPath',
      fault: { kind: 'error', name: 'AccessDeniedException', httpStatus: 400 },
    });
    const { functionError, payload } = await controllerOf(account).host.invoke('{"action":"check"}');
    expect(functionError).toBeDefined();
    expect(payload).toContain('AccessDeniedException');
  });
});

describe('a command that cannot be done', () => {
  test.each([
    { action: 'status', pipeline: 'shop', stage: 'prod' },
    { action: 'check', pipeline: 'shop', stage: 'prod' },
    { action: 'history', pipeline: 'shop', stage: 'prod' },
    { action: 'plan', pipeline: 'shop', stage: 'prod' },
    { action: 'rollback', pipeline: 'shop', stage: 'prod' },
    { action: 'release', pipeline: 'shop', stage: 'prod' },
    { action: 'pause', pipeline: 'shop', stage: 'prod' },
    { action: 'abort', pipeline: 'shop', stage: 'prod' },
    { action: 'forgive', pipeline: 'shop', stage: 'prod', execution: '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60' },
  ])('$action of a stage that nobody guards names the guarded ones, and leaves no trace', async (event) => {
    expect(await command(event)).toMatchObject({
      action: event.action,
      decision: 'refused',
      code: 'not-guarded',
      guarded: ['billing/Prod', 'shop/Prod', 'shop/Staging'],
    });
    const [table] = account.stacks.flatMap(({ tables }) => tables);
    expect(await account.dynamoDb.items(table?.tableName ?? '')).toEqual([]);
  });

  test.each([
    ['an unknown action', { action: 'undo' }, "Expected 'plan' | 'rollback'"],
    ['an unknown field', { action: 'abort', ...PROD, force: true }, 'force'],
    ['too long a history', { action: 'history', ...PROD, limit: 101 }, 'limit must be at most 100'],
    ['an execution that is none', { action: 'forgive', ...PROD, execution: 'latest' }, 'lower-case hexadecimal UUID'],
  ])('%s is answered with what is wrong and an example of every command', async (_name, event, words) => {
    const answer = await command(event);
    expect(answer).toMatchObject({ decision: 'refused', accepted: COMMAND_EXAMPLES });
    expect(answer.reason).toContain(words);
  });
});
