import { MINUTE, type Plan } from './plan.ts';
import type { JudgedRollback, StageLedger } from './stage-ledger.ts';

/** The slowest alarms look back so far. */
const BACK = 30 * MINUTE;

/** What had turned the alarm on, by truth, before a rollback that did no good. */
export function faultCause({ causes }: Plan, ledger: StageLedger, { at, kind, hadShown }: JudgedRollback): string {
  if (kind === 'futile') {
    return hadShown ? 'a defect; the target had shown its own' : 'a defect; the target had not shown its own yet';
  }
  const kinds = causes
    .filter(({ stage, from, until }) => stage === ledger.stage && from <= at && until >= at - BACK)
    .map((cause) => cause.kind);
  for (const beside of ['platform', 'no data'] as const) if (kinds.includes(beside)) return beside;
  const mendedAt = ledger.bad.findLast(({ on }) => !on)?.at ?? Number.NEGATIVE_INFINITY;
  if (mendedAt >= at - BACK) return 'a defect that was mended by then';
  return kinds.includes('noise') ? 'noise' : 'nothing that is left';
}
