import type { ExecutionId } from './execution.ts';
import type { EpochMillis } from './time.ts';

/** One execution of an action, as ListActionExecutions tells it. */
export interface ActionRun {
  readonly executionId: ExecutionId;
  readonly stage: string;
  readonly action: string;
  /** `Source`, `Build`, `Deploy`, `Test`, `Invoke`, `Approval`, `Compute`; absent where AWS names none. */
  readonly category?: string;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
  readonly version: number;
  readonly beganAt: EpochMillis;
  /** When it ended, or was last heard of. */
  readonly endedAt: EpochMillis;
}

/** Half the world deploys from Build, Invoke or Compute actions: these three alone change nothing. */
const HARMLESS = ['Source', 'Approval', 'Test'];

/** Whether an action can change what is live; `deployActions`: the guard says which do. */
export function isDeploying(
  { action, category = '' }: Pick<ActionRun, 'action' | 'category'>,
  deployActions: readonly string[] | undefined,
): boolean {
  return deployActions === undefined ? !HARMLESS.includes(category) : deployActions.includes(action);
}
