import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import type { OperationName } from '../../../../emulator/services/codepipeline/codepipeline.ts';
import { errorOf, NO_SUCH_ID, world } from './world.ts';

const stage = { pipelineName: 'shop', stageName: 'Prod' };
const rollback = { ...stage, targetPipelineExecutionId: NO_SUCH_ID };
const gate = { ...stage, transitionType: 'Inbound' };

const MALFORMED: readonly [OperationName, string, JsonObject][] = [
  ['RollbackStage', 'no target', stage],
  ['RollbackStage', 'a space in the stage', { ...rollback, stageName: 'the stage' }],
  ['RollbackStage', 'an empty pipeline name', { ...rollback, pipelineName: '' }],
  ['RollbackStage', '101 characters', { ...rollback, stageName: 'x'.repeat(101) }],
  ['RollbackStage', 'an upper-case id', { ...rollback, targetPipelineExecutionId: NO_SUCH_ID.toUpperCase() }],
  ['RollbackStage', 'a number for a name', { ...rollback, stageName: 7 }],
  ['GetPipeline', 'version 0', { name: 'shop', version: 0 }],
  ['GetPipelineState', 'no name', {}],
  ['GetPipelineExecution', 'no id', { pipelineName: 'shop' }],
  ['ListPipelines', '1001 results', { maxResults: 1001 }],
  ['ListPipelineExecutions', '0 results', { pipelineName: 'shop', maxResults: 0 }],
  ['ListPipelineExecutions', '101 results', { pipelineName: 'shop', maxResults: 101 }],
  ['ListPipelineExecutions', 'an empty token', { pipelineName: 'shop', nextToken: '' }],
  ['ListPipelineExecutions', 'a bad stage', { pipelineName: 'shop', filter: { succeededInStage: { stageName: '?' } } }],
  ['ListActionExecutions', 'a bad id', { pipelineName: 'shop', filter: { pipelineExecutionId: '1' } }],
  [
    'ListActionExecutions',
    'both filters',
    {
      pipelineName: 'shop',
      filter: {
        pipelineExecutionId: NO_SUCH_ID,
        latestInPipelineExecution: { pipelineExecutionId: NO_SUCH_ID, startTimeRange: 'All' },
      },
    },
  ],
  ['StartPipelineExecution', 'a bad token', { name: 'shop', clientRequestToken: 'a b' }],
  [
    'StopPipelineExecution',
    'a long reason',
    { pipelineName: 'shop', pipelineExecutionId: NO_SUCH_ID, reason: 'x'.repeat(201) },
  ],
  ['EnableStageTransition', 'no such type', { ...gate, transitionType: 'Sideways' }],
  ['DisableStageTransition', 'no reason', gate],
  ['DisableStageTransition', 'a colon in the reason', { ...gate, reason: 'alarm: on' }],
  ['DisableStageTransition', 'an underscore in the reason', { ...gate, reason: 'my_alarm' }],
  ['DisableStageTransition', '301 characters', { ...gate, reason: 'x'.repeat(301) }],
  ['RetryStageExecution', 'no such mode', { ...stage, pipelineExecutionId: NO_SUCH_ID, retryMode: 'SOME' }],
  ['CreatePipeline', 'no stages', { pipeline: { name: 'new', roleArn: 'arn:aws:iam::123456789012:role/p' } }],
];

describe('validation', () => {
  test.each(MALFORMED)('%s refuses %s', (operation, _what, input) => {
    const { call } = world();
    expect(errorOf(() => call(operation, input))).toBe('ValidationException');
  });

  test('comes before everything else and names each member', () => {
    const { call } = world();
    expect(() => call('RollbackStage', { pipelineName: 'not here', stageName: 'Prod' })).toThrow(
      /^2 validation errors detected: Value at 'pipelineName' .*; Value at 'targetPipelineExecutionId' /,
    );
  });

  test('takes every character that a reason may have', () => {
    const { call } = world();
    expect(call('DisableStageTransition', { ...gate, reason: 'aZ9!@ ().*?-'.padEnd(300, 'x') })).toEqual({});
  });

  test('takes names with every character they may have', () => {
    const { call } = world({ story: { name: 'A.shop@-_1', stages: ['Source', 'P.r@o-d_1'] } });
    expect(call('GetPipelineState', { name: 'A.shop@-_1' }).stageStates[1]?.stageName).toBe('P.r@o-d_1');
  });
});

describe('a pipeline structure', () => {
  const { pipeline } = world().call('GetPipeline', { name: 'shop' });
  const [source, , , prod] = pipeline.stages;
  const withStages = (...stages: unknown[]) => ({ pipeline: { ...pipeline, name: 'new', stages } });

  test.each([
    ['one stage', withStages(source), 'InvalidStructureException'],
    ['two stages of one name', withStages(source, prod, prod), 'InvalidStageDeclarationException'],
    ['a stage without action', withStages(source, { ...prod, actions: [] }), 'InvalidStageDeclarationException'],
    [
      'two actions of one name',
      withStages(source, { ...prod, actions: [...(prod?.actions ?? []), ...(prod?.actions ?? [])] }),
      'InvalidActionDeclarationException',
    ],
    ['no source first', withStages(prod, { ...prod, name: 'Next' }), 'InvalidStructureException'],
    [
      'QUEUED without V2',
      { pipeline: { ...withStages(source, prod).pipeline, pipelineType: 'V1', executionMode: 'QUEUED' } },
      'InvalidStructureException',
    ],
    ['the name of another', { pipeline }, 'PipelineNameInUseException'],
  ])('with %s is refused', (_what, input, error) => {
    expect(errorOf(() => world().call('CreatePipeline', input))).toBe(error);
  });

  test('is created as version 1 and can run', () => {
    const { call, clock } = world();
    expect(call('CreatePipeline', withStages(source, prod)).pipeline.version).toBe(1);
    const { pipelineExecutionId } = call('StartPipelineExecution', { name: 'new' });
    clock.advance({ minutes: 2 });
    expect(call('GetPipelineExecution', { pipelineName: 'new', pipelineExecutionId }).pipelineExecution.status).toBe(
      'Succeeded',
    );
  });

  test('without a type is V1 and SUPERSEDED', () => {
    const { executionMode: _mode, pipelineType: _type, ...plain } = withStages(source, prod).pipeline;
    expect(world().call('CreatePipeline', { pipeline: plain }).pipeline).toMatchObject({
      pipelineType: 'V1',
      executionMode: 'SUPERSEDED',
    });
  });
});

test('StartPipelineExecution takes revisions and variables, and a repeated token starts nothing', () => {
  const { call, script } = world();
  const input = {
    name: 'shop',
    clientRequestToken: 'once',
    sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'abc' }],
  };
  const { pipelineExecutionId } = call('StartPipelineExecution', input);
  expect(call('StartPipelineExecution', input)).toEqual({ pipelineExecutionId });
  expect(script.executions('shop')).toHaveLength(1);
  expect(script.execution('shop', pipelineExecutionId).sourceRevisions).toEqual([
    { actionName: 'Source', revisionId: 'abc' },
  ]);
});

describe('IAM', () => {
  const pipelineArn = 'arn:aws:codepipeline:eu-west-1:123456789012:shop';
  const onStage: readonly OperationName[] = [
    'RollbackStage',
    'RetryStageExecution',
    'EnableStageTransition',
    'DisableStageTransition',
  ];
  const onPipeline: readonly OperationName[] = [
    'GetPipelineExecution',
    'ListPipelineExecutions',
    'ListActionExecutions',
    'StopPipelineExecution',
  ];
  const byName: readonly OperationName[] = ['GetPipeline', 'GetPipelineState', 'StartPipelineExecution'];
  const declared: readonly OperationName[] = ['CreatePipeline', 'UpdatePipeline'];
  const { operations } = world().codepipeline;

  test.each([
    ...onStage.map((name) => [name, stage, `${pipelineArn}/Prod`] as const),
    ...onPipeline.map((name) => [name, stage, pipelineArn] as const),
    ...byName.map((name) => [name, { name: 'shop' }, pipelineArn] as const),
    ...declared.map((name) => [name, { pipeline: { name: 'shop' } }, pipelineArn] as const),
    ['PutApprovalResult', { ...stage, actionName: 'Approve' }, `${pipelineArn}/Prod/Approve`] as const,
    ['ListPipelines', {}, '*'] as const,
  ])('%s is authorised on its resource', (name, input, resource) => {
    expect(operations[name].authorize(input)).toEqual([{ action: `codepipeline:${name}`, resource }]);
  });

  test.each(Object.keys(operations))('%s does not throw on malformed input', (name) => {
    const operation = Object.entries(operations).find(([other]) => other === name)?.[1];
    expect(operation?.authorize({ pipelineName: 7, name: null, pipeline: [] })).toHaveLength(1);
  });
});
