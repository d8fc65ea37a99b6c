import * as sdk from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from 'vitest';
import type { SwitchOverrides } from '../../../../emulator/services/codepipeline/switches.ts';
import { statement } from '../../account/front-door/account.ts';
import { IDENTITY } from '../../opened-door.ts';
import { sdkWorld } from './sdk-world.ts';

const APPROVE = { pipelineName: 'shop', stageName: 'Prod', actionName: 'Approve' };
const NO_SUCH_TOKEN = '00000000-0000-4000-8000-000000000000';

/** A pipeline whose Prod asks first, with one execution that waits for the answer. */
async function asking(switches: SwitchOverrides = {}, executionMode: 'SUPERSEDED' | 'PARALLEL' = 'SUPERSEDED') {
  const here = await sdkWorld(
    { name: 'shop', executionMode, stages: ['Source', { name: 'Prod', approval: true }] },
    switches,
  );
  const id = here.script.startExecution({ pipeline: 'shop' });
  await here.pass(1);
  const token = async () => (await here.actionState('Prod', 'Approve'))?.token ?? '';
  const answer = (status: sdk.ApprovalStatus, withToken: string, client = here.person) =>
    client.send(new sdk.PutApprovalResultCommand({ ...APPROVE, token: withToken, result: { status, summary: 'no' } }));
  const stop = (abandon = false) =>
    here.person.send(new sdk.StopPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId: id, abandon }));
  const status = async () => (await here.execution(id)).status;
  return { ...here, id, token, answer, stop, status };
}

describe('an approval', () => {
  test('shows its token while it waits, and lets the stage go on when it is approved', async () => {
    const { answer, token, actionState, pass, status, clock } = await asking();
    expect(await actionState('Prod', 'Approve')).toMatchObject({ status: 'InProgress', token: expect.any(String) });
    const { approvedAt } = await answer('Approved', await token());
    expect(approvedAt?.getTime()).toBe(clock.now());
    expect(await actionState('Prod', 'Approve')).toEqual(
      expect.objectContaining({
        status: 'Succeeded',
        summary: 'no',
        lastUpdatedBy: `arn:aws:iam::${IDENTITY.accountId}:user/administrator`,
      }),
    );
    expect(await actionState('Prod', 'Approve')).not.toHaveProperty('token');
    expect(await actionState('Prod', 'Prod')).toMatchObject({ status: 'InProgress' });
    await pass(1);
    expect(await status()).toBe('Succeeded');
  });

  test('that is rejected fails the stage, in which nothing else has begun', async () => {
    const { actions, answer, id, token, stageState, status, events } = await asking();
    await answer('Rejected', await token());
    expect(await status()).toBe('Failed');
    expect((await stageState('Prod')).latestExecution).toMatchObject({ pipelineExecutionId: id, status: 'Failed' });
    expect((await actions({ pipelineExecutionId: id })).map(({ actionName }) => actionName)).toEqual([
      'Approve',
      'Source',
    ]);
    expect(events.at(-1)?.detail).toMatchObject({ state: 'FAILED', 'execution-id': id });
  });

  test.each(['ApprovalAlreadyCompletedException', 'InvalidApprovalTokenException'] as const)(
    'is answered once; the second answer gets %s',
    async (answeredApproval) => {
      const { answer, token } = await asking({ answeredApproval });
      const first = await token();
      await answer('Approved', first);
      await expect(answer('Rejected', first)).rejects.toMatchObject({ name: answeredApproval });
    },
  );

  test('has a new token for each execution; an old one, a timed out one and an abandoned one are invalid', async () => {
    const { answer, token, stop, script, pass } = await asking();
    const first = await token();
    await stop(true);
    await expect(answer('Approved', first)).rejects.toBeInstanceOf(sdk.InvalidApprovalTokenException);
    script.startExecution({ pipeline: 'shop' });
    await pass(1);
    const second = await token();
    expect(second).not.toBe(first);
    await pass(7 * 24 * 60);
    await expect(answer('Approved', second)).rejects.toBeInstanceOf(sdk.InvalidApprovalTokenException);
    await expect(answer('Approved', NO_SUCH_TOKEN)).rejects.toBeInstanceOf(sdk.InvalidApprovalTokenException);
  });

  test('of a PARALLEL pipeline is answered with the external execution id of the action', async () => {
    const { actions, answer, id, status, pass } = await asking({}, 'PARALLEL');
    const [approval] = await actions({ pipelineExecutionId: id });
    await answer('Approved', approval?.output?.executionResult?.externalExecutionId ?? '');
    await pass(1);
    expect(await status()).toBe('Succeeded');
  });

  test('names what it cannot find, and what is malformed', async () => {
    const { person } = await asking();
    const put = (change: Partial<sdk.PutApprovalResultInput>) =>
      person.send(
        new sdk.PutApprovalResultCommand({
          ...APPROVE,
          token: NO_SUCH_TOKEN,
          result: { status: 'Approved', summary: '' },
          ...change,
        }),
      );
    await expect(put({ pipelineName: 'gone' })).rejects.toBeInstanceOf(sdk.PipelineNotFoundException);
    await expect(put({ stageName: 'Gone' })).rejects.toBeInstanceOf(sdk.StageNotFoundException);
    await expect(put({ actionName: 'Gone' })).rejects.toBeInstanceOf(sdk.ActionNotFoundException);
    await expect(put({ actionName: 'Prod' })).rejects.toBeInstanceOf(sdk.InvalidApprovalTokenException);
    await expect(put({ token: 'mine' })).rejects.toBeInstanceOf(sdk.ValidationException);
    await expect(put({ result: { status: 'Approved', summary: 'x'.repeat(513) } })).rejects.toBeInstanceOf(
      sdk.ValidationException,
    );
  });

  test('can be answered by a function that may answer this action, and by no other', async () => {
    const { answer, functionClient, token, status } = await asking();
    const allowed = (resource: string) =>
      functionClient(statement({ actions: ['codepipeline:PutApprovalResult'], resources: [resource] }));
    const arn = `arn:aws:codepipeline:${IDENTITY.region}:${IDENTITY.accountId}:shop`;
    const open = await token();
    for (const other of [arn, `${arn}/Prod`, `${arn}/Prod/Deploy`]) {
      await expect(answer('Rejected', open, allowed(other))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
    await answer('Rejected', open, allowed(`${arn}/Prod/Approve`));
    expect(await status()).toBe('Failed');
  });
});

describe('stop and wait while an approval is pending', () => {
  test.each(['Approved', 'Rejected'] as const)(
    'hangs in Stopping, with the stage locked, until it is %s',
    async (verdict) => {
      const { answer, stop, status, stageState, token, script, pass, actionState } = await asking();
      await stop();
      await pass(60);
      const next = script.startExecution({ pipeline: 'shop' });
      await pass(60);
      expect(await status()).toBe('Stopping');
      const locked = await stageState('Prod');
      expect(locked.latestExecution?.status).toBe('Stopping');
      expect(locked.inboundExecutions?.map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([next]);
      await answer(verdict, await token());
      expect(await status()).toBe('Stopped');
      expect((await stageState('Prod')).latestExecution?.pipelineExecutionId).toBe(next);
      expect(await actionState('Prod', 'Approve')).toMatchObject({ status: 'InProgress' });
    },
  );

  test('keeps a rollback out as long', async () => {
    const { script, person, answer, token, id, pass } = await asking();
    await answer('Approved', await token());
    await pass(1);
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop' });
    await pass(1);
    await person.send(new sdk.StopPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId }));
    const rollback = new sdk.RollbackStageCommand({
      pipelineName: 'shop',
      stageName: 'Prod',
      targetPipelineExecutionId: id,
    });
    await expect(person.send(rollback)).rejects.toBeInstanceOf(sdk.UnableToRollbackStageException);
    await answer('Rejected', await token());
    await expect(person.send(rollback)).resolves.toMatchObject({ pipelineExecutionId: expect.any(String) });
  });

  test('ends it at once where the switch says so', async () => {
    const { stop, status, actionState } = await asking({ stopWithPendingApproval: 'abandonsApproval' });
    await stop();
    expect(await status()).toBe('Stopped');
    expect(await actionState('Prod', 'Approve')).toMatchObject({ status: 'Abandoned' });
  });

  test('is another thing than stopping an execution between two stages, which stops at once', async () => {
    const { person, script, pass, execution, stageState } = await asking();
    const pipelineExecutionId = script.startExecution({ pipeline: 'shop' });
    await pass(1);
    expect((await stageState('Prod')).inboundExecutions).toHaveLength(1);
    await person.send(new sdk.StopPipelineExecutionCommand({ pipelineName: 'shop', pipelineExecutionId }));
    expect((await execution(pipelineExecutionId)).status).toBe('Stopped');
    expect((await stageState('Prod')).inboundExecutions).toEqual([]);
    expect((await stageState('Prod')).latestExecution?.status).toBe('InProgress');
  });
});
