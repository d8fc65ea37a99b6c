import { describe, expect, it } from 'vitest';
import { aPipeline, approvalIn, last, type PipelinesUnderTest, UNKNOWN_ID } from './pipelines-under-test.ts';

/** What every implementation of the Pipelines port changes, and what it answers to that. */
export function definePipelineChangesContract(name: string, make: () => PipelinesUnderTest): void {
  describe(`changes of pipelines ${name}`, () => {
    it('answers an approval with no; a second no is done already, and one to another token is worth another look', async () => {
      const { key, pipelines, script, pass } = aPipeline(make(), {
        stages: ['Source', { name: 'Prod', approval: true }],
      });
      const execution = script.startExecution({ pipeline: key.pipeline });
      await pass(1);
      const { token = '' } = (await approvalIn(pipelines, key)) ?? {};
      const reject = { kind: 'reject', stage: 'Prod', action: 'Approve', execution, reason: 'r'.repeat(600) } as const;
      const other = await pipelines.reject(key, { ...reject, token: UNKNOWN_ID });
      expect(other).toMatchObject({ kind: 'failed', transient: true });
      expect(await pipelines.execution(key, execution)).toMatchObject({ status: 'InProgress' });
      expect(await pipelines.reject(key, { ...reject, token })).toEqual({ kind: 'done' });
      expect(await pipelines.execution(key, execution)).toMatchObject({ status: 'Failed' });
      expect(await pipelines.reject(key, { ...reject, token })).toEqual({ kind: 'done' });
    });

    it('cannot answer an approval that the stage does not have', async () => {
      const { key, pipelines } = aPipeline(make(), 1);
      const reject = { kind: 'reject', stage: 'Prod', action: 'Approve', execution: UNKNOWN_ID, reason: 'no' } as const;
      expect(await pipelines.reject(key, { ...reject, token: UNKNOWN_ID })).toMatchObject({
        kind: 'failed',
        transient: false,
      });
    });

    it('rolls back, and shows the rollback', async () => {
      const { key, ids, pipelines } = aPipeline(make(), 2);
      const target = ids[0] ?? '';
      const answer = await pipelines.rollback(key, target);
      if (answer.kind !== 'accepted') throw new Error(answer.error);
      const { items: executions } = await pipelines.executions(key, 'all');
      expect(executions[0]).toMatchObject({
        id: answer.executionId,
        type: 'ROLLBACK',
        rollbackTarget: target,
        triggerType: 'ManualRollback',
      });
      expect(await pipelines.stage(key)).toMatchObject({
        occupant: { executionId: answer.executionId, status: 'InProgress' },
      });
    });

    it('says that the stage is running or the target does not fit', async () => {
      const { key, ids, pipelines } = aPipeline(make(), 2);
      await pipelines.rollback(key, ids[0] ?? '');
      const error = expect.stringMatching(/^UnableToRollbackStageException: /);
      expect(await pipelines.rollback(key, ids[0] ?? '')).toEqual({ kind: 'unable', error });
    });

    it('says that the target does not exist', async () => {
      const { key, pipelines } = aPipeline(make(), 1);
      expect(await pipelines.rollback(key, UNKNOWN_ID)).toMatchObject({ kind: 'target-refused' });
    });

    it.each([
      ['an id that is none', { stage: 'Prod' }, 'latest', 'ValidationException'],
      ['a stage that is not there', { stage: 'Nowhere' }, UNKNOWN_ID, 'StageNotFoundException'],
      ['a pipeline that is not there', { pipeline: 'nowhere' }, UNKNOWN_ID, 'PipelineNotFoundException'],
    ])('gives up on %s', async (_, but, target, error) => {
      const { key, pipelines } = aPipeline(make(), 1);
      const answer = await pipelines.rollback({ ...key, ...but }, target);
      expect(answer).toMatchObject({ kind: 'final', error: expect.stringContaining(error) });
    });

    it('starts the pipeline with the revisions and variables of a release, once for a token', async () => {
      const { key, pipelines, script } = aPipeline(make(), {
        stages: ['Source', 'Prod'],
        variables: [{ name: 'IMAGE', defaultValue: 'latest' }],
      });
      const redeployment = {
        revisions: [{ action: 'Source', type: 'COMMIT_ID', value: 'c0ffee' }],
        variables: [{ name: 'IMAGE', value: '1.4.1' }],
      } as const;
      const answer = await pipelines.start(key, redeployment, '20260110-102000-bbbb');
      if (answer.kind !== 'accepted') throw new Error(answer.error);
      expect(await pipelines.start(key, redeployment, '20260110-102000-bbbb')).toEqual(answer);
      const { items: executions } = await pipelines.executions(key, 'all');
      expect(executions).toMatchObject([
        {
          id: answer.executionId,
          type: 'STANDARD',
          triggerType: 'StartPipelineExecution',
          revisions: [{ action: 'Source', id: 'c0ffee' }],
        },
      ]);
      const { variables } = script.execution(key.pipeline, answer.executionId);
      expect(variables).toContainEqual(expect.objectContaining({ name: 'IMAGE', resolvedValue: '1.4.1' }));
    });

    it.each([
      ['a source that is not there', { action: 'Nowhere', type: 'COMMIT_ID' }],
      ['a type that its provider does not have', { action: 'Source', type: 'IMAGE_DIGEST' }],
    ] as const)('gives up on a start with %s', async (_, revision) => {
      const { key, pipelines } = aPipeline(make(), 1);
      const redeployment = { revisions: [{ ...revision, value: 'c0ffee' }], variables: [] };
      const answer = await pipelines.start(key, redeployment, 'token');
      expect(answer).toMatchObject({ kind: 'final', error: expect.stringContaining('ValidationException') });
    });

    it('stops an execution; a second stop, or one too late, is done already', async () => {
      const { key, ids, pipelines, script, pass } = aPipeline(make(), 1);
      const running = script.startExecution({ pipeline: key.pipeline });
      expect(await pipelines.stop(key, running, 'incident')).toEqual({ kind: 'done' });
      expect(await pipelines.stop(key, running, 'incident')).toEqual({ kind: 'done' });
      expect(await pipelines.execution(key, running)).toMatchObject({ status: 'Stopping' });
      await pass(2);
      expect(await pipelines.execution(key, running)).toMatchObject({ status: 'Stopped' });
      expect(await pipelines.stop(key, last(ids), 'incident')).toEqual({ kind: 'done' });
    });

    it('disables and enables the transition into the stage, as often as asked', async () => {
      const { key, pipelines } = aPipeline(make(), 1);
      for (let time = 0; time < 2; time++)
        expect(await pipelines.disableInbound(key, 'Frozen')).toEqual({ kind: 'done' });
      expect(await pipelines.stage(key)).toMatchObject({
        inbound: { enabled: false, disabledReason: 'Frozen', lastChangedBy: expect.stringMatching(/^arn:aws:/) },
      });
      for (let time = 0; time < 2; time++) expect(await pipelines.enableInbound(key)).toEqual({ kind: 'done' });
      expect(await pipelines.stage(key)).toMatchObject({ inbound: { enabled: true } });
    });

    it('reports a change that AWS refuses', async () => {
      const { key, pipelines } = aPipeline(make(), 1);
      expect(await pipelines.disableInbound(key, 'bad/reason')).toMatchObject({ kind: 'failed', transient: false });
    });
  });
}
