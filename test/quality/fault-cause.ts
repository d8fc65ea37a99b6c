import { MINUTE, type Plan } from './plan.ts';
import type { StageLedger } from './stage-ledger.ts';

/** The slowest alarms look back so far. */
const BACK = 30 * MINUTE;

/** What had turned the alarm on, by truth, before a rollback that did no good. */
export function faultCause({ causes }: Plan, ledger: StageLedger, at: number): string {
  if (ledger.liveIsBad) return 'a defect, to another bad release';
  const kinds = causes
    .filter(({ stage, from, until }) => stage === ledger.stage && from <= at && until >= at - BACK)
    .map(({ kind }) => kind);
  for (const kind of ['platform', 'no data'] as const) if (kinds.includes(kind)) return kind;
  const mendedAt = ledger.bad.findLast(({ on }) => !on)?.at ?? Number.NEGATIVE_INFINITY;
  if (ledger.bad.length > 0 && mendedAt >= at - BACK) return 'a defect that was mended by then';
  return kinds.includes('noise') ? 'noise' : 'nothing that is left';
}
