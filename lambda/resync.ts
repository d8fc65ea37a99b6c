import type { Deployment } from './decision/deployment.ts';
import type { StageMemory } from './decision/record.ts';
import { type EpochMillis, MINUTE } from './decision/time.ts';
import type { WatchMessage } from './ports.ts';
import type { StageKey } from './stage-key.ts';

/** A wake-up that is later than this was lost: its message went to the dead-letter queue, say. */
const LOST_AFTER = 15 * MINUTE;

/**
 * The watch message that mends what lost events have left behind, found at a check: a stage that nobody was woken for.
 * Undefined where nothing is amiss.
 *
 * - Something is open, but its wake-up is long overdue.
 * - Automatic rollbacks are counted, or a rollback is deployed, and nothing is open: the event of a healthy deployment, or of
 *   somebody else's rollback, may never have come. Looking again changes nothing where it did.
 */
export function resync(
  key: StageKey,
  memory: StageMemory | undefined,
  deployment: Deployment | undefined,
  now: EpochMillis,
): WatchMessage | undefined {
  const { incident, probation, automaticRollbacks = [], wakeAt = 0 } = memory ?? {};
  if (incident !== undefined || probation !== undefined) {
    return wakeAt < now - LOST_AFTER ? { ...key, dueAt: now } : undefined;
  }
  const unnoticed = automaticRollbacks.length > 0 || deployment?.by.type === 'ROLLBACK';
  return unnoticed ? { ...key, dueAt: now, stageChanged: true } : undefined;
}
