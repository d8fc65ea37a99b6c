import { describe, expect, it } from 'vitest';
import type { CodePipeline } from '../../emulator/codepipeline/codepipeline.ts';
import type { Pipelines } from '../../lambda/ports.ts';

export interface PipelinesUnderTest {
  readonly pipelines: Pipelines;
  /** The account behind the port. */
  readonly script: CodePipeline['script'];
  readonly now: () => number;
  readonly pass: (minutes: number) => Promise<void>;
}

const MINUTE = 60_000;
const UNKNOWN_ID = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
let pipelineCount = 0;

/** What every implementation of the Pipelines port does. */
export function definePipelinesContract(name: string, make: () => PipelinesUnderTest): void {
  describe(`pipelines ${name}`, () => {
    /** A pipeline of its own with so many successes in its past, the last an hour ago; actions take a minute. */
    function aPipeline(successes: number) {
      const { pipelines, script, now, pass } = make();
      const pipeline = `shop-${++pipelineCount}`;
      script.createPipeline({ name: pipeline, stages: ['Source', 'Prod'] });
      const from = now() - successes * 60 * MINUTE;
      const ids = script.addSuccesses(pipeline, { count: successes, from, everyMillis: 60 * MINUTE });
      return { key: { pipeline, stage: 'Prod' }, ids, pipelines, script, now, pass };
    }
    const last = <T>(items: readonly T[]): T => {
      const item = items.at(-1);
      if (item === undefined) throw new Error('there is none');
      return item;
    };

    it('tells what is in a stage', async () => {
      const { key, ids, pipelines, now } = aPipeline(2);
      expect(await pipelines.stage(key)).toEqual({
        pipelineVersion: 1,
        occupant: { executionId: last(ids), status: 'Succeeded' },
        inbound: { enabled: true },
        lastActionChangeAt: now() - 58 * MINUTE,
      });
    });

    it('tells of a stage that never ran, and of one that is not there', async () => {
      const { key, pipelines } = aPipeline(0);
      expect(await pipelines.stage(key)).toEqual({ pipelineVersion: 1, inbound: { enabled: true } });
      expect(await pipelines.stage({ ...key, stage: 'Nowhere' })).toBe('not-found');
      expect(await pipelines.stage({ pipeline: 'nowhere', stage: 'Prod' })).toBe('not-found');
    });

    it('tells which executions wait before a stage', async () => {
      const { key, pipelines, script, pass } = aPipeline(1);
      await pipelines.disableInbound(key, 'closed');
      const waiting = script.startExecution({ pipeline: key.pipeline });
      await pass(2);
      expect(await pipelines.stage(key)).toMatchObject({ waiting: [waiting] });
    });

    it('lists all executions page by page', async () => {
      const { key, ids, pipelines } = aPipeline(130);
      const first = await pipelines.executions(key, 'all');
      expect(first.executions).toHaveLength(100);
      const second = await pipelines.executions(key, 'all', first.nextToken);
      expect(second.nextToken).toBeUndefined();
      expect([...first.executions, ...second.executions].map(({ id }) => id)).toEqual(ids.toReversed());
    });

    it('describes an execution', async () => {
      const { key, pipelines, script, now } = aPipeline(1);
      const revision = { revisionId: 'c0ffee', revisionSummary: 'Add basket' };
      const id = script.startExecution({ pipeline: key.pipeline, revision });
      const { executions } = await pipelines.executions(key, 'all');
      expect(executions[0]).toEqual({
        id,
        startedAt: now(),
        type: 'STANDARD',
        revisions: [{ action: 'Source', id: 'c0ffee', summary: 'Add basket' }],
        triggerType: 'WebhookV2',
        triggerDetail: expect.stringContaining('connection'),
      });
    });

    it('lists only what succeeded in the stage, if asked so', async () => {
      const { key, ids, pipelines, script, pass } = aPipeline(2);
      const failed = script.startExecution({ pipeline: key.pipeline, results: { Prod: 'Failed' } });
      await pass(3);
      const listed = async (which: 'all' | 'succeeded-in-stage') =>
        (await pipelines.executions(key, which)).executions.map(({ id }) => id);
      expect(await listed('all')).toEqual([failed, ...ids.toReversed()]);
      expect(await listed('succeeded-in-stage')).toEqual(ids.toReversed());
    });

    it('cannot read the executions of a pipeline that is gone, now or later', async () => {
      const { pipelines } = make();
      const gone = { pipeline: 'gone', stage: 'Prod' };
      await expect(pipelines.executions(gone, 'all')).rejects.toMatchObject({ name: 'CouldNotRead', transient: false });
    });

    it('tells when an execution ran in the stage, not in others', async () => {
      const { key, pipelines, script, now, pass } = aPipeline(1);
      const began = now();
      const id = script.startExecution({ pipeline: key.pipeline });
      expect(await pipelines.stageRun(key, id)).toBeUndefined();
      await pass(5);
      expect(await pipelines.stageRun(key, id)).toEqual([{ beganAt: began + MINUTE, endedAt: began + 2 * MINUTE }]);
    });

    it('tells which execution ran last in the stage before a time, whichever started last', async () => {
      const { key, ids, pipelines, script, now, pass } = aPipeline(2);
      const began = now();
      const id = script.startExecution({ pipeline: key.pipeline });
      expect(await pipelines.ranBefore(key, now())).toBe(last(ids));
      await pass(5);
      expect(await pipelines.ranBefore(key, now())).toBe(id);
      expect(await pipelines.ranBefore(key, began + MINUTE)).toBe(last(ids));
      expect(await pipelines.ranBefore(key, 0)).toBeUndefined();
    });

    it('tells status and version of an execution', async () => {
      const { key, ids, pipelines, script } = aPipeline(1);
      script.edit(key.pipeline);
      const running = script.startExecution({ pipeline: key.pipeline });
      expect(await pipelines.executionStatus(key, running)).toBe('InProgress');
      expect(await pipelines.executionStatus(key, last(ids))).toBe('Succeeded');
      expect(await pipelines.executionStatus(key, UNKNOWN_ID)).toBe('not-found');
      expect(await pipelines.executionVersion(key, running)).toBe(2);
      expect(await pipelines.executionVersion(key, last(ids))).toBe(1);
      expect(await pipelines.executionVersion(key, UNKNOWN_ID)).toBeUndefined();
    });

    it('rolls back, and shows the rollback', async () => {
      const { key, ids, pipelines } = aPipeline(2);
      const target = ids[0] ?? '';
      const answer = await pipelines.rollback(key, target);
      if (answer.kind !== 'accepted') throw new Error(answer.error);
      const { executions } = await pipelines.executions(key, 'all');
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
      const { key, ids, pipelines } = aPipeline(2);
      await pipelines.rollback(key, ids[0] ?? '');
      const error = expect.stringMatching(/^UnableToRollbackStageException: /);
      expect(await pipelines.rollback(key, ids[0] ?? '')).toEqual({ kind: 'unable', error });
    });

    it('says that the target does not exist', async () => {
      const { key, pipelines } = aPipeline(1);
      expect(await pipelines.rollback(key, UNKNOWN_ID)).toMatchObject({ kind: 'target-refused' });
    });

    it.each([
      ['an id that is none', { stage: 'Prod' }, 'latest', 'ValidationException'],
      ['a stage that is not there', { stage: 'Nowhere' }, UNKNOWN_ID, 'StageNotFoundException'],
      ['a pipeline that is not there', { pipeline: 'nowhere' }, UNKNOWN_ID, 'PipelineNotFoundException'],
    ])('gives up on %s', async (_, but, target, error) => {
      const { key, pipelines } = aPipeline(1);
      const answer = await pipelines.rollback({ ...key, ...but }, target);
      expect(answer).toMatchObject({ kind: 'final', error: expect.stringContaining(error) });
    });

    it('stops an execution; a second stop, or one too late, is done already', async () => {
      const { key, ids, pipelines, script, pass } = aPipeline(1);
      const running = script.startExecution({ pipeline: key.pipeline });
      expect(await pipelines.stop(key, running, 'incident')).toEqual({ kind: 'done' });
      expect(await pipelines.stop(key, running, 'incident')).toEqual({ kind: 'done' });
      expect(await pipelines.executionStatus(key, running)).toBe('Stopping');
      await pass(2);
      expect(await pipelines.executionStatus(key, running)).toBe('Stopped');
      expect(await pipelines.stop(key, last(ids), 'incident')).toEqual({ kind: 'done' });
    });

    it('disables and enables the transition into the stage, as often as asked', async () => {
      const { key, pipelines } = aPipeline(1);
      for (let time = 0; time < 2; time++)
        expect(await pipelines.disableInbound(key, 'Frozen')).toEqual({ kind: 'done' });
      expect(await pipelines.stage(key)).toMatchObject({
        inbound: { enabled: false, disabledReason: 'Frozen', lastChangedBy: expect.stringMatching(/^arn:aws:/) },
      });
      for (let time = 0; time < 2; time++) expect(await pipelines.enableInbound(key)).toEqual({ kind: 'done' });
      expect(await pipelines.stage(key)).toMatchObject({ inbound: { enabled: true } });
    });

    it('reports a change that AWS refuses', async () => {
      const { key, pipelines } = aPipeline(1);
      expect(await pipelines.disableInbound(key, 'bad/reason')).toMatchObject({ kind: 'failed', transient: false });
    });
  });
}
