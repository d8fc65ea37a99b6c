import type { Execution } from '../../../lambda/decision/execution.ts';
import type { Tenure } from '../../../lambda/decision/tenures.ts';
import { BAD, GOOD } from './executions.ts';
import { at } from './moments.ts';

/** A deployment that brought a release there, whole. */
export function aTenure(release: Execution, begin: string, end: string, but: Partial<Tenure> = {}): Tenure {
  return {
    by: release.id,
    release,
    isRollback: false,
    beganAt: at(begin),
    endedAt: at(end),
    outcome: 'whole',
    ...but,
  };
}

/** A rollback that brought a release back. */
export function aTenureOfRollback(
  rollback: Execution,
  release: Execution,
  begin: string,
  end: string,
  but: Partial<Tenure> = {},
): Tenure {
  return aTenure(release, begin, end, { by: rollback.id, isRollback: true, ...but });
}

/** GOOD from 08:05 to 08:10. */
export const GOOD_TENURE = aTenure(GOOD, '08:05', '08:10');
/** BAD from 10:05 to 10:10. */
export const BAD_TENURE = aTenure(BAD, '10:05', '10:10');
