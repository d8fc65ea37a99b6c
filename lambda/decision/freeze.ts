import type { ExecutionId } from './execution.ts';
import type { Freeze } from './record.ts';
import type { InboundTransition, ObservedStage } from './stage.ts';

/** Length and pattern of DisableStageTransition's reason (facts: no `:` `/` `_` `,` `#` `'`). */
const MAX_REASON = 300;
const FORBIDDEN = /[^a-zA-Z0-9!@ ().*?-]/g;

/** A reason that CodePipeline accepts, and that names the incident so that the freeze is recognised as ours. */
export function freezeReason(incidentId: string, suspect: string): string {
  const text = `${beginOf(incidentId)} execution ${suspect.slice(0, 8)} is blamed. Release it with the release command.`;
  return text.replaceAll(FORBIDDEN, '-').slice(0, MAX_REASON);
}

/** Whether a freeze was made for this incident. */
export function isFreezeOf(freeze: Freeze | undefined, incidentId: string): boolean {
  return freeze?.reason.startsWith(beginOf(incidentId).replaceAll(FORBIDDEN, '-')) ?? false;
}

function beginOf(incidentId: string): string {
  return `Frozen by auto-rollback incident ${incidentId} -`;
}

/** Whether the transition is disabled by us: our reason, and nobody else has touched it since. */
export function isOurFreeze(freeze: Freeze | undefined, inbound: InboundTransition): boolean {
  if (freeze === undefined || inbound.enabled || inbound.disabledReason !== freeze.reason) return false;
  return freeze.changedBy === undefined || freeze.changedBy === inbound.lastChangedBy;
}

/** Whether a freeze of ours is in force, as far as is remembered. */
export function isInForce(freeze: Freeze | undefined): boolean {
  return freeze !== undefined && !freeze.lifted && !freeze.released;
}

/**
 * Whether our own freeze may be what keeps a rollback out of the stage, and lifting it would let in nothing else. Whether a
 * disabled transition stops a rollback is not documented; `rollback` is the one that waits before it, if it was accepted.
 */
export function keepsRollbackOut(
  freeze: Freeze | undefined,
  { inbound, waiting = [] }: ObservedStage,
  rollback?: ExecutionId,
): boolean {
  return isOurFreeze(freeze, inbound) && waiting.every((execution) => execution === rollback);
}
