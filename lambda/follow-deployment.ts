import { followProbation } from './decision/follow-up.ts';
import type { Probation } from './decision/record.ts';
import { MINUTE } from './decision/time.ts';
import { record } from './journal.ts';
import { attempt, lookAt } from './observer.ts';
import { type Outcome, type Session, saveAs, wakeBy } from './session.ts';

/** A deployment after a rollback: once it has proven healthy, automatic rollback is armed again. */
export async function followDeployment(session: Session, probation: Probation): Promise<Outcome> {
  const { ports, key, memory } = session;
  const guard = await attempt(ports.guards.of(key));
  const alarmNames = guard.ok && guard.value.kind === 'found' ? guard.value.policy.alarms : [];
  const { probation: _, wakeAt: __, ...rest } = memory;
  if (guard.ok && guard.value.kind === 'missing') {
    return saveAs(session, rest, { outcome: 'followed', reason: 'probation-ended' });
  }
  const { observation } = await lookAt(ports, key, alarmNames);
  const verdict =
    alarmNames.length === 0
      ? { kind: 'wait' as const, wakeAt: ports.clock() + 15 * MINUTE }
      : followProbation({
          probation,
          alarmNames,
          alarms: observation.alarms,
          stage: observation.stage,
          now: ports.clock(),
        });
  switch (verdict.kind) {
    case 'wait': {
      const wakeAt = await wakeBy(session, verdict.wakeAt);
      return saveAs(session, { ...memory, wakeAt }, { outcome: 'followed', reason: 'probation' });
    }
    case 'ended':
      return saveAs(session, rest, { outcome: 'followed', reason: 'probation-ended' });
    case 'healthy': {
      const now = ports.clock();
      await record(ports, key, {
        id: `re-armed/${probation.executionId}`,
        causedAt: probation.endsAt,
        at: now,
        code: 're-armed',
        sentence: `deployment ${probation.executionId} outlived its bake time with every alarm OK: automatic rollback is armed again`,
        announce: false,
        cause: 'health observed',
      });
      return saveAs(session, { ...rest, automaticRollbacks: [] }, { outcome: 'followed', reason: 're-armed' });
    }
  }
}
