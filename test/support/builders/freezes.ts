import { freezeReason } from '../../../lambda/decision/freeze.ts';
import type { InboundTransition } from '../../../lambda/decision/stage.ts';
import type { Freeze } from '../../../lambda/decision/state.ts';
import { BAD } from './executions.ts';
import { at } from './moments.ts';

export const INCIDENT = '20260110-102000-bbbb';
export const OPEN: InboundTransition = { enabled: true };
export const OURS: InboundTransition = {
  enabled: false,
  disabledReason: freezeReason(INCIDENT, BAD.id),
  lastChangedBy: 'arn:role/controller',
};
export const THEIRS: InboundTransition = {
  enabled: false,
  disabledReason: 'Release week',
  lastChangedBy: 'arn:user/alice',
};

/** Our freeze of the usual incident, made at 10:21. */
export function aFreeze(but: Partial<Freeze> = {}): Freeze {
  return {
    reason: freezeReason(INCIDENT, BAD.id),
    incident: INCIDENT,
    since: at('10:21'),
    condition: 'made',
    changedBy: 'arn:role/controller',
    ...but,
  };
}
