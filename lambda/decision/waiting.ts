import type { GuardPolicy } from '../guard-policy.ts';
import type { DecidableCause } from './cause.ts';
import { alarmsOf, kept } from './cause.ts';
import type { Effect, Result } from './effects.ts';
import type { Entry } from './entry.ts';
import { entryOfWait } from './entry-of.ts';
import { foundIn } from './facts.ts';
import { closed } from './freeze.ts';
import type { Claimed, Ending, Waiting } from './incident.ts';
import { incidentId } from './incident.ts';
import { to } from './phases.ts';
import type { Wait } from './plan.ts';
import { trimmed } from './remembered.ts';
import { authored } from './reputation.ts';
import { isRunning, type ObservedStage, pendingApproval } from './stage.ts';
import type { StageState } from './state.ts';
import type { EpochMillis } from './time.ts';
import { CHANGE_AGAIN_AFTER, LOOK_AT_MOST, LOOK_FIRST } from './times.ts';
import { isPending, type Next, promising, settingsOf, type Turn } from './turn.ts';

/** When something that is open since `since` is looked at again where no event comes: the longer it is open, the later. */
export function nextLook(since: EpochMillis, now: EpochMillis): EpochMillis {
  return now + Math.min(LOOK_AT_MOST, Math.max(LOOK_FIRST, Math.round((now - since) / 4)));
}

/** Remembers the causes until what keeps the rollback from being made has ended; people are told once, for each alarm. */
export function waitWith(
  turn: Turn,
  causes: readonly [DecidableCause, ...DecidableCause[]],
  wait: Wait,
  policy: GuardPolicy,
  reopened: Waiting | Claimed | undefined,
): Next {
  const { state, facts, now } = turn;
  const suspect = trimmed(authored(wait.suspect, state, facts));
  const id = reopened?.id ?? incidentId(causes[0], wait.occupant);
  const told = new Set(reopened?.told ?? []);
  const alarms = alarmsOf(causes);
  const news = causes.filter((cause) => cause.kind === 'alarm' && !told.has(cause.event.alarm));
  const wants = policy.whileDeploying === 'stop' && policy.mode === 'enforce' && isEndable(wait);
  const ending: Ending | undefined = wants ? endingOf(wait) : undefined;
  const before = reopened?.phase === 'waiting' && reopened.occupant === wait.occupant ? reopened.ending : undefined;
  const incident: Waiting = {
    phase: 'waiting',
    id,
    openedAt: reopened?.openedAt ?? now,
    settings: settingsOf(policy),
    causes: causes.map(kept),
    waitsFor: wait.waitsFor,
    occupant: wait.occupant,
    suspect,
    ...(reopened?.phase === 'waiting' && reopened.refused && { refused: reopened.refused }),
    ...(wait.approval && !wants && { awaits: wait.approval.action }),
    ...(ending && { ending: before?.kind === ending.kind ? before : ending }),
    told: [...new Set([...told, ...alarms])],
  };
  const entries: readonly Entry[] = news.map((cause) => entryOfWait(cause, id, { ...wait, suspect }, now));
  const waiting = to(state, reopened?.phase ?? 'idle', 'waits', incident);
  const stage = foundIn(facts.stage);
  const acts = wait.waitsFor !== 'other-stage' && policy.mode === 'enforce';
  return keepWaiting({ ...turn, state: promising(waiting, ...entries) }, incident, stage, acts);
}

function isEndable({ waitsFor }: Wait): boolean {
  return waitsFor === 'deployment' || waitsFor === 'approval';
}

function endingOf({ approval, occupant }: Wait): Ending {
  return { kind: approval === undefined ? 'stop' : 'reject', execution: occupant };
}

/**
 * Goes on waiting: the way in is closed, so that no other release comes before the promised decision; what is to be ended is. Not where it
 * only looks on.
 */
export function keepWaiting(turn: Turn, incident: Waiting, stage: ObservedStage | undefined, acts: boolean): Next {
  const { key, state, now } = turn;
  const wakeBy = nextLook(incident.openedAt, now);
  if (stage === undefined || !acts) return { state, wakeBy };
  const isWanted = incident.settings.freeze !== false || incident.ending !== undefined;
  const suspect = incident.suspect.id;
  const frozen = isWanted
    ? closed(state, stage.inbound, { incident: incident.id, suspect }, now)
    : { state, effects: [] };
  // AWS's advice: close the transition first, else the next execution enters the stage that the end sets free. One that was refused is tried first, too.
  const isRefused = incident.refused?.includes('freeze') && !isPending(turn, frozen.effects);
  if (frozen.effects.length > 0 && !isRefused) return { ...frozen, wakeBy };
  const effects = endingEffects(key.stage, incident, stage, now);
  if (effects.length === 0) return { ...frozen, wakeBy };
  const { ending } = incident;
  const asked: Waiting = { ...incident, ...(ending && { ending: { ...ending, askedAt: now } }) };
  return {
    state: to(frozen.state, 'waiting', 'waits', asked),
    effects,
    wakeBy: Math.min(wakeBy, now + askedAgainAfter(incident)),
  };
}

/** What people were told that AWS refuses is asked for seldom: somebody may have mended the permission. */
function askedAgainAfter({ refused = [] }: Waiting): number {
  return refused.length > 0 ? LOOK_AT_MOST : CHANGE_AGAIN_AFTER;
}

function endingEffects(
  stageName: string,
  incident: Waiting,
  stage: ObservedStage,
  now: EpochMillis,
): readonly Effect[] {
  const { id, ending, occupant } = incident;
  if (ending === undefined || stage.occupant?.executionId !== occupant || !isRunning(stage.occupant)) return [];
  const isRecent = ending.askedAt !== undefined && now - ending.askedAt < askedAgainAfter(incident);
  const approval = pendingApproval(stage);
  const reason = `auto-rollback incident ${id}`;
  // Stop-and-wait would hang at an approval, and lock the stage.
  if (approval !== undefined && !(ending.kind === 'reject' && isRecent)) {
    return [{ kind: 'reject', stage: stageName, ...approval, execution: occupant, reason }];
  }
  if (approval !== undefined || ending.done || isRecent || stage.occupant.status === 'Stopping') return [];
  return [{ kind: 'stop', execution: occupant, reason }];
}

/** What AWS answered to a stop or a rejection: one that failed is asked for again at the next look, and ends by itself at the latest. */
export function withEndingAnswer(state: StageState, result: Result): StageState {
  const { incident } = state;
  if (incident?.phase !== 'waiting' || incident.ending === undefined) return state;
  if ((result.kind !== 'stop' && result.kind !== 'reject') || result.execution !== incident.occupant) return state;
  if (result.answer.kind !== 'done') return state;
  const ending: Ending = { ...incident.ending, kind: result.kind, done: true };
  return to(state, 'waiting', 'waits', { ...incident, ending });
}
