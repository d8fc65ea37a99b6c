import { describe, expect, test } from 'vitest';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { ExecutionStatus } from '../../../lambda/decision/facts.ts';
import { findAccepted } from '../../../lambda/decision/lost-answer.ts';
import { aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aClaimed } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  allOf,
  aRun,
  aStage,
  BAD_DEPLOYED,
  GOOD_DEPLOYED,
  occupiedBy,
  seen,
  theFacts,
} from '../../support/builders/observations.ts';

const claim = aClaimed({ claimedAt: at('10:20'), calledAt: at('10:20') });

/** What answers the claim where there is such a rollback to its target, in the stage or not. */
function answered(but: Partial<Execution>, isHere = true): string | undefined {
  const rollback = aRollbackTo(GOOD, 'f', { startedAt: at('10:20:01'), ...but });
  const stage = seen(aStage({ occupant: occupiedBy(isHere ? rollback : BAD) }));
  const actions = allOf(aRun(rollback, '10:20:02', '10:21', { stage: isHere ? 'Prod' : 'Staging' }));
  return findAccepted(claim, 'Prod', theFacts({ stage, recent: allOf(rollback, BAD, GOOD), actions }))?.id;
}

describe('a rollback to the target of a call whose answer is lost', () => {
  test.each([
    'arn:aws:sts::123456789012:assumed-role/RollbackController-FunctionRole/RollbackController-Function',
    'arn:aws-us-gov:iam::123456789012:role/RollbackController-FunctionRole',
  ])('is the answer where a role made it: %s', (triggerDetail) => {
    expect(answered({ triggerType: 'ManualRollback', triggerDetail })).toBeDefined();
  });

  test('is the answer where CodePipeline does not say who made it', () => {
    expect(answered({ triggerType: 'ManualRollback' })).toBeDefined();
  });

  test.each([
    'arn:aws:iam::123456789012:user/alice',
    'arn:aws-cn:iam::123456789012:root',
    'arn:aws:sts::123456789012:federated-user/alice',
    'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com',
  ])('is not where a person made it: %s', (triggerDetail) => {
    expect(answered({ triggerType: 'ManualRollback', triggerDetail })).toBeUndefined();
  });

  test('is not where it was there before the call', () => {
    expect(answered({ startedAt: at('10:00') })).toBeUndefined();
  });

  test('is not where it never came into this stage: another may have been rolled back to the same', () => {
    expect(answered({}, false)).toBeUndefined();
  });

  test.each<[string, ExecutionStatus, boolean]>([
    ['is the answer where somebody stopped it before it came to any stage', 'Stopped', true],
    ['is not while it waits, before another stage maybe', 'InProgress', false],
  ])('%s', (_, status, isAnswer) => {
    const rollback = aRollbackTo(GOOD, 'f', { startedAt: at('10:20:01') });
    const facts = theFacts({
      stage: seen(aStage()),
      recent: allOf(rollback, BAD, GOOD),
      actions: allOf(BAD_DEPLOYED, GOOD_DEPLOYED),
      executions: { [rollback.id]: seen({ status, version: 7, variables: [] }) },
    });
    expect(findAccepted(claim, 'Prod', facts) !== undefined).toBe(isAnswer);
  });

  test("is not where the pipeline's own rule made it", () => {
    const triggerDetail = `{"FailedPipelineExecutionId":"${BAD.id}"}`;
    expect(answered({ triggerType: 'AutomatedRollback', triggerDetail })).toBeUndefined();
  });
});
