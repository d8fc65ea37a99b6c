import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { finding } from '../../../lambda/readiness/finding.ts';
import { CheckAnswer, startChecks } from '../../support/checked-stages.ts';
import { ALARM_RULE, plantRules, STAGE_RULE } from '../../support/planted-rules.ts';
import { plantHealthy } from '../../support/planted-stages.ts';
import { invoke } from '../../support/service-ports.ts';

const { services, ports, guard, deny, check, announcedOf } = await startChecks();
const { eventBus } = services;
afterEach(() => plantRules(eventBus));
afterAll(() => services.stop());

async function healthy(name: string): Promise<void> {
  plantHealthy(services, name);
  await guard(name);
}

describe('a check of the event rules', () => {
  test.each([
    [
      'no rule',
      () => eventBus.removeRule(ALARM_RULE.name),
      'no event rule of this controller matches alarms',
      'deploy again',
    ],
    [
      'a rule that is disabled',
      () => eventBus.putRule({ ...ALARM_RULE, enabled: false }),
      `event rule ${ALARM_RULE.name}, which matches alarms, is disabled`,
      `aws events enable-rule --name ${ALARM_RULE.name}`,
    ],
  ])('finds alarms that have %s: nothing would be rolled back', async (what, spoil, says, advice) => {
    const name = `alarms-${what.replaceAll(' ', '-')}`;
    await healthy(name);
    spoil();
    expect(await check(name)).toMatchObject({
      readiness: 'not-ready',
      findings: [
        {
          severity: 'error',
          code: finding.alarmsWithoutRule.code,
          what: expect.stringContaining(says),
          do: expect.stringContaining(advice),
        },
      ],
    });
  });

  test('takes one enabled rule for enough, where another that matches the same is disabled', async () => {
    await healthy('two-rules');
    eventBus.putRule({ ...ALARM_RULE, name: 'controller-0-alarms', enabled: false });
    eventBus.putRule({ ...STAGE_RULE, name: 'controller-0-stages', enabled: false });
    expect(await check('two-rules')).toMatchObject({ readiness: 'ready', findings: [] });
  });

  test.each([
    ['no rule', () => eventBus.removeRule(STAGE_RULE.name), 'matches the events of stages', 'deploy again'],
    [
      'a rule that is disabled',
      () => eventBus.putRule({ ...STAGE_RULE, enabled: false }),
      `event rule ${STAGE_RULE.name}`,
      'enable-rule',
    ],
  ])('warns of stages whose events have %s', async (what, spoil, says, advice) => {
    const name = `stages-${what.replaceAll(' ', '-')}`;
    await healthy(name);
    eventBus.removeRule('controller-0-stages');
    spoil();
    expect(await check(name)).toMatchObject({
      readiness: 'ready-with-warnings',
      findings: [
        {
          severity: 'warning',
          code: finding.stagesWithoutRule.code,
          what: expect.stringContaining(says),
          do: expect.stringContaining(advice),
        },
      ],
    });
  });

  test('that may not list them warns what could not be verified: rollbacks work all the same', async () => {
    await healthy('denied-rules');
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
    await healthy('throttled-rules');
    eventBus.putRule({ ...STAGE_RULE, enabled: false });
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
