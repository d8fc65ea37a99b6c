import { FactWanted } from './asking.ts';
import type { Execution, ExecutionId } from './execution.ts';
import { type Facts, foundIn } from './facts.ts';
import type { Claimed } from './incident.ts';
import type { Redeployment } from './redeployment.ts';
import { executionsAt } from './stage.ts';
import type { EpochMillis } from './time.ts';
import { DOUBTED_FOR, LISTED_WITHIN, SHOWS_WITHIN, SKEW } from './times.ts';

/**
 * The rollback that an earlier call of this incident was accepted for, although its answer was lost: a ROLLBACK of this
 * stage to a target that we asked for, started after the first promise, and by nobody who is another for certain. The first is ours; a
 * person may have made one more since.
 */
export function findAccepted(claim: Claimed, stageName: string, facts: Facts): Execution | undefined {
  const { stage, recent, actions } = facts;
  if (!recent?.ok) return undefined;
  const { redeployment } = claim.plan;
  if (redeployment !== undefined) return findStarted(claim, redeployment, recent.value.items);
  const asked = [claim.plan.target.id, ...claim.refused];
  const seen = foundIn(stage);
  const inStage = seen === undefined ? [] : executionsAt(seen);
  const ran = actions?.ok ? actions.value.items : [];
  // Another stage of the pipeline may have been rolled back to the same target: the actions tell.
  const isHere = (id: string) =>
    inStage.includes(id) || ran.some((run) => run.executionId === id && run.stage === stageName);
  return recent.value.items
    .filter((execution) => {
      const { type, id, rollbackTarget = '', startedAt } = execution;
      const isAsked = type === 'ROLLBACK' && asked.includes(rollbackTarget) && !isAnothers(execution);
      const mayBeOurs = isAsked && id !== claim.plan.occupant && startedAt >= claim.claimedAt - SKEW;
      return mayBeOurs && (isHere(id) || wasStoppedOutside(id, facts));
    })
    .toSorted((one, other) => one.startedAt - other.startedAt)[0];
}

/** Somebody stopped it before it came to any stage: which it was for nobody can tell, but asked for again it would be made against a person's will. */
function wasStoppedOutside(id: ExecutionId, { actions, executions }: Facts): boolean {
  if (!actions?.ok || actions.value.items.some((run) => run.executionId === id)) return false;
  const read = executions[id];
  if (read === undefined) throw new FactWanted([{ fact: 'execution', id }]);
  return foundIn(read)?.status === 'Stopped';
}

/** A user, root, a federated user or somebody of the access portal. */
const PERSON = /^arn:[^:]*:(iam::\d*:(user\/|root$)|sts::\d*:(federated-user\/|assumed-role\/AWSReservedSSO_))/;

/** What CodePipeline names for its trigger (API:ExecutionTrigger) is no role of a function: a person, or a rule of the pipeline. */
function isAnothers({ triggerType, triggerDetail = '' }: Execution): boolean {
  return triggerType === 'AutomatedRollback' || PERSON.test(triggerDetail);
}

/** The execution that a start of the pipeline was accepted for: it takes the revisions that were asked for. */
function findStarted(
  { claimedAt }: Claimed,
  { revisions }: Redeployment,
  executions: readonly Execution[],
): Execution | undefined {
  const isAsked = (execution: Execution) =>
    execution.type === 'STANDARD' &&
    execution.triggerType === 'StartPipelineExecution' &&
    execution.startedAt >= claimedAt - SKEW &&
    !isAnothers(execution) &&
    revisions.every(({ action, value }) =>
      execution.revisions.some((one) => one.action === action && one.id === value),
    );
  return executions.filter(isAsked).toSorted((one, other) => one.startedAt - other.startedAt)[0];
}

/**
 * Why it cannot be said yet that the call of a claim was not accepted, where no rollback of it was found. As long as that is so the claim
 * must neither end nor call again.
 */
export function isInDoubt(claim: Claimed, { stage, recent }: Facts, now: EpochMillis): boolean {
  const asked = now - claim.calledAt;
  if (claim.answered || asked >= DOUBTED_FOR) return false;
  if (!stage?.ok || !recent?.ok) return true;
  const seen = foundIn(stage);
  const movedOn = claim.plan.redeployment !== undefined || seen?.occupant?.executionId !== claim.plan.occupant;
  if (asked < (movedOn ? LISTED_WITHIN : SHOWS_WITHIN)) return true;
  // In the stage, but not in the history of the pipeline: it may be our rollback.
  const there = seen === undefined ? [] : executionsAt(seen);
  return there.some((id) => !recent.value.items.some((execution) => execution.id === id) && recent.value.complete);
}
