import type { ExecutionId } from './execution.ts';
import type { EpochMillis } from './time.ts';

/** One execution of an action, as ListActionExecutions tells it. */
export interface ActionRun {
  readonly executionId: ExecutionId;
  readonly stage: string;
  readonly action: string;
  /** `Source`, `Build`, `Deploy`, `Test`, `Invoke`, `Approval`, `Compute`; absent where AWS names none. */
  readonly category?: string;
  /** `ActionMode` of a CloudFormation action, such as `CHANGE_SET_EXECUTE`; absent for other actions. */
  readonly mode?: string;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
  readonly version: number;
  readonly beganAt: EpochMillis;
  /** When it ended, or was last heard of. */
  readonly endedAt: EpochMillis;
}

/** Half the world deploys from Build, Invoke or Compute actions: these three alone change nothing. */
const HARMLESS = ['Source', 'Approval', 'Test'];

/** Makes a change set, for another action to execute: until then nothing changes (UG:action-reference-CloudFormation). */
export const MAKES_CHANGE_SET = 'CHANGE_SET_REPLACE';

/** Whether an action can change what is live; `deployActions`: the guard says which do. */
export function isDeploying(
  { action, category = '', mode }: Pick<ActionRun, 'action' | 'category' | 'mode'>,
  deployActions: readonly string[] | undefined,
): boolean {
  return deployActions === undefined
    ? !HARMLESS.includes(category) && mode !== MAKES_CHANGE_SET
    : deployActions.includes(action);
}
