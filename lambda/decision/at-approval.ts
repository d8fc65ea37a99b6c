import type { GuardPolicy } from '../guard-policy.ts';
import type { Entry } from './entry.ts';
import { entryOfWait } from './entry-of.ts';
import type { ExecutionId } from './execution.ts';
import type { Waiting } from './incident.ts';
import { awaitedApproval, type ObservedStage, type PendingApproval } from './stage.ts';
import type { EpochMillis } from './time.ts';

/** For people: an approval keeps a rollback out, and what comes of answering it. `rejects`: the guard does. */
export function keptOutBy(
  { action }: PendingApproval,
  occupant: ExecutionId,
  how: 'rejects' | GuardPolicy['mode'],
): string {
  const next = {
    rejects: 'it is rejected, and the stage is rolled back then',
    enforce: 'reject it, and the stage is rolled back if the alarm is still on; approve it, and that is decided again',
    'dry-run': 'it is decided again when it has been answered, and nothing is changed in dry-run mode',
  };
  return `execution ${occupant} waits in the stage for approval "${action}", which keeps a rollback out; ${next[how]}`;
}

/** What is waited for came to an approval meanwhile: people are told of each at once, since nothing goes on without them. */
export function lookAtApproval(
  incident: Waiting,
  stage: ObservedStage,
  mode: GuardPolicy['mode'],
  now: EpochMillis,
): { readonly incident: Waiting; readonly entries: readonly Entry[] } {
  const { occupant, suspect, causes, ending, awaits, waitsFor } = incident;
  const [cause] = causes;
  const approval = awaitedApproval(stage);
  if (cause === undefined || approval === undefined || ending !== undefined || awaits === approval.action) {
    return { incident, entries: [] };
  }
  const sentence = keptOutBy(approval, occupant, mode);
  const entry = entryOfWait(
    cause,
    incident.id,
    { suspect, sentence, waitsFor, ...(mode === 'enforce' && { reason: 'approval' }) },
    now,
  );
  const current: Waiting = { ...incident, awaits: approval.action };
  return { incident: current, entries: [{ ...entry, id: `${incident.id}/approval/${approval.action}` }] };
}
