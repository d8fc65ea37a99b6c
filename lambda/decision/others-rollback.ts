import type { GuardPolicy } from '../guard-policy.ts';
import type { ObservedCause } from './cause.ts';
import { cut } from './cut.ts';
import { entryOfRollback } from './entry-of.ts';
import { describeExecution } from './execution.ts';
import type { RollingBack } from './incident.ts';
import { incidentId } from './incident.ts';
import { to } from './phases.ts';
import { withRelease, withRollback } from './remembered.ts';
import { leftBy } from './reputation.ts';
import { executionOf, replacedBy, type Situation, type Tenure } from './tenures.ts';
import { MINUTE } from './time.ts';
import { LOOK_FIRST } from './times.ts';
import { type Next, promising, settingsOf, type Turn } from './turn.ts';

/**
 * A rollback that is not ours is in the stage: it is followed like one of ours, without a freeze. One that ended long ago, before anybody
 * was here to follow it, or that changed nothing, is only remembered: what it left is known bad.
 */
export function observeRollback(turn: Turn, policy: GuardPolicy, { tenures }: Situation, rollback: Tenure): Next {
  const { state, facts, now } = turn;
  const left = replacedBy(rollback, tenures);
  const by = executionOf(rollback.by, state, facts);
  const cause: ObservedCause = {
    kind: 'observed',
    id: `rollback/${rollback.by}`,
    at: rollback.beganAt,
    by:
      by?.triggerType === 'AutomatedRollback'
        ? "the pipeline's own rule"
        : cut(by?.triggerDetail ?? 'somebody else', 200),
  };
  const blamed = leftBy(rollback, tenures);
  const known = blamed.reduce(
    (noted, { execution, since }) => withRelease(noted, execution, { badSince: since }),
    withRollback(state, { executionId: rollback.by, causeId: cause.id }),
  );
  const isOld = rollback.endedAt !== undefined && now - rollback.endedAt > policy.recoveryMinutes * MINUTE;
  // Brought back over something that never was live, what is live is what it was.
  const isUnchanged = left?.release.id === rollback.release.id;
  if (left === undefined || isOld || isUnchanged) return { state: known };
  const blame = blamed.length === 0 ? `; ${describeExecution(left.release)} is not blamed for it` : '';
  const incident: RollingBack = {
    phase: 'rolling-back',
    id: incidentId(cause, left.release.id),
    openedAt: now,
    settings: settingsOf(policy),
    cause,
    plan: {
      suspect: left.release,
      target: rollback.release,
      suspects: blamed.map(({ execution }) => execution.id),
      since: left.beganAt,
      occupant: left.by,
      grounds: `by ${cause.by}, not by this controller${blame}`,
      change: '',
    },
    rollbackExecutionId: rollback.by,
    acceptedAt: rollback.beganAt,
    settledBehind: [],
  };
  const { probation: _, ...rest } = known;
  const open = to(rest, 'idle', 'observed', incident);
  return { state: promising(open, entryOfRollback(incident, now)), wakeBy: now + LOOK_FIRST };
}
