import { afterAll, describe, expect, test } from 'vitest';
import { finding } from '../../../lambda/readiness/finding.ts';
import { CheckAnswer, guarded, startChecks } from '../../support/checked-stages.ts';
import { alarmRule, stageRule } from '../../support/planted-rules.ts';
import { plantHealthy } from '../../support/planted-stages.ts';
import { invoke } from '../../support/service-ports.ts';

const { services, ports, edit, guard, deny, check, announcedOf } = await startChecks();
afterAll(() => services.stop());

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
    const { reason } = CheckAnswer.parse(await invoke(ports, { action: 'check', by: 'alice' }));
    expect(reason).toMatch(/of [2-9] guarded stages ready/);
    expect(lists() - before).toBeLessThanOrEqual(3);
  });
});
