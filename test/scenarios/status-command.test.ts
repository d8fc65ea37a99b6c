import { describe, expect, test } from 'vitest';
import { VERSION } from '../../lambda/version.ts';
import { ALICE, consoles, PROD, Stages } from './consoles.ts';

const { account, command, statusOf, openIncident, disableRule, writeRecord } = consoles();

describe('status', () => {
  test('of all stages says what is deployed, what is good, and which are armed', async () => {
    const { reason, stages, version } = await command({ action: 'status' });
    expect(reason).toBe('3 guarded stages');
    expect(version).toBe(VERSION);
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
    const { cloudWatch, codePipeline, identity } = account();
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

  test('says of every stage that no alarm would roll it back where their rule is disabled, with one call for all', async () => {
    const rule = disableRule(/-alarms$/);
    const before = account().calls.calls.length;
    const { stages } = await command({ action: 'status' });
    const calls = account()
      .calls.calls.slice(before)
      .filter(({ operation }) => operation === 'ListRules');
    expect(calls).toHaveLength(1);
    expect(Stages.parse(stages)).toMatchObject([
      { stage: 'billing/Prod', armed: 'no' },
      {
        stage: 'shop/Prod',
        armed: 'no',
        why: [expect.stringContaining(`event rule ${rule}, which matches alarms, is disabled`)],
      },
      { stage: 'shop/Staging', armed: 'no' },
    ]);
  });

  test('lists a stage that cannot be read with its problem, beside the others', async () => {
    await command({ action: 'pause', ...PROD, ...ALICE });
    await writeRecord('shop/Prod', 'SET memory = :spoiled', { ':spoiled': { knownBad: 'none' } });
    await writeRecord('billing/Prod', 'SET guard.bakeMinutes = :spoiled', { ':spoiled': 'long' });
    const { stages, unusableGuards } = await command({ action: 'status' });
    expect(unusableGuards).toEqual([expect.stringContaining('billing/Prod: ')]);
    expect(Stages.parse(stages)).toMatchObject([
      {
        stage: 'shop/Prod',
        armed: 'unknown',
        stageStatus: 'Succeeded',
        why: [expect.stringContaining('at deployments')],
        problems: [expect.stringContaining('the stage record cannot be used')],
      },
      { stage: 'shop/Staging', armed: 'yes' },
    ]);
  });

  test('answers in words where the guards cannot be listed', async () => {
    account().faults.add({
      operation: 'Query',
      fault: { kind: 'error', name: 'AccessDeniedException', httpStatus: 400 },
    });
    expect(await command({ action: 'status' })).toMatchObject({
      decision: 'hold',
      code: 'could-not-observe',
      reason: expect.stringContaining('AccessDeniedException'),
    });
  });
});
