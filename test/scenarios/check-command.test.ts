import { describe, expect, test } from 'vitest';
import { controllerOf } from '../support/deployed-controller.ts';
import { consoles, PROD, Stages } from './consoles.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const { account, command, history, subjects, disableRule } = consoles();

describe('check', () => {
  test('once a day, by schedule, tells people what changed, and only then', async () => {
    const { clock, cloudWatch } = account();
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
    const { clock, cloudWatch, eventBus, identity, stacks } = account();
    cloudWatch.script.setActionsEnabled('shop-5xx', false);
    const checksAfter = async (status: string, stack = stacks[0]?.stackName) => {
      const before = controllerOf(account()).host.invocations.length;
      const id = `arn:aws:cloudformation:${identity.region}:${identity.accountId}:stack/${stack}/00000000-0000-4000-8000-000000000000`;
      eventBus.publish({
        source: 'aws.cloudformation',
        detailType: 'CloudFormation Stack Status Change',
        resources: [id],
        detail: { 'stack-id': id, 'status-details': { status, 'status-reason': '' } },
      });
      await clock.advance(MINUTE);
      return controllerOf(account()).host.invocations.length - before;
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

  test('finds no fault with the rules as they are deployed, and warns of every stage once somebody disabled the rule of stages', async () => {
    const findingsOf = async () => {
      const { stages } = await command({ action: 'check' });
      return Stages.parse(stages).map(({ stage, findings }) => [stage, findings]);
    };
    expect(await findingsOf()).toEqual([
      ['billing/Prod', []],
      ['shop/Prod', []],
      ['shop/Staging', []],
    ]);
    const rule = disableRule(/-stages$/);
    const warning = expect.objectContaining({
      severity: 'warning',
      code: 'stages-without-rule',
      do: `enable the rule: aws events enable-rule --name ${rule}`,
    });
    expect(await findingsOf()).toEqual([
      ['billing/Prod', [warning]],
      ['shop/Prod', [warning]],
      ['shop/Staging', [warning]],
    ]);
  });

  test('fails visibly where the guards cannot be listed, so that a scheduled one is tried again', async () => {
    account().faults.add({
      operation: 'Query',
      fault: { kind: 'error', name: 'AccessDeniedException', httpStatus: 400 },
    });
    const { functionError, payload } = await controllerOf(account()).host.invoke('{"action":"check"}');
    expect(functionError).toBeDefined();
    expect(payload).toContain('AccessDeniedException');
  });
});
