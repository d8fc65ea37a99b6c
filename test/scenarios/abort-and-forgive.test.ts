import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE, consoles, PROD } from './consoles.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

const { account, badRelease, command, history, statusOf, openIncident, subjects } = consoles();

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
    account().cloudWatch.script.setState('shop-5xx', 'OK');
    await account().clock.advance(90 * MINUTE);
    expect(subjects().slice(before)).toEqual([]);
    expect(await statusOf()).not.toHaveProperty('incident');
    expect(await command({ action: 'plan', ...PROD })).toMatchObject({ decision: 'rollback' });
  });

  test('of a wait for a running deployment ends the waiting alarms: nothing happens at its end', async () => {
    const { codePipeline, cloudWatch, clock } = account();
    codePipeline.script.setActionDuration(PROD, 30);
    codePipeline.script.startExecution({ pipeline: 'shop', revision: { revisionId: 'bad' } });
    await clock.advance(5 * MINUTE);
    cloudWatch.script.setState('shop-5xx', 'ALARM');
    await clock.advance(MINUTE);
    expect(await statusOf()).toMatchObject({ incident: { phase: 'waiting' } });
    expect(await command({ action: 'abort', ...PROD, ...ALICE })).toMatchObject({
      decision: 'aborted',
      warnings: [expect.stringContaining('may still be running'), 'the stage stays frozen until it is released'],
    });
    await clock.advance(60 * MINUTE);
    expect(codePipeline.script.acceptedRollbacks).toEqual([]);
    expect((await history()).map(({ what, code }) => [what, code])).toEqual([
      ['hold', 'aborted'],
      ['aborted', undefined],
      ['wait', undefined],
    ]);
  });

  describe('of a claim whose holder died with the answer of RollbackStage', () => {
    beforeEach(async () => {
      await badRelease();
      account().codePipeline.script.setActionDuration(PROD, 60);
      account().faults.add({ operation: 'RollbackStage', calls: 1, after: (call) => account().killCaller(call) });
      account().cloudWatch.script.setState('shop-5xx', 'ALARM');
      // A command waits for the end of the lease, and the wake-up comes behind it.
      await account().clock.advance(38 * SECOND);
      expect(await statusOf()).toMatchObject({ incident: { phase: 'claimed' } });
    });

    test('finds the rollback that was accepted, records it as ours, and counts it', async () => {
      const [rollback] = account().codePipeline.script.acceptedRollbacks;
      expect(await command({ action: 'abort', ...PROD, ...ALICE })).toMatchObject({
        decision: 'aborted',
        rollbackExecutionId: rollback?.pipelineExecutionId,
        warnings: [expect.stringContaining('is not stopped')],
      });
      await account().clock.advance(90 * MINUTE);
      expect((await history()).map(({ what }) => what)).toEqual(['rollback', 'aborted']);
      expect(await statusOf()).toMatchObject({
        automaticRollbacks: '1 of at most 1 since it was last healthy',
        knownBad: [expect.any(String)],
      });
    });

    test('waits as long as it cannot be read whether one was accepted', async () => {
      const mend = account().faults.add({
        operation: 'ListPipelineExecutions',
        fault: { kind: 'error', name: 'AccessDeniedException', httpStatus: 400 },
      });
      expect(await command({ action: 'abort', ...PROD, ...ALICE })).toMatchObject({
        decision: 'pending',
        reason: expect.stringContaining('not called again'),
      });
      expect(await statusOf()).toMatchObject({ incident: { phase: 'claimed' } });
      mend();
      expect(await command({ action: 'abort', ...PROD, ...ALICE })).toMatchObject({ decision: 'aborted' });
    });
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
    const { cloudWatch, clock, codePipeline } = account();
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
