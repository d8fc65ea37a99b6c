import type { StageKey } from '../decision/stage-key.ts';
import type { StageState } from '../decision/state.ts';
import type { EpochMillis } from '../decision/time.ts';
import { FORGOTTEN_AFTER } from '../decision/times.ts';
import type { WatchMessage } from '../intake/watch-message.ts';
import type { StageFacts } from '../readiness/stage-facts.ts';

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
  state: StageState | undefined,
  live: StageFacts['live'],
  now: EpochMillis,
): WatchMessage | undefined {
  const { wakeAt, automaticRollbacks = [] } = state ?? {};
  if (wakeAt !== undefined) return wakeAt < now - FORGOTTEN_AFTER ? { ...key, dueAt: now } : undefined;
  const isRollback = 'tenure' in live && live.tenure.isRollback;
  return automaticRollbacks.length > 0 || isRollback ? { ...key, dueAt: now, stageChanged: true } : undefined;
}
