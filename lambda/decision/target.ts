import { describeExecution, type Execution, type ExecutionId, isNewestFirst, sameRevisions } from './execution.ts';
import { type Hold, hold } from './hold.ts';
import { type Again, type LookUp, lookUp, type Observation, unreadable } from './observation.ts';
import { clock } from './time.ts';

export interface Target {
  readonly kind: 'target';
  readonly execution: Execution;
}

export interface TargetQuestion {
  readonly suspect: Execution;
  readonly pipelineVersion: number;
  /** Rolled back from, or refused by AWS under this incident. */
  readonly excluded: readonly ExecutionId[];
  /** The target a person named. */
  readonly named?: ExecutionId;
  readonly observation: Observation;
}

/** A list without an order is read this far, and no further: CodePipeline throttles early. */
const FAR_ENOUGH = 1_000;

/**
 * The execution to go back to: the newest that succeeded in this stage, started before the suspect, is no ROLLBACK, was
 * not rolled back from, and carries other revisions than the suspect. Sorted here: AWS documents no order. The first page is
 * enough while the list is seen to come newest first.
 */
export function chooseTarget(question: TargetQuestion): Target | Hold | LookUp | Again {
  const { suspect, named, observation } = question;
  const { succeeded } = observation;
  if (!succeeded.ok) return unreadable(succeeded);
  const eligible = eligibleTargets(succeeded.value.items, question);
  const chosen = named === undefined ? eligible[0] : eligible.find((execution) => execution.id === named);
  const { items, complete } = succeeded.value;
  const newerMayFollow = named === undefined && !complete && !isNewestFirst(items) && items.length < FAR_ENOUGH;
  if (chosen !== undefined && !newerMayFollow) return { kind: 'target', execution: chosen };
  if (!complete) return lookUp('more-succeeded', named ?? suspect.id);

  if (named !== undefined) {
    const candidate = items.find((execution) => execution.id === named);
    return hold.targetNotEligible({
      target: named,
      why:
        candidate === undefined
          ? 'it did not succeed in this stage under the current pipeline version'
          : (whyNotEligible(candidate, question) ?? 'unknown'),
      eligible: eligible.length === 0 ? 'none' : eligible.slice(0, 10).map(describeCandidate).join('; '),
    });
  }
  return noTarget(question, items);
}

/** All eligible targets among the executions that succeeded in the stage, newest first. */
export function eligibleTargets(
  succeeded: readonly Execution[],
  question: Pick<TargetQuestion, 'suspect' | 'excluded'>,
): readonly Execution[] {
  return succeeded
    .filter((execution) => whyNotEligible(execution, question) === undefined)
    .toSorted((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
}

/** Why an execution that succeeded in the stage is no target; undefined for an eligible one. */
function whyNotEligible(
  execution: Execution,
  { suspect, excluded }: Pick<TargetQuestion, 'suspect' | 'excluded'>,
): string | undefined {
  if (execution.id === suspect.id) return 'it is the execution that is deployed now';
  if (execution.type === 'ROLLBACK') return 'it is a rollback itself';
  if (excluded.includes(execution.id)) return 'it was rolled back from, or refused by CodePipeline';
  if (execution.startedAt >= suspect.startedAt) {
    return `it started at ${clock(execution.startedAt)}, not before the deployed one (${clock(suspect.startedAt)})`;
  }
  if (sameRevisions(execution, suspect)) return 'it carries the same revisions as the deployed one';
  return undefined;
}

/** Says why there is no target, with the numbers; the version of the suspect is asked for, since an edit is the usual reason. */
function noTarget(question: TargetQuestion, succeeded: readonly Execution[]): Hold | LookUp | Again {
  const { suspect, pipelineVersion, observation } = question;
  const others = succeeded.filter((execution) => execution.id !== suspect.id);
  if (others.length === 0) {
    const { suspectVersion } = observation;
    if (suspectVersion === undefined) return lookUp('suspect-version', suspect.id);
    if (!suspectVersion.ok) return unreadable(suspectVersion);
    const version = suspectVersion.value;
    if (version !== undefined && version !== pipelineVersion) {
      return hold.noEligibleTarget({
        why: `the pipeline was edited: it is at version ${pipelineVersion}, ${describeExecution(suspect)} and every earlier execution ran under version ${version} or older, and CodePipeline rolls back only within a version`,
      });
    }
    return hold.noEligibleTarget({
      why: `no other execution succeeded in this stage under pipeline version ${pipelineVersion}`,
    });
  }
  const reasons = others.slice(0, 5).map((execution) => {
    return `${execution.id.slice(0, 8)}: ${whyNotEligible(execution, question) ?? 'eligible'}`;
  });
  return hold.noEligibleTarget({
    why: `${others.length} other ${others.length === 1 ? 'execution' : 'executions'} succeeded in this stage, none is eligible (${reasons.join('; ')})`,
  });
}

function describeCandidate(execution: Execution): string {
  return `${execution.id} (${clock(execution.startedAt)}, ${execution.revisions[0]?.id ?? 'no revision'})`;
}
