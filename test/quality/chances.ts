import { MINUTE } from './plan.ts';
import type { Onset, StageLedger, Switched } from './stage-ledger.ts';
import { isBad, type Release } from './trunk.ts';

/** An automatic rollback is in time so long after the alarm, or after the end of the deployment that was waited for. */
export const IN_TIME = 2 * MINUTE;

/** What came of a bad release that began to show within its bake time. */
export type Chance =
  | { readonly kind: 'undone'; readonly onset: Onset; readonly at: number }
  /** An alarm is on since `alarmSince`; the release could have been undone until `deadline`, and was not. */
  | {
      readonly kind: 'missed';
      readonly onset: Onset;
      readonly alarmSince: number;
      readonly from: number;
      readonly deadline: number;
    }
  /** Its defect was showing already in what it replaced: the trouble did not begin with it. */
  | { readonly kind: 'inherited'; readonly release: Release }
  /** No alarm of the guard went on for it while it was live. */
  | { readonly kind: 'unseen'; readonly onset: Onset }
  /** When the stage was at rest, it was not live any more, or nothing good was there to go back to. */
  | { readonly kind: 'impossible'; readonly onset: Onset };

/**
 * Each bad release whose own deployment put it live in the stage and that began to show within the bake time, with what came of
 * it. Those inherited, unseen or impossible are no decider's fault: recall does not count them. A stage is at rest when nothing has run in
 * it for as long as a rollback in time may take: what enters it sooner keeps the rollback out. `versionAt`: of the pipeline's structure.
 */
export function chancesIn(
  ledger: StageLedger,
  { bakeMinutes, end, versionAt }: { bakeMinutes: number; end: number; versionAt: (time: number) => number },
): readonly Chance[] {
  const inherited = [...ledger.heirs].filter((release) => !ledger.onsets.has(release));
  const own = [...ledger.onsets.values()].flatMap((onset): readonly Chance[] => {
    const deployed = ledger.deployed.get(onset.release);
    if (deployed === undefined || onset.at > deployed + bakeMinutes * MINUTE) return [];
    const chance = chanceOf(ledger, onset, versionAt);
    return chance.kind === 'missed' && chance.deadline > end ? [] : [chance];
  });
  return [...own, ...inherited.map((release): Chance => ({ kind: 'inherited', release }))];
}

function chanceOf(ledger: StageLedger, onset: Onset, versionAt: (time: number) => number): Chance {
  const alarmAt = firstWith(ledger.alarm, onset.at, true);
  const mendedAt = firstWith(ledger.bad, onset.at, false) ?? Number.POSITIVE_INFINITY;
  if (alarmAt === undefined || alarmAt >= mendedAt) return { kind: 'unseen', onset };
  const from = firstWith(ledger.running, alarmAt, false, IN_TIME);
  const deadline = (from ?? Number.POSITIVE_INFINITY) + IN_TIME;
  const undone = ledger.rollbacks.find(({ kind, at }) => kind === 'precise' && at >= onset.liveSince && at <= deadline);
  if (undone !== undefined) return { kind: 'undone', onset, at: undone.at };
  if (from === undefined || from >= mendedAt) return { kind: 'impossible', onset };
  const version = versionAt(from);
  const target = ledger.successes.some((one) => one.at <= from && one.version === version && !isBad(one.release));
  if (!target) return { kind: 'impossible', onset };
  const alarmSince = ledger.alarm.findLast(({ at, on }) => on && at <= alarmAt)?.at ?? alarmAt;
  return { kind: 'missed', onset, alarmSince, from, deadline };
}

/** When it is so for the first time from `from` on, for `least` milliseconds or longer; it is off before the first change. */
function firstWith(switched: readonly Switched[], from: number, on: boolean, least = 1): number | undefined {
  let since = from;
  let is = false;
  for (const change of switched) {
    if (is === on && change.at - since >= least) return since;
    since = Math.max(change.at, from);
    is = change.on;
  }
  return is === on ? since : undefined;
}
