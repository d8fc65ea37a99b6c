import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isActive } from '../../../emulator/codepipeline/execution.ts';
import { ServiceError } from '../../../emulator/service.ts';
import { world } from './world.ts';

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
  fc.record({ kind: fc.constant('edit' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type World = ReturnType<typeof world>;

test.each(['SUPERSEDED', 'QUEUED'] as const)(
  'whatever happens to a %s pipeline, it stays in order',
  (executionMode) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), fc.boolean(), (steps, rollsBack) => {
        const prod = {
          name: 'Prod',
          actions: ['Migrate', 'Deploy'],
          onFailure: rollsBack ? ('ROLLBACK' as const) : ('FAIL' as const),
        };
        const here = world({ story: { name: 'shop', stages: ['Source', 'Staging', prod], executionMode } });
        for (const one of steps) {
          take(here, one);
          checkOrder(here, executionMode);
        }
        for (const name of STAGES) take(here, { kind: 'gate', stage: name, open: true, inbound: true });
        for (const name of STAGES) take(here, { kind: 'gate', stage: name, open: true, inbound: false });
        here.clock.advance({ minutes: 10 * (steps.length + 1) });
        expect(here.script.executions('shop').filter(isActive)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  },
);

/** Does what the step says; errors that AWS would answer are fine. */
function take({ call, clock, rollback, script }: World, one: Step): void {
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
      case 'edit':
        script.edit('shop');
        break;
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}

function checkOrder({ script, events }: World, executionMode: string): void {
  const executions = script.executions('shop');
  for (const name of STAGES) {
    const { waiting, latest } = script.stage({ pipeline: 'shop', stage: name });
    const inside = executions.filter(
      ({ run }) => run?.stage.name === name && (run.status === 'InProgress' || run.status === 'Stopping'),
    );
    expect(inside.length).toBeLessThanOrEqual(1);
    if (inside.length === 1) expect(latest?.execution).toBe(inside[0]);
    if (executionMode === 'SUPERSEDED') expect(waiting.length).toBeLessThanOrEqual(1);
    for (const execution of waiting) expect([isActive(execution), execution.waitingFor]).toEqual([true, name]);
  }
  for (const execution of executions) {
    if (execution.type === 'ROLLBACK') {
      expect(new Set(execution.actions.map(({ stageName }) => stageName)).size).toBe(1);
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
