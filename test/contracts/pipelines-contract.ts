import { describe, expect, it } from 'vitest';
import { aPipeline, approvalIn, last, MINUTE, type PipelinesUnderTest, UNKNOWN_ID } from './pipelines-under-test.ts';

/** What every implementation of the Pipelines port reads. */
export function definePipelinesContract(name: string, make: () => PipelinesUnderTest): void {
  describe(`pipelines ${name}`, () => {
    it('tells what is in a stage', async () => {
      const { key, ids, pipelines, now } = aPipeline(make(), 2);
      expect(await pipelines.stage(key)).toEqual({
        pipelineVersion: 1,
        occupant: { executionId: last(ids), status: 'Succeeded' },
        inbound: { enabled: true },
        actions: [{ name: 'Prod', status: 'Succeeded', changedAt: now() - 58 * MINUTE }],
        later: [],
      });
    });

    it('tells of a stage that never ran, and of one that is not there', async () => {
      const { key, pipelines } = aPipeline(make(), 0);
      expect(await pipelines.stage(key)).toEqual({
        pipelineVersion: 1,
        inbound: { enabled: true },
        actions: [],
        later: [],
      });
      expect(await pipelines.stage({ ...key, stage: 'Nowhere' })).toBe('not-found');
      expect(await pipelines.stage({ pipeline: 'nowhere', stage: 'Prod' })).toBe('not-found');
    });

    it('tells which executions wait before a stage', async () => {
      const { key, pipelines, script, pass } = aPipeline(make(), 1);
      await pipelines.disableInbound(key, 'closed');
      const waiting = script.startExecution({ pipeline: key.pipeline });
      await pass(2);
      expect(await pipelines.stage(key)).toMatchObject({ waiting: [waiting] });
    });

    it('lists all executions page by page', async () => {
      const { key, ids, pipelines } = aPipeline(make(), 130);
      const first = await pipelines.executions(key, 'all');
      expect(first.items).toHaveLength(100);
      const second = await pipelines.executions(key, 'all', first.nextToken);
      expect(second.nextToken).toBeUndefined();
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
    });

    it('describes an execution', async () => {
      const { key, pipelines, script, now } = aPipeline(make(), 1);
      const revision = { revisionId: 'c0ffee', revisionSummary: 'Add basket' };
      const id = script.startExecution({ pipeline: key.pipeline, revision });
      const { items: executions } = await pipelines.executions(key, 'all');
      expect(executions[0]).toEqual({
        id,
        startedAt: now(),
        type: 'STANDARD',
        revisions: [{ action: 'Source', id: 'c0ffee', summary: 'Add basket' }],
        triggerType: 'WebhookV2',
        triggerDetail: expect.stringContaining('connection'),
      });
    });

    it('finds the commit message in the JSON of a connection, and the marker of a change that cannot be undone in it', async () => {
      const { key, pipelines, script } = aPipeline(make(), 0);
      const message = 'Drop the old column\n\n[No-Rollback] the data is gone';
      const revisionSummary = JSON.stringify({ ProviderType: 'GitHub', CommitMessage: message });
      script.startExecution({ pipeline: key.pipeline, revision: { revisionId: 'c0ffee', revisionSummary } });
      const { items } = await pipelines.executions(key, 'all');
      expect(items[0]?.revisions).toEqual([
        { action: 'Source', id: 'c0ffee', summary: 'Drop the old column', noRollback: true },
      ]);
    });

    it('lists only what succeeded in the stage, if asked so', async () => {
      const { key, ids, pipelines, script, pass } = aPipeline(make(), 2);
      const failed = script.startExecution({ pipeline: key.pipeline, results: { Prod: 'Failed' } });
      await pass(3);
      const listed = async (which: 'all' | 'succeeded-in-stage') =>
        (await pipelines.executions(key, which)).items.map(({ id }) => id);
      expect(await listed('all')).toEqual([failed, ...ids.toReversed()]);
      expect(await listed('succeeded-in-stage')).toEqual(ids.toReversed());
    });

    it('cannot read the executions of a pipeline that is gone, now or later', async () => {
      const { pipelines } = make();
      const gone = { pipeline: 'gone', stage: 'Prod' };
      await expect(pipelines.executions(gone, 'all')).rejects.toMatchObject({ name: 'CouldNotRead', transient: false });
    });

    it('lists the actions that have run, the newest first, with their category', async () => {
      const { key, pipelines, script, now, pass } = aPipeline(make(), 0);
      const began = now();
      const executionId = script.startExecution({ pipeline: key.pipeline });
      await pass(1.5);
      const version = 1;
      expect(await pipelines.actions(key)).toEqual({
        items: [
          {
            ...{ executionId, version, stage: 'Prod', action: 'Prod', category: 'Deploy' },
            status: 'InProgress',
            beganAt: began + MINUTE,
            endedAt: expect.any(Number),
          },
          {
            ...{ executionId, version, stage: 'Source', action: 'Source', category: 'Source' },
            status: 'Succeeded',
            beganAt: began,
            endedAt: began + MINUTE,
          },
        ],
      });
      await pass(1);
      const [deploy] = (await pipelines.actions(key)).items;
      expect(deploy).toMatchObject({ status: 'Succeeded', endedAt: began + 2 * MINUTE });
    });

    it('tells an action that makes a change set from the one that executes it, in the list and in the declaration', async () => {
      const { script, pipelines, pass } = make();
      const key = { pipeline: 'with-change-set', stage: 'Prod' };
      const actions = ['CHANGE_SET_REPLACE', 'CHANGE_SET_EXECUTE'].map((ActionMode) => {
        return { name: ActionMode, provider: 'CloudFormation', configuration: { ActionMode } };
      });
      script.createPipeline({ name: key.pipeline, stages: ['Source', { name: 'Prod', actions }] });
      script.startExecution({ pipeline: key.pipeline });
      await pass(4);
      const { items } = await pipelines.actions(key);
      expect(items.map(({ mode }) => mode)).toEqual(['CHANGE_SET_EXECUTE', 'CHANGE_SET_REPLACE', undefined]);
    });

    it('tells that the stage itself tried again what is in it', async () => {
      const { script, pipelines, pass } = make();
      const key = { pipeline: 'tries-again', stage: 'Prod' };
      script.createPipeline({ name: key.pipeline, stages: ['Source', { name: 'Prod', onFailure: 'RETRY' }] });
      script.startExecution({ pipeline: key.pipeline });
      await pass(4);
      expect(await pipelines.stage(key)).not.toHaveProperty('isRetriedByItself');
      script.startExecution({ pipeline: key.pipeline, results: { Prod: 'Failed' } });
      await pass(6);
      expect(await pipelines.stage(key)).toMatchObject({ isRetriedByItself: true });
    });

    it('lists actions page by page', async () => {
      const { key, pipelines } = aPipeline(make(), 80);
      const first = await pipelines.actions(key);
      const second = await pipelines.actions(key, first.nextToken);
      expect(second.nextToken).toBeUndefined();
      const runs = [...first.items, ...second.items];
      expect(new Set(runs.map(({ executionId, action }) => `${executionId}/${action}`)).size).toBe(160);
      const begins = runs.map(({ beganAt }) => beganAt);
      expect(begins).toEqual(begins.toSorted((one, other) => other - one));
    });

    it('lists no actions of a pipeline that never ran, and of one that is not there', async () => {
      const { key, pipelines } = aPipeline(make(), 0);
      expect(await pipelines.actions(key)).toEqual({ items: [] });
      expect(await pipelines.actions({ ...key, pipeline: 'nowhere' })).toEqual({ items: [] });
    });

    it('tells status, version and resolved variables of an execution', async () => {
      const { key, pipelines, script, pass } = aPipeline(make(), {
        stages: ['Source', 'Prod'],
        variables: [{ name: 'IMAGE_TAG', defaultValue: '1.4.1' }, { name: 'NO_ROLLBACK' }],
      });
      const variables = { NO_ROLLBACK: 'true' };
      const over = script.startExecution({ pipeline: key.pipeline, variables });
      await pass(3);
      script.edit(key.pipeline);
      const running = script.startExecution({
        pipeline: key.pipeline,
        variables: { ...variables, IMAGE_TAG: '1.5.0' },
      });
      const resolved = (tag: string) => [
        { name: 'IMAGE_TAG', value: tag },
        { name: 'NO_ROLLBACK', value: 'true' },
      ];
      const succeeded = { status: 'Succeeded', version: 1, variables: resolved('1.4.1') };
      expect(await pipelines.execution(key, over)).toEqual(succeeded);
      const inProgress = { status: 'InProgress', version: 2, variables: resolved('1.5.0') };
      expect(await pipelines.execution(key, running)).toEqual(inProgress);
      expect(await pipelines.execution(key, UNKNOWN_ID)).toBe('not-found');
    });

    it('tells of an execution without variables that it has none', async () => {
      const { key, ids, pipelines } = aPipeline(make(), 1);
      expect(await pipelines.execution(key, last(ids))).toEqual({ status: 'Succeeded', version: 1, variables: [] });
    });

    it('shows the stages behind, in their order, with what is in them', async () => {
      const { key, pipelines, script, pass } = aPipeline(make(), { stages: ['Source', 'Prod', 'Europe', 'World'] });
      const id = script.startExecution({ pipeline: key.pipeline });
      await pass(2.5);
      expect(await pipelines.stage(key)).toMatchObject({
        occupant: { executionId: id, status: 'Succeeded' },
        later: [
          {
            name: 'Europe',
            occupant: { executionId: id, status: 'InProgress' },
            actions: [{ name: 'Europe', status: 'InProgress' }],
          },
          { name: 'World', actions: [] },
        ],
      });
      expect(await pipelines.stage({ ...key, stage: 'World' })).toMatchObject({ later: [] });
    });

    it('shows the token of an approval as long as it waits', async () => {
      const { key, pipelines, script, pass } = aPipeline(make(), {
        stages: ['Source', { name: 'Prod', approval: true }],
      });
      script.startExecution({ pipeline: key.pipeline });
      await pass(1);
      expect(await approvalIn(pipelines, key)).toMatchObject({ status: 'InProgress', token: expect.any(String) });
      script.approve(key);
      expect(await approvalIn(pipelines, key)).not.toHaveProperty('token');
    });
  });
}
