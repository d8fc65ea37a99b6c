import type { Freeze } from './record.ts';
import type { InboundTransition } from './stage.ts';

/** Length and pattern of DisableStageTransition's reason (facts: no `:` `/` `_` `,` `#` `'`). */
const MAX_REASON = 300;
const FORBIDDEN = /[^a-zA-Z0-9!@ ().*?-]/g;

/** A reason that CodePipeline accepts, and that names the incident so that the freeze is recognised as ours. */
export function freezeReason(incidentId: string, suspect: string): string {
  const text = `Frozen by auto-rollback incident ${incidentId} - execution ${suspect.slice(0, 8)} is blamed. Release it with the release command.`;
  return text.replaceAll(FORBIDDEN, '-').slice(0, MAX_REASON);
}

/** Whether the transition is disabled by us: our reason, and nobody else has touched it since. */
export function isOurFreeze(freeze: Freeze | undefined, inbound: InboundTransition): boolean {
  if (freeze === undefined || inbound.enabled || inbound.disabledReason !== freeze.reason) return false;
  return freeze.changedBy === undefined || freeze.changedBy === inbound.lastChangedBy;
}
