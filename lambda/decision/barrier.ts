import { FactUnclear, readAll } from './asking.ts';
import { describeExecution, type Execution, type Revision } from './execution.ts';
import type { Facts } from './facts.ts';
import { hold } from './hold.ts';
import type { Hold } from './reason.ts';
import { variablesOf, variablesWanted } from './reputation.ts';
import type { StageState } from './state.ts';
import type { Tenure } from './tenures.ts';

/** The pipeline variable that says: never roll back behind this release. */
export const BARRIER_VARIABLE = 'NO_ROLLBACK';
/** The same in a commit message. */
export const BARRIER_MARKER = '[no-rollback]';

/** Whose variables are asked for: each takes a call where nothing is remembered. Messages came with the list. */
const MOST_READ = 20;

/**
 * A release that changes what cannot be changed back must not be rolled back behind: neither the suspect nor any release between the
 * target and it that began deploying in this stage. What cannot be read holds.
 */
export function refuseBarrier(
  { suspect, target }: { readonly suspect: Execution; readonly target: Execution },
  { state, facts, tenures }: { readonly state: StageState; readonly facts: Facts; readonly tenures: readonly Tenure[] },
): Hold | undefined {
  const passed = tenures
    .map(({ release }) => release)
    .filter(({ startedAt }) => startedAt > target.startedAt && startedAt <= suspect.startedAt);
  const behind = [...new Map([...passed, suspect].map((execution) => [execution.id, execution])).values()];
  const marked = firstOf(behind, (execution) => markerOf(execution, target));
  if (marked !== undefined) return marked;
  const near = behind.slice(-MOST_READ);
  readAll(
    facts,
    near.flatMap((execution) => variablesWanted(state, execution)),
  );
  return firstOf(near, (execution) => variableOf(execution, state, facts));
}

function firstOf(
  executions: readonly Execution[],
  whyOf: (execution: Execution) => string | undefined,
): Hold | undefined {
  for (const execution of executions) {
    const why = whyOf(execution);
    if (why !== undefined) return hold.barrier({ execution: describeExecution(execution), why });
  }
  return undefined;
}

/** A revision that the target carries, too, is not rolled back behind. */
function markerOf({ revisions }: Execution, target: Execution): string | undefined {
  const isKept = ({ action, id }: Revision) =>
    id !== undefined && target.revisions.some((other) => other.action === action && other.id === id);
  const isMarked = revisions.some((revision) => revision.noRollback && !isKept(revision));
  return isMarked ? `its commit message holds ${BARRIER_MARKER}` : undefined;
}

function variableOf(execution: Execution, state: StageState, facts: Facts): string | undefined {
  try {
    const variables = variablesOf(execution.id, state, facts) ?? [];
    const isSet = variables.some(({ name, value }) => name === BARRIER_VARIABLE && value.toLowerCase() === 'true');
    return isSet ? `it ran with the pipeline variable ${BARRIER_VARIABLE} = true` : undefined;
  } catch (error) {
    if (!(error instanceof FactUnclear) || error.transient) throw error;
    return `its variables could not be read: ${error.problem}`;
  }
}
