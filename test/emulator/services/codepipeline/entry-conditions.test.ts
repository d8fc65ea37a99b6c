import * as sdk from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from 'vitest';
import type { StageStory } from '../../../../emulator/services/codepipeline/pipeline-story.ts';
import type { ScriptedEntry } from '../../../../emulator/services/codepipeline/scripted-entry.ts';
import type { SwitchOverrides } from '../../../../emulator/services/codepipeline/switches.ts';
import { sdkWorld } from './sdk-world.ts';

/** An execution that has come to Prod, whose entry condition takes ten minutes unless told otherwise. */
async function entering(
  entry: ScriptedEntry = { minutes: 10, passes: true },
  stage: Partial<StageStory> = {},
  switches: SwitchOverrides = {},
) {
  const prod = { name: 'Prod', beforeEntry: 'FAIL' as const, ...stage };
  const here = await sdkWorld({ name: 'shop', stages: ['Source', prod, 'After'] }, switches);
  const good = here.script.startExecution({ pipeline: 'shop' });
  await here.pass(3);
  const id = here.script.startExecution({ pipeline: 'shop', entries: { Prod: entry } });
  here.events.length = 0;
  await here.pass(1);
  const status = async () => (await here.execution(id)).status;
  const condition = async () => (await here.stageState('Prod')).beforeEntryConditionState?.latestExecution?.status;
  const stop = (abandon: boolean) =>
    here.person.send(new sdk.StopPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId: id, abandon }));
  const stageEvents = () =>
    here.events
      .filter(({ detail }) => detail.stage === 'Prod' && !('action' in detail))
      .map(({ detail }) => detail.state);
  return { ...here, good, id, status, condition, stop, stageEvents };
}

describe('an entry condition in progress', () => {
  test('has the stage, in which no action has begun', async () => {
    const { id, stageState, actions, clock, stageEvents } = await entering();
    const state = await stageState('Prod');
    expect(state.latestExecution).toEqual({ pipelineExecutionId: id, status: 'InProgress', type: 'STANDARD' });
    expect(state.beforeEntryConditionState).toEqual({
      latestExecution: { status: 'InProgress' },
      conditionStates: [
        {
          latestExecution: { status: 'InProgress', lastStatusChange: new Date(clock.now()) },
          ruleStates: [
            {
              ruleName: 'EntryRule',
              latestExecution: {
                ruleExecutionId: expect.any(String),
                status: 'InProgress',
                lastStatusChange: new Date(clock.now()),
              },
            },
          ],
        },
      ],
    });
    expect((await actions({ pipelineExecutionId: id })).map(({ actionName }) => actionName)).toEqual(['Source']);
    expect(stageEvents()).toEqual(['STARTED']);
  });

  test('keeps rollbacks and later executions out', async () => {
    const { person, good, script, pass, stageState } = await entering();
    const rollback = new sdk.RollbackStageCommand({
      pipelineName: 'shop',
      stageName: 'Prod',
      targetPipelineExecutionId: good,
    });
    await expect(person.send(rollback)).rejects.toBeInstanceOf(sdk.UnableToRollbackStageException);
    script.startExecution({ pipeline: 'shop' });
    await pass(1);
    expect((await stageState('Prod')).inboundExecutions).toHaveLength(1);
  });

  test('lets the actions begin when it passes', async () => {
    const { pass, condition, actionState, status } = await entering();
    await pass(10);
    expect(await condition()).toBe('Succeeded');
    expect(await actionState('Prod', 'Prod')).toMatchObject({ status: 'InProgress' });
    await pass(2);
    expect(await status()).toBe('Succeeded');
  });

  test('fails the stage when it does not', async () => {
    const { pass, condition, status, stageState, stageEvents } = await entering({ minutes: 10, passes: false });
    await pass(10);
    expect([await condition(), await status()]).toEqual(['Failed', 'Failed']);
    expect((await stageState('Prod')).latestExecution?.status).toBe('Failed');
    expect(stageEvents()).toEqual(['STARTED', 'FAILED']);
  });

  test('skips the stage where its declared result is SKIP; whoever waits comes in', async () => {
    const { pass, id, stageState, script, status } = await entering(
      { minutes: 10, passes: false },
      { beforeEntry: 'SKIP' },
    );
    const next = script.startExecution({ pipeline: 'shop' });
    await pass(10);
    expect((await stageState('Prod')).latestExecution?.pipelineExecutionId).toBe(next);
    expect((await stageState('After')).latestExecution?.pipelineExecutionId).toBe(id);
    await pass(1);
    expect(await status()).toBe('Succeeded');
    expect(script.execution('shop', id).succeededStages).not.toContain('Prod');
  });

  test('is evaluated again by a retry', async () => {
    const { pass, person, id, condition, script, status } = await entering({ minutes: 10, passes: false });
    await pass(10);
    const retry = new sdk.RetryStageExecutionCommand({
      pipelineName: 'shop',
      stageName: 'Prod',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    });
    await person.send(retry);
    expect(await condition()).toBe('InProgress');
    await pass(10);
    expect([await condition(), await status()]).toEqual(['Failed', 'Failed']);
    expect(script.execution('shop', id).attempt).toBe(2);
  });

  test('is waited for by stop and wait; abandon ends it at once', async () => {
    const waited = await entering();
    await waited.stop(false);
    expect(await waited.status()).toBe('Stopping');
    await waited.pass(10);
    expect([await waited.status(), await waited.condition()]).toEqual(['Stopped', 'Succeeded']);
    expect(await waited.actions({ pipelineExecutionId: waited.id })).toHaveLength(1);

    const abandoned = await entering();
    await abandoned.stop(true);
    expect([await abandoned.status(), await abandoned.condition()]).toEqual(['Stopped', 'Abandoned']);
    await abandoned.pass(20);
    expect(await abandoned.status()).toBe('Stopped');
  });

  test('ends with an edit of the pipeline', async () => {
    const { script, status, condition } = await entering();
    script.edit('shop');
    expect([await status(), await condition()]).toEqual(['Cancelled', 'Cancelled']);
  });

  test('ends without an event when the pipeline is deleted', async () => {
    const { person, pass, events } = await entering();
    await person.send(new sdk.DeletePipelineCommand({ name: 'shop' }));
    events.length = 0;
    await pass(20);
    expect(events).toEqual([]);
  });

  test('may let STARTED wait until it has passed, by a switch', async () => {
    const { pass, stageEvents } = await entering(undefined, {}, { stageStartedEvent: 'afterEntryConditions' });
    expect(stageEvents()).toEqual([]);
    await pass(10);
    expect(stageEvents()).toEqual(['STARTED']);
  });
});

describe('the entry condition of a stage that is rolled back', () => {
  test.each([
    [false, undefined],
    [true, 'InProgress'],
  ])('is evaluated: %s', async (rollbackEvaluatesEntryConditions, expected) => {
    const { pass, person, good, script, condition } = await entering(
      undefined,
      {},
      { rollbackEvaluatesEntryConditions },
    );
    await pass(12);
    script.setEntryCondition({ pipeline: 'shop', stage: 'Prod' }, { minutes: 5, passes: true });
    await person.send(
      new sdk.RollbackStageCommand({ pipelineName: 'shop', stageName: 'Prod', targetPipelineExecutionId: good }),
    );
    expect(await condition()).toBe(expected);
  });
});

test('an entry condition can be scripted only where one is declared', async () => {
  const { script } = await sdkWorld({ name: 'shop', stages: ['Source', 'Prod'] });
  expect(() => script.setEntryCondition({ pipeline: 'shop', stage: 'Prod' }, { passes: true })).toThrow('beforeEntry');
  const start = { pipeline: 'shop', entries: { Prod: { passes: true } } };
  expect(() => script.startExecution(start)).toThrow('beforeEntry');
});
