import { describe, expect, it } from 'vitest';
import { world } from './world.ts';

const STORY = { name: 'shop', stages: ['Source', { name: 'Prod', approval: true }] };
const NO_TOKEN = '00000000-0000-4000-8000-ffffffffffff';

function waiting() {
  const here = world({ story: STORY });
  const id = here.deploy();
  const [, prod] = here.call('GetPipelineState', { name: 'shop' }).stageStates;
  const token = prod?.actionStates.find(({ actionName }) => actionName === 'Approve')?.latestExecution.token ?? '';
  const answer = (status: string, more: object = {}) =>
    here.call('PutApprovalResult', {
      pipelineName: 'shop',
      stageName: 'Prod',
      actionName: 'Approve',
      result: { summary: 'looks good', status },
      token,
      ...more,
    });
  return { ...here, id, answer };
}

describe('PutApprovalResult', () => {
  it('lets the stage go on, and says who let it', () => {
    const { answer, call, clock, id } = waiting();
    expect(answer('Approved').approvedAt).toBe(clock.now() / 1000);
    clock.advance({ minutes: 5 });
    const input = { pipelineName: 'shop', pipelineExecutionId: id };
    expect(call('GetPipelineExecution', input).pipelineExecution.status).toBe('Succeeded');
    const [, prod] = call('GetPipelineState', { name: 'shop' }).stageStates;
    expect(prod?.actionStates[0]?.latestExecution).toMatchObject({
      summary: 'looks good',
      lastUpdatedBy: expect.stringContaining('assumed-role/controller'),
    });
  });

  it('fails the stage when it rejects', () => {
    const { answer, call, id } = waiting();
    answer('Rejected');
    const input = { pipelineName: 'shop', pipelineExecutionId: id };
    expect(call('GetPipelineExecution', input).pipelineExecution.status).toBe('Failed');
  });

  it('refuses a second answer, another token, and an action that is not there', () => {
    const { answer } = waiting();
    expect(() => answer('Approved', { token: NO_TOKEN })).toThrow(
      expect.objectContaining({ name: 'InvalidApprovalTokenException' }),
    );
    expect(() => answer('Approved', { actionName: 'Nod' })).toThrow(
      expect.objectContaining({ name: 'ActionNotFoundException' }),
    );
    answer('Approved');
    expect(() => answer('Approved')).toThrow(expect.objectContaining({ name: 'ApprovalAlreadyCompletedException' }));
  });
});
