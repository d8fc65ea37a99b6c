import { describe, expect, test } from 'vitest';
import { errorOf, SHOP, world } from './world.ts';

const DAY = 24 * 60 * 60_000;

function idsIn(page: { readonly pipelineExecutionSummaries: readonly { readonly pipelineExecutionId: string }[] }) {
  return page.pipelineExecutionSummaries.map(({ pipelineExecutionId }) => pipelineExecutionId);
}

describe('ListPipelineExecutions', () => {
  test('lists newest first', () => {
    const { call, deploy } = world();
    const ids = [deploy(), deploy({ Prod: 'Failed' }), deploy()];
    const page = call('ListPipelineExecutions', { pipelineName: 'shop' });
    expect(idsIn(page)).toEqual(ids.toReversed());
    expect(page).not.toHaveProperty('nextToken');
    expect(page.pipelineExecutionSummaries[1]).toMatchObject({
      status: 'Failed',
      executionMode: 'SUPERSEDED',
      executionType: 'STANDARD',
      trigger: { triggerType: 'WebhookV2' },
    });
    expect(page.pipelineExecutionSummaries[1]).not.toHaveProperty('pipelineVersion');
    expect(page.pipelineExecutionSummaries[1]).not.toHaveProperty('rollbackMetadata');
  });

  test('pages through everything exactly once, also while new executions start', () => {
    const { call, clock, script } = world();
    const ids = script.addSuccesses('shop', { count: 250, from: clock.now() - 251 * DAY, everyMillis: DAY });
    const sizes: number[] = [];
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = call('ListPipelineExecutions', {
        pipelineName: 'shop',
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      seen.push(...idsIn(page));
      sizes.push(page.pipelineExecutionSummaries.length);
      nextToken = page.nextToken;
      script.startExecution({ pipeline: 'shop' });
    } while (nextToken !== undefined);
    expect(sizes).toEqual([100, 100, 50]);
    expect(seen).toEqual(ids.toReversed());
  });

  test('gives no token after the last match', () => {
    const { call, deploy } = world();
    deploy({ Prod: 'Failed' });
    deploy();
    const page = call('ListPipelineExecutions', {
      pipelineName: 'shop',
      maxResults: 1,
      filter: { succeededInStage: { stageName: 'Prod' } },
    });
    expect(page).not.toHaveProperty('nextToken');
  });

  test('refuses a token that is garbage or belongs to another question', () => {
    const { call, deploy } = world();
    deploy();
    deploy();
    const { nextToken } = call('ListPipelineExecutions', { pipelineName: 'shop', maxResults: 1 });
    const withFilter = { pipelineName: 'shop', nextToken, filter: { succeededInStage: { stageName: 'Prod' } } };
    expect(errorOf(() => call('ListPipelineExecutions', withFilter))).toBe('InvalidNextTokenException');
    expect(errorOf(() => call('ListPipelineExecutions', { pipelineName: 'shop', nextToken: 'x' }))).toBe(
      'InvalidNextTokenException',
    );
  });

  test('filtered by stage includes the bad execution, and rollbacks unless the switch says no', () => {
    const filtered = (succeededInStageIncludesRollbacks: boolean) => {
      const { clock, deploy, rollback, succeededIn } = world({ switches: { succeededInStageIncludesRollbacks } });
      const good = deploy();
      const bad = deploy();
      const id = rollback(good);
      clock.advance({ minutes: 1 });
      return { listed: succeededIn('Prod'), good, bad, id };
    };
    const withRollbacks = filtered(true);
    expect(withRollbacks.listed).toEqual([withRollbacks.id, withRollbacks.bad, withRollbacks.good]);
    const without = filtered(false);
    expect(without.listed).toEqual([without.bad, without.good]);
  });

  test('filtered by stage starts on 1 February 2024', () => {
    const { script, succeededIn } = world({ now: '2024-06-01T00:00:00Z' });
    const [, first] = script.addHistory('shop', [
      { startTime: Date.parse('2024-01-31T23:59:59Z') },
      { startTime: Date.parse('2024-02-01T00:00:00Z') },
    ]);
    expect(succeededIn('Prod')).toEqual([first]);
  });

  test('forgets executions after 12 months', () => {
    const { call, script } = world();
    script.addHistory('shop', [{ startTime: Date.parse('2025-01-09T00:00:00Z') }]);
    expect(idsIn(call('ListPipelineExecutions', { pipelineName: 'shop' }))).toEqual([]);
  });

  test('answers an unknown stage in the filter as the switch says', () => {
    expect(world().succeededIn('Nowhere')).toEqual([]);
    const strict = world({ switches: { unknownStageInFilter: 'ValidationException' } });
    expect(errorOf(() => strict.succeededIn('Nowhere'))).toBe('ValidationException');
  });

  test('can be shuffled, with the same executions', () => {
    const { call, clock, script } = world({ switches: { executionOrder: 'shuffled' } });
    const ids = script.addSuccesses('shop', { count: 20, from: clock.now() - 30 * DAY, everyMillis: DAY });
    const first = call('ListPipelineExecutions', { pipelineName: 'shop', maxResults: 12 });
    const second = call('ListPipelineExecutions', { pipelineName: 'shop', nextToken: first.nextToken });
    const listed = [...idsIn(first), ...idsIn(second)];
    expect(listed).not.toEqual(ids.toReversed());
    expect(listed.toSorted()).toEqual(ids.toSorted());
  });

  test('shows a new execution late when the switch says so', () => {
    const { call, clock, script } = world({ switches: { newExecutionDelayMillis: 3000 } });
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop' });
    const get = () => call('GetPipelineExecution', { pipelineName: 'shop', pipelineExecutionId });
    expect(idsIn(call('ListPipelineExecutions', { pipelineName: 'shop' }))).toEqual([]);
    expect(errorOf(get)).toBe('PipelineExecutionNotFoundException');
    clock.advance({ seconds: 3 });
    expect(get().pipelineExecution.status).toBe('InProgress');
  });

  test('leaves out the type of standard executions when the switch says so', () => {
    const { call, clock, deploy, rollback, stageState } = world({ switches: { standardTypeShown: false } });
    const good = deploy();
    expect(stageState('Prod').latestExecution).toEqual({ pipelineExecutionId: good, status: 'Succeeded' });
    rollback(good);
    clock.advance({ minutes: 1 });
    const { pipelineExecutionSummaries } = call('ListPipelineExecutions', { pipelineName: 'shop' });
    expect(pipelineExecutionSummaries[0]?.executionType).toBe('ROLLBACK');
    expect(pipelineExecutionSummaries[1]).not.toHaveProperty('executionType');
  });
});

test('ListPipelines pages over the pipelines with their version, type and mode', () => {
  const { call, script } = world();
  script.createPipeline({ ...SHOP, name: 'bakery', executionMode: 'QUEUED' });
  const first = call('ListPipelines', { maxResults: 1 });
  const second = call('ListPipelines', { nextToken: first.nextToken });
  expect([...first.pipelines, ...second.pipelines]).toMatchObject([
    { name: 'bakery', version: 1, pipelineType: 'V2', executionMode: 'QUEUED' },
    { name: 'shop', version: 1, pipelineType: 'V2', executionMode: 'SUPERSEDED' },
  ]);
});

describe('history', () => {
  test('of 10,000 executions is quick to add and to search', () => {
    const { clock, script, succeededIn, stageState } = world();
    const before = process.cpuUsage();
    const ids = script.addSuccesses('shop', { count: 10_000, from: clock.now() - 350 * DAY, everyMillis: 40 * 60_000 });
    expect(succeededIn('Prod')).toEqual(ids.slice(-100).reverse());
    // Processor time: how busy the machine is does not count.
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(3_000_000);
    expect(stageState('Prod').latestExecution).toMatchObject({ pipelineExecutionId: ids.at(-1), status: 'Succeeded' });
  });

  test('has failures and skipped stages, and events none', () => {
    const { clock, events, script, stageState, succeededIn } = world();
    const [good] = script.addHistory('shop', [
      { startTime: clock.now() - 3 * DAY, revision: { revisionId: 'abc', revisionSummary: 'Add cart' } },
      { startTime: clock.now() - 2 * DAY, results: { Prod: 'Skipped' } },
      { startTime: clock.now() - DAY, results: { Staging: 'Failed' } },
    ]);
    expect(succeededIn('Prod')).toEqual([good]);
    expect(stageState('Prod').latestExecution.status).toBe('Skipped');
    expect(stageState('Staging').latestExecution.status).toBe('Failed');
    expect(stageState('Source').actionStates[0]?.currentRevision.revisionId).toBeDefined();
    expect(events).toEqual([]);
  });

  test('must be in order and over', () => {
    const { clock, script } = world();
    const at = (startTime: number) => ({ startTime });
    expect(() => script.addHistory('shop', [at(clock.now() - DAY), at(clock.now() - 2 * DAY)])).toThrow(
      'sort it by start',
    );
    expect(() => script.addHistory('shop', [at(clock.now())])).toThrow('start it earlier');
  });
});
