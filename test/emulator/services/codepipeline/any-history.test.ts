import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isActive } from '../../../../emulator/services/codepipeline/execution.ts';
import { ServiceError } from '../../../../emulator/services/service.ts';
import { PROD, world } from './world.ts';

const STAGES = ['Source', 'Staging', 'Prod'];
const stage = fc.constantFrom(...STAGES);
const which = fc.nat({ max: 9 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('start' as const), fails: fc.option(stage) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('advance' as const), seconds: fc.nat({ max: 300 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rollback' as const), stage, which }) },
  fc.record({ kind: fc.constant('stop' as const), which, abandon: fc.boolean() }),
  fc.record({ kind: fc.constant('retry' as const), stage, which, all: fc.boolean() }),
  fc.record({ kind: fc.constant('gate' as const), stage, open: fc.boolean(), inbound: fc.boolean() }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answer' as const), approved: fc.boolean() }) },
  fc.record({ kind: fc.constant('entry' as const), minutes: fc.nat({ max: 5 }), passes: fc.boolean() }),
  fc.record({ kind: fc.constant('edit' as const) }),
);
const setting = fc.record({
  onFailure: fc.constantFrom('ROLLBACK' as const, 'RETRY' as const, 'FAIL' as const),
  beforeEntry: fc.constantFrom('FAIL' as const, 'SKIP' as const),
  switches: fc.record({
    stopWithPendingApproval: fc.constantFrom('waits' as const, 'abandonsApproval' as const),
    rollbackEvaluatesEntryConditions: fc.boolean(),
    stageStartedEvent: fc.constantFrom('onEntry' as const, 'afterEntryConditions' as const),
  }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type World = ReturnType<typeof world>;

test.each(['SUPERSEDED', 'QUEUED'] as const)(
  'whatever happens to a %s pipeline, it stays in order',
  (executionMode) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), setting, (steps, chosen) => {
        const prod = {
          name: 'Prod',
          actions: ['Migrate', { name: 'Approve', category: 'Approval' as const }, 'Deploy'],
          onFailure: chosen.onFailure,
          beforeEntry: chosen.beforeEntry,
        };
        const { switches } = chosen;
        const here = world({ story: { name: 'shop', stages: ['Source', 'Staging', prod], executionMode }, switches });
        for (const one of steps) {
          take(here, one);
          checkOrder(here, executionMode);
        }
        for (const name of STAGES) take(here, { kind: 'gate', stage: name, open: true, inbound: true });
        for (const name of STAGES) take(here, { kind: 'gate', stage: name, open: true, inbound: false });
        here.clock.advance({ minutes: 60 });
        for (const _ of [...steps, 'last']) {
          take(here, { kind: 'answer', approved: true });
          here.clock.advance({ minutes: 60 });
        }
        expect(here.script.executions('shop').filter(isActive)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  },
);

/** Does what the step says; errors that AWS would answer are fine. */
function take({ call, clock, rollback, script, stageState }: World, one: Step): void {
  const executions = script.executions('shop');
  const id = 'which' in one ? (executions[executions.length - 1 - one.which]?.id ?? '') : '';
  try {
    switch (one.kind) {
      case 'start':
        script.startExecution({ pipeline: 'shop', results: one.fails === null ? {} : { [one.fails]: 'Failed' } });
        break;
      case 'advance':
        clock.advance({ seconds: one.seconds });
        break;
      case 'rollback':
        rollback(id, one.stage);
        break;
      case 'stop':
        call('StopPipelineExecution', { pipelineName: 'shop', pipelineExecutionId: id, abandon: one.abandon });
        break;
      case 'retry':
        call('RetryStageExecution', {
          pipelineName: 'shop',
          stageName: one.stage,
          pipelineExecutionId: id,
          retryMode: one.all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
        });
        break;
      case 'gate': {
        const gate = {
          pipelineName: 'shop',
          stageName: one.stage,
          transitionType: one.inbound ? 'Inbound' : 'Outbound',
        };
        if (one.open) call('EnableStageTransition', gate);
        else call('DisableStageTransition', { ...gate, reason: 'closed' });
        break;
      }
      case 'answer':
        answer({ call, stageState }, one.approved);
        break;
      case 'entry':
        script.setEntryCondition(PROD, { minutes: one.minutes, passes: one.passes });
        break;
      case 'edit':
        script.edit('shop');
        break;
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}

/** Answers the approval that waits in Prod, if one does. */
function answer({ call, stageState }: Pick<World, 'call' | 'stageState'>, approved: boolean): void {
  const asking = stageState('Prod').actionStates.find(({ actionName }) => actionName === 'Approve');
  const token = asking?.latestExecution?.token;
  if (token === undefined) return;
  call('PutApprovalResult', {
    pipelineName: 'shop',
    stageName: 'Prod',
    actionName: 'Approve',
    token,
    result: { status: approved ? 'Approved' : 'Rejected', summary: '' },
  });
}

function checkOrder({ script, events }: World, executionMode: string): void {
  const executions = script.executions('shop');
  for (const name of STAGES) {
    const { waiting, latest } = script.stage({ pipeline: 'shop', stage: name });
    const inside = executions.filter((execution) => {
      const run = script.run('shop', execution);
      return run?.stage.name === name && (run.status === 'InProgress' || run.status === 'Stopping');
    });
    expect(inside.length).toBeLessThanOrEqual(1);
    if (inside.length === 1) expect(latest?.execution).toBe(inside[0]);
    if (latest?.entry?.status === 'InProgress') expect([latest.inProgress.size, latest.batch]).toEqual([0, []]);
    if (executionMode === 'SUPERSEDED') expect(waiting.length).toBeLessThanOrEqual(1);
    for (const execution of waiting) expect([isActive(execution), execution.waitingFor]).toEqual([true, name]);
  }
  for (const execution of executions) {
    if (execution.type === 'ROLLBACK') {
      expect(new Set(execution.actions.map(({ stageName }) => stageName)).size).toBeLessThanOrEqual(1);
      expect(execution.rollbackTarget?.type).toBe('STANDARD');
      expect(execution.rollbackTarget?.pipelineVersion).toBe(execution.pipelineVersion);
    }
    if (!isActive(execution)) {
      expect(execution.actions.filter(({ status }) => status === 'InProgress')).toEqual([]);
      expect(execution.waitingFor).toBeUndefined();
    }
  }
  const started = events.filter(
    ({ detailType, detail }) => detailType.includes('Pipeline Exec') && detail.state === 'STARTED',
  );
  expect(started).toHaveLength(executions.length);
}
