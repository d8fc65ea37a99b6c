import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import type { Ports } from '../../../lambda/ports.ts';
import { finding } from '../../../lambda/readiness/finding.ts';
import { RECORD_SCHEMA } from '../../../lambda/stage-record.ts';
import { type LocalServices, START, startLocalServices, TABLE } from '../../support/local-services.ts';
import { alarmRule, plantRules, stageRule } from '../../support/planted-rules.ts';
import { MISCONFIGURATIONS, plantHealthy, plantPipeline } from '../../support/planted-stages.ts';
import type { Recorder } from '../../support/ports/recorder.ts';
import { GUARDS, invoke, portsOf } from '../../support/service-ports.ts';

const DAY = 24 * 3_600_000;

const Answer = z.object({
  decision: z.string(),
  reason: z.string(),
  stages: z.array(
    z.object({
      stage: z.string(),
      readiness: z.string(),
      lastGood: z.string().optional(),
      unread: z.array(z.string()).optional(),
      findings: z.array(z.object({ severity: z.string(), code: z.string(), what: z.string(), do: z.string() })),
    }),
  ),
});

let services: LocalServices;
let ports: Ports;
let recorder: Recorder;
beforeAll(async () => {
  services = await startLocalServices();
  ({ ports, recorder } = portsOf(services));
});
afterAll(() => services.stop());

/** A deployed guard of stage Prod of the pipeline `name` with the alarm `name`. */
function guard(name: string): void {
  edit(name, [name]);
  plantRules(services.eventBus, guarded(name));
}

/** Its SSM parameter, written by hand. */
function edit(name: string, alarms: readonly string[]): void {
  const policy = { pipeline: name, stage: 'Prod', alarms };
  services.parameters.put(`${GUARDS}/${name}/Prod`, JSON.stringify(policy), { overwrite: true });
}

function guarded(name: string) {
  return { pipeline: name, stage: 'Prod', alarms: [name] };
}

function deny(operation: string) {
  const fault = { kind: 'error', name: 'AccessDeniedException', message: 'not authorized', httpStatus: 403 } as const;
  return services.faults.add({ operation, fault });
}

async function check(name: string) {
  const answer = Answer.parse(await invoke(ports, { action: 'check', pipeline: name, by: 'alice' }));
  const [stage, ...others] = answer.stages;
  if (stage === undefined || others.length > 0) throw new Error(`one stage of ${name} was to be checked`);
  return stage;
}

function announcedOf(name: string) {
  return recorder.announced.filter(({ key }) => key.pipeline === name).map(({ entry }) => entry);
}

async function putItem(item: object): Promise<void> {
  await services.clients.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: marshall(item) }));
}

/** What the controller remembers of stage Prod of the pipeline. */
function remember(name: string, memory: object): Promise<void> {
  const stored = { knownBad: [], automaticRollbacks: [], ...memory };
  return putItem({ pk: `${name}/Prod`, sk: 'record', fence: 1, schema: RECORD_SCHEMA, memory: stored });
}

describe('a check', () => {
  test('of a stage that nothing is wrong with says what a rollback would go back to, and tells nobody', async () => {
    plantHealthy(services, 'healthy');
    guard('healthy');
    expect(await check('healthy')).toMatchObject({ readiness: 'ready', findings: [], lastGood: expect.any(String) });
    expect(announcedOf('healthy')).toEqual([]);
  });

  test.each(MISCONFIGURATIONS)('finds $code, and that alone, and tells people', async ({ code, says, plant }) => {
    const name = `has-${code}`;
    plant(services, name);
    guard(name);
    const { findings, readiness } = await check(name);
    expect(findings).toEqual([
      { severity: expect.any(String), code, what: expect.stringContaining(says), do: expect.any(String) },
    ]);
    expect(readiness).toBe(findings[0]?.severity === 'error' ? 'not-ready' : 'ready-with-warnings');
    expect(announcedOf(name)).toMatchObject([
      { code: 'readiness-lost', cause: 'alice', sentence: expect.stringContaining(says) },
    ]);
  });

  test('finds a freeze of ours that is older than a day, but not one of yesterday evening or of somebody else', async () => {
    const reason = freezeReason('20260108-093000-bbbb', 'b');
    const frozen = { inbound: 'disabled', changedBy: 'arn:aws:iam::123456789012:user/administrator' };
    for (const [name, since, transitionReason] of [
      ['frozen-long', START - 2 * DAY, reason],
      ['frozen-today', START - DAY / 2, reason],
      ['frozen-by-others', START - 2 * DAY, 'No deployments during the sale'],
    ] as const) {
      plantHealthy(services, name);
      guard(name);
      await remember(name, { freeze: { reason, since, changedBy: frozen.changedBy } });
      await ports.pipelines.disableInbound({ pipeline: name, stage: 'Prod' }, transitionReason);
    }
    expect((await check('frozen-long')).findings).toMatchObject([
      { code: finding.freezeOld.code, what: expect.stringContaining('kept the stage frozen for 2 d') },
    ]);
    expect((await check('frozen-today')).findings).toEqual([]);
    expect((await check('frozen-by-others')).findings).toEqual([]);
  });

  test('finds a pause that lasts longer than a day', async () => {
    plantHealthy(services, 'paused-long');
    guard('paused-long');
    await remember('paused-long', { pause: { by: 'bob', since: START - 3 * DAY } });
    expect((await check('paused-long')).findings).toMatchObject([
      { code: finding.pausedLong.code, what: expect.stringContaining('paused by bob for 3 d') },
    ]);
  });

  test('finds a stage record that cannot be used', async () => {
    plantHealthy(services, 'spoiled-record');
    guard('spoiled-record');
    await putItem({ pk: 'spoiled-record/Prod', sk: 'record', fence: 1, schema: 99, memory: {} });
    expect(await check('spoiled-record')).toMatchObject({
      readiness: 'not-ready',
      findings: [{ code: finding.recordUnreadable.code, what: expect.stringContaining('its schema is 99') }],
    });
  });

  test('finds a guard parameter that cannot be used, and tells when it is mended', async () => {
    plantHealthy(services, 'spoiled@guard');
    plantRules(services.eventBus, guarded('spoiled@guard'));
    services.parameters.put(`${GUARDS}/spoiled_AT_guard/Prod`, '{"pipeline": "spoiled@guard"');
    expect(await check('spoiled@guard')).toMatchObject({
      stage: 'spoiled@guard/Prod',
      readiness: 'not-ready',
      findings: [{ code: finding.guardUnreadable.code, what: expect.stringContaining('not JSON') }],
    });
    const mended = JSON.stringify({ pipeline: 'spoiled@guard', stage: 'Prod', alarms: ['spoiled@guard'] });
    services.parameters.put(`${GUARDS}/spoiled_AT_guard/Prod`, mended, { overwrite: true });
    expect(await check('spoiled@guard')).toMatchObject({ readiness: 'ready' });
    expect(announcedOf('spoiled@guard')).toMatchObject([
      { code: 'readiness-lost' },
      { code: 'readiness-regained', sentence: expect.stringContaining('no longer found: guard-unreadable') },
    ]);
  });

  test.each([
    ['GetPipeline', 'codepipeline:GetPipeline'],
    ['GetPipelineState', 'codepipeline:GetPipelineState'],
    ['ListPipelineExecutions', 'codepipeline:ListPipelineExecutions'],
    ['DescribeAlarms', 'cloudwatch:DescribeAlarms'],
    ['GetParameter', 'ssm:GetParameter'],
  ])(
    'that may not make the call %s finds that, and names the permission to look for',
    async (operation, permission) => {
      const name = `denied-${operation}`;
      plantHealthy(services, name);
      guard(name);
      const heal = deny(operation);
      const { readiness, findings } = await check(name);
      heal();
      expect(readiness).toBe('not-ready');
      expect(findings).toMatchObject([
        {
          code: finding.couldNotRead.code,
          what: expect.stringContaining(`AccessDeniedException: not authorized; it takes the permission ${permission}`),
        },
      ]);
    },
  );

  test('that may not list the guards fails with the permission to look for: the daily check is tried again', async () => {
    const heal = deny('GetParametersByPath');
    await expect(check('denied')).rejects.toThrow('it takes the permission ssm:GetParametersByPath');
    heal();
  });

  test('that could not read something for the moment says so, and neither tells people nor forgets what was found', async () => {
    plantPipeline(services, 'throttled');
    guard('throttled');
    await check('throttled');
    const heal = services.faults.add({ operation: 'DescribeAlarms', fault: { kind: 'throttle' } });
    const throttled = await check('throttled');
    heal();
    expect(throttled).toMatchObject({ readiness: 'unknown', unread: [expect.stringContaining('Throttling')] });
    await check('throttled');
    expect(announcedOf('throttled').map(({ code }) => code)).toEqual(['readiness-lost']);
  });
});

describe('a check of the event rules', () => {
  test.each<[string, string, (name: string) => void, string, string]>([
    [
      'is only in the SSM parameter',
      'by-hand',
      (name) => {
        services.cloudWatch.script.seedAlarm({ name: `${name}-more` });
        edit(name, [name, `${name}-more`]);
      },
      'no event rule of this controller matches alarm "by-hand-more" for this stage',
      'name the alarm in the guard and deploy again',
    ],
    [
      'wakes the controller for another stage only',
      'shared-alarm',
      (name) => {
        services.cloudWatch.script.seedAlarm({ name: 'shared' });
        services.eventBus.putRule(alarmRule({ pipeline: 'other', stage: 'Prod', alarms: ['shared'] }));
        edit(name, [name, 'shared']);
      },
      'no event rule of this controller matches alarm "shared" for this stage',
      'deploy again',
    ],
    [
      'has a rule that is disabled',
      'disabled',
      (name) => services.eventBus.putRule({ ...alarmRule(guarded(name)), enabled: false }),
      'event rule controller-disabled-Prod-alarms-1, which matches alarm "disabled", is disabled',
      'aws events enable-rule --name controller-disabled-Prod-alarms-1',
    ],
  ])('finds an alarm that %s', async (_, name, spoil, says, advice) => {
    plantHealthy(services, name);
    guard(name);
    spoil(name);
    expect(await check(name)).toMatchObject({
      readiness: 'not-ready',
      findings: [
        {
          severity: 'error',
          code: finding.alarmWithoutRule.code,
          what: expect.stringContaining(says),
          do: expect.stringContaining(advice),
        },
      ],
    });
  });

  test('takes one enabled rule for enough, where another that matches the same is disabled', async () => {
    plantHealthy(services, 'two-rules');
    guard('two-rules');
    const { eventBus } = services;
    eventBus.putRule({ ...alarmRule(guarded('two-rules')), name: 'controller-0-two-rules', enabled: false });
    eventBus.putRule({ ...stageRule(guarded('two-rules')), name: 'controller-0-two-rules-stage', enabled: false });
    expect(await check('two-rules')).toMatchObject({ readiness: 'ready', findings: [] });
  });

  test.each([
    [
      'no rule',
      'stage-uncovered',
      undefined,
      'no event rule of this controller matches the events of stage "Prod"',
      'deploy again',
    ],
    [
      'a rule that is disabled',
      'stage-disabled',
      false,
      'event rule controller-stage-disabled-Prod-stage-1',
      'enable-rule',
    ],
  ])('warns of a stage whose events have %s', async (_, name, enabled, says, advice) => {
    plantHealthy(services, name);
    edit(name, [name]);
    services.eventBus.putRule(alarmRule(guarded(name)));
    services.eventBus.putRule(stageRule({ pipeline: name, stage: 'Staging' }));
    services.eventBus.putRule(stageRule({ pipeline: `${name}-2`, stage: 'Prod' }));
    if (enabled !== undefined) services.eventBus.putRule({ ...stageRule(guarded(name)), enabled });
    expect(await check(name)).toMatchObject({
      readiness: 'ready-with-warnings',
      findings: [
        {
          severity: 'warning',
          code: finding.stageWithoutRule.code,
          what: expect.stringContaining(says),
          do: expect.stringContaining(advice),
        },
      ],
    });
  });

  test('that may not list them warns what could not be verified: rollbacks work all the same', async () => {
    plantHealthy(services, 'denied-rules');
    guard('denied-rules');
    const heal = deny('ListRules');
    const denied = await check('denied-rules');
    heal();
    expect(denied).toMatchObject({
      readiness: 'ready-with-warnings',
      findings: [
        {
          severity: 'warning',
          code: finding.rulesUnverified.code,
          what: expect.stringMatching(/could not be verified.*it takes the permission events:ListRules$/),
        },
      ],
    });
  });

  test('that cannot list them for the moment says so, and keeps what was found before', async () => {
    plantHealthy(services, 'throttled-rules');
    guard('throttled-rules');
    services.eventBus.putRule({ ...stageRule(guarded('throttled-rules')), enabled: false });
    await check('throttled-rules');
    const heal = services.faults.add({ operation: 'ListRules', fault: { kind: 'throttle' } });
    const throttled = await check('throttled-rules');
    heal();
    expect(throttled).toMatchObject({
      readiness: 'unknown',
      findings: [],
      unread: [expect.stringContaining('the event rules of the controller: ThrottlingException')],
    });
    await check('throttled-rules');
    expect(announcedOf('throttled-rules').map(({ code }) => code)).toEqual(['readiness-lost']);
  });

  test('lists them once, however many stages are checked', async () => {
    const lists = () => services.calls.calls.filter(({ operation }) => operation === 'ListRules').length;
    const before = lists();
    const { reason } = Answer.parse(await invoke(ports, { action: 'check', by: 'alice' }));
    expect(reason).toMatch(/of \d\d guarded stages ready/);
    expect(lists() - before).toBeLessThanOrEqual(3);
  });
});

describe('people are told what changed since the last check', () => {
  test('once, not at each check; more that is found; and what is mended', async () => {
    const name = 'changing';
    plantPipeline(services, name);
    guard(name);
    await check(name);
    await check(name);
    services.cloudWatch.script.seedAlarm({ name, actionsEnabled: false });
    await check(name);
    services.cloudWatch.script.setActionsEnabled(name, true);
    await check(name);
    expect(announcedOf(name).map(({ code, sentence }) => [code, sentence])).toEqual([
      ['readiness-lost', expect.stringContaining(`CloudWatch has no alarm "${name}"`)],
      ['readiness-lost', expect.stringContaining('are disabled')],
      ['readiness-regained', `no longer found: alarm-actions-disabled ${name}; the stage is ready`],
    ]);
    const told = await ports.history.latest({ pipeline: name, stage: 'Prod' }, 10);
    expect(told.map(({ code }) => code)).toEqual(['readiness-regained', 'readiness-lost', 'readiness-lost']);
  });
});

test('every finding of the catalogue is planted by a test of this file', () => {
  const here = [
    finding.freezeOld,
    finding.pausedLong,
    finding.recordUnreadable,
    finding.guardUnreadable,
    finding.couldNotRead,
    finding.alarmWithoutRule,
    finding.stageWithoutRule,
    finding.rulesUnverified,
  ];
  const planted = [...MISCONFIGURATIONS.map(({ code }) => code), ...here.map(({ code }) => code)];
  expect(planted.toSorted()).toEqual(
    Object.values(finding)
      .map(({ code }) => code)
      .toSorted(),
  );
});

test('a check of a stage that nobody guards names those that are guarded', async () => {
  guard('healthy');
  const answer = await invoke(ports, { action: 'check', pipeline: 'healthy', stage: 'prod' });
  expect(answer).toMatchObject({
    decision: 'refused',
    code: 'not-guarded',
    guarded: expect.arrayContaining(['healthy/Prod']),
  });
});
