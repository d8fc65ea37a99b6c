import type { Chance } from './chances.ts';
import type { StageLedger } from './stage-ledger.ts';

/** Why a bad release was not undone in time: what the decider says of that time, or what it did instead. */
export function missCause(
  { onset, from, deadline }: Extract<Chance, { kind: 'missed' }>,
  { rollbacks }: StageLedger,
  reasons: readonly string[],
): string {
  const instead = rollbacks.find(({ at, kind }) => at >= onset.liveSince && at <= deadline && kind !== 'precise');
  if (instead?.kind === 'futile') {
    return instead.hadShown
      ? 'rolled back to one that had shown its defect'
      : 'rolled back to one that had not shown its defect yet';
  }
  if (instead !== undefined) return `rolled back a good one: ${instead.kind}`;
  const late = rollbacks.find(({ at, kind }) => at > deadline && at <= from + 60 * 60_000 && kind === 'precise');
  const reason = reasons.at(-1);
  if (reason !== undefined) return late === undefined ? reason : `${reason}, undone later`;
  return late === undefined ? 'no reaction' : 'no reaction, undone later';
}
