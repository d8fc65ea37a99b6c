import { afterAll, describe, expect, test } from 'vitest';
import { freezeReason } from '../../../lambda/decision/freeze.ts';
import { finding } from '../../../lambda/readiness/finding.ts';
import { CheckAnswer, startChecks } from '../../support/checked-stages.ts';
import { arnOf } from '../../support/home.ts';
import { START } from '../../support/local-services.ts';
import { MISCONFIGURATIONS, plantHealthy, plantPipeline } from '../../support/planted-stages.ts';
import { invoke } from '../../support/service-ports.ts';

const DAY = 24 * 3_600_000;

const { services, ports, guard, deny, check, announcedOf, remember } = await startChecks();
afterAll(() => services.stop());

describe('a check', () => {
  test('of a stage that nothing is wrong with says what a rollback would go back to, and tells nobody', async () => {
    plantHealthy(services, 'healthy');
    await guard('healthy');
    expect(await check('healthy')).toMatchObject({ readiness: 'ready', findings: [], lastGood: expect.any(String) });
    expect(announcedOf('healthy')).toEqual([]);
  });

  test.each(MISCONFIGURATIONS)('finds $code, and that alone, and tells people', async ({ code, says, plant }) => {
    const name = `has-${code}`;
    plant(services, name);
    await guard(name);
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
      await guard(name);
      const incident = '20260108-093000-bbbb';
      await remember(name, { freeze: { reason, incident, since, condition: 'made', changedBy: frozen.changedBy } });
      await ports.pipelines.disableInbound({ pipeline: name, stage: 'Prod' }, transitionReason);
    }
    expect((await check('frozen-long')).findings).toMatchObject([
      { code: finding.freezeOld.code, what: expect.stringContaining('kept the stage frozen for 2 d') },
    ]);
    expect((await check('frozen-today')).findings).toEqual([]);
    expect((await check('frozen-by-others')).findings).toEqual([]);
  });

  test('finds that deployActions names nothing of the stage, after a rename say: no deployment would be seen', async () => {
    for (const [name, deployActions] of [
      ['renamed', ['DeployEcs']],
      ['named', ['DeployEcs', 'Prod']],
    ] as const) {
      plantHealthy(services, name);
      await guard(name, { deployActions: [...deployActions] });
    }
    expect((await check('renamed')).findings).toMatchObject([
      { code: finding.deployActionsNotFound.code, severity: 'error', what: expect.stringContaining('it has Prod') },
    ]);
    expect((await check('named')).findings).toEqual([]);
  });

  test('finds a pause that lasts longer than a day', async () => {
    plantHealthy(services, 'paused-long');
    await guard('paused-long');
    await remember('paused-long', { pause: { by: 'bob', since: START - 3 * DAY } });
    expect((await check('paused-long')).findings).toMatchObject([
      { code: finding.pausedLong.code, what: expect.stringContaining('paused by bob for 3 d') },
    ]);
  });

  test('finds nothing wrong with a log alarm, as an alarm of the guard or of "unlessAlarms"', async () => {
    const name = 'guarded-by-logs';
    plantPipeline(services, name);
    services.cloudWatch.script.seedLogAlarm({ name });
    services.cloudWatch.script.seedLogAlarm({ name: 'platform-log' });
    await guard(name, { unlessAlarms: [arnOf('platform-log')] });
    expect(await check(name)).toMatchObject({ readiness: 'ready', findings: [] });
  });

  test('finds an alarm of "unlessAlarms" that does not exist: it vetoes nothing', async () => {
    plantHealthy(services, 'without-veto');
    await guard('without-veto', { unlessAlarms: [arnOf('platform-down')] });
    expect((await check('without-veto')).findings).toMatchObject([
      { code: finding.vetoNotFound.code, what: expect.stringContaining('"platform-down"') },
    ]);
  });

  test.each([
    ['narrower by now', { pipelines: ['team-*'] }, 'its scope is team-*'],
    ['its own stack by now', { stack: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Own/1' }, 'its own stack'],
  ])('finds a guard that the scope of the controller, which is %s, does not cover', async (how, scope, says) => {
    const name = how.replaceAll(' ', '-');
    plantHealthy(services, name);
    await guard(name);
    const narrowed = { ...ports, scope };
    const answer = CheckAnswer.parse(await invoke(narrowed, { action: 'check', pipeline: name, by: 'alice' }));
    expect(answer.stages).toMatchObject([
      { readiness: 'not-ready', findings: [{ code: finding.outOfScope.code, what: expect.stringContaining(says) }] },
    ]);
  });

  test.each([
    ['GetPipeline', 'codepipeline:GetPipeline'],
    ['GetPipelineState', 'codepipeline:GetPipelineState'],
    ['ListPipelineExecutions', 'codepipeline:ListPipelineExecutions'],
    ['DescribeAlarms', 'cloudwatch:DescribeAlarms'],
  ])(
    'that may not make the call %s finds that, and names the permission to look for',
    async (operation, permission) => {
      const name = `denied-${operation}`;
      plantHealthy(services, name);
      await guard(name);
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
    const heal = deny('Query');
    await expect(check('denied')).rejects.toThrow('it takes the permission dynamodb:Query');
    heal();
  });

  test('that could not read something for the moment says so, and neither tells people nor forgets what was found', async () => {
    plantPipeline(services, 'throttled');
    await guard('throttled');
    await check('throttled');
    const heal = services.faults.add({ operation: 'DescribeAlarms', fault: { kind: 'throttle' } });
    const throttled = await check('throttled');
    heal();
    expect(throttled).toMatchObject({ readiness: 'unknown', unread: [expect.stringContaining('Throttling')] });
    await check('throttled');
    expect(announcedOf('throttled').map(({ code }) => code)).toEqual(['readiness-lost']);
  });
});

describe('people are told what changed since the last check', () => {
  test('once, not at each check; more that is found; and what is mended', async () => {
    const name = 'changing';
    plantPipeline(services, name);
    await guard(name);
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

test('every finding of the catalogue is planted by a test: of this file, of the table, about event rules, of the doctor, of spokes, of artifacts, of deletions, or of who is told', () => {
  const here = [
    finding.freezeOld,
    finding.deployActionsNotFound,
    finding.pausedLong,
    finding.recordUnreadable,
    finding.guardUnreadable,
    finding.couldNotRead,
    finding.alarmsWithoutRule,
    finding.stagesWithoutRule,
    finding.alarmNotIndexed,
    finding.rulesUnverified,
    finding.outOfScope,
    finding.rollbackDenied,
    finding.freezeDenied,
    finding.vetoNotFound,
    finding.nobodyIsTold,
    finding.deletionFailed,
    finding.spokeUnreadable,
    finding.spokeWithoutRule,
    finding.spokeDisabled,
    finding.spokeElsewhere,
    finding.artifactGone,
    finding.artifactsUnverified,
  ];
  const planted = [...MISCONFIGURATIONS.map(({ code }) => code), ...here.map(({ code }) => code)];
  expect(planted.toSorted()).toEqual(
    Object.values(finding)
      .map(({ code }) => code)
      .toSorted(),
  );
});

test('a check of a stage that nobody guards names those that are guarded', async () => {
  await guard('healthy');
  const answer = await invoke(ports, { action: 'check', pipeline: 'healthy', stage: 'prod' });
  expect(answer).toMatchObject({
    decision: 'refused',
    code: 'not-guarded',
    guarded: expect.arrayContaining(['healthy/Prod']),
  });
});
