import type { EpochMillis } from '../../account/clock.ts';
import type { ActionDeclaration, RetryMode } from './declaration.ts';
import type { RetryTrigger, StageRun } from './stage.ts';
import type { Switches } from './switches.ts';

/** Takes the run one attempt further; it is InProgress again. */
export function beginAttempt(run: StageRun, trigger: RetryTrigger, now: EpochMillis): void {
  const { execution } = run;
  execution.status = 'InProgress';
  execution.attempt++;
  execution.lastUpdateTime = now;
  run.status = 'InProgress';
  run.attempt++;
  run.latestRetryTrigger = trigger;
  run.lastRetryTime = now;
  if (trigger === 'ManualStageRetry') run.manualRetries++;
  else run.automaticRetries++;
}

/**
 * Where a retry begins: with some actions of the run order that the run is at, or with a whole run order. FAILED_ACTIONS
 * repeats what did not succeed; what had not begun follows in its order. Where nothing is left to run, all runs again.
 */
export function retryStart(
  { batch, order, stage }: StageRun,
  mode: RetryMode,
  { failedActionsRetryRuns }: Switches,
): { readonly order: number; readonly only?: readonly ActionDeclaration[] } {
  if (mode === 'ALL_ACTIONS' || failedActionsRetryRuns === 'wholeStage') return { order: 0 };
  const unsuccessful = batch.filter(({ status }) => status !== 'Succeeded').map(({ declaration }) => declaration);
  if (unsuccessful.length > 0) return { order, only: unsuccessful };
  return { order: batch.length > 0 && order + 1 < stage.runOrders.length ? order + 1 : 0 };
}
