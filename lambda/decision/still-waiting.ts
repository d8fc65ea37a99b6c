import type { GuardPolicy } from '../guard-policy.ts';
import { nameOf } from './alarm-arn.ts';
import { known, readAll } from './asking.ts';
import { lookAtApproval } from './at-approval.ts';
import type { AlarmCause } from './cause.ts';
import { alarmsOf } from './cause.ts';
import { entryOfWait } from './entry-of.ts';
import { withSeenTransition } from './freeze.ts';
import type { Waiting } from './incident.ts';
import { to } from './phases.ts';
import { join, settle } from './settle.ts';
import { isRunning, type ObservedStage } from './stage.ts';
import type { EpochMillis } from './time.ts';
import { type Next, promising, type Turn, tried } from './turn.ts';
import { refusePaused } from './vetoes.ts';
import { keepWaiting, nextLook } from './waiting.ts';

/** Looks whether what an incident waits for is still there; decides again where it is not. */
export function followWaiting(turn: Turn, incident: Waiting, fresh: readonly AlarmCause[]): Next {
  const { facts, now } = turn;
  readAll(facts, [{ fact: 'stage' }, { fact: 'guard' }, { fact: 'globalPause' }]);
  const stage = tried(() => known(facts, 'stage'));
  const { state: joinedState, causes } = join(turn.state, incident, fresh, now);
  if (stage instanceof Error || stage === 'not-found') {
    const seen = to(joinedState, 'waiting', 'waits', { ...incident, causes });
    if (stage === 'not-found') return settle({ ...turn, state: seen }, causes, { ...incident, causes });
    return { state: seen, wakeBy: nextLook(incident.openedAt, now) };
  }
  const seen = withSeenTransition(joinedState, stage.inbound, now);
  const current: Waiting = { ...incident, causes };
  if (!isStillThere(current, stage)) return settle({ ...turn, state: seen }, causes, current);
  const told = news(current, fresh, now);
  const mode = modeOf(turn);
  const asked = lookAtApproval(told.incident, stage, mode, now);
  const waiting = to(promising(seen, ...told.entries, ...asked.entries), 'waiting', 'waits', asked.incident);
  return keepWaiting({ ...turn, state: waiting }, asked.incident, stage, mode === 'enforce' && !mayBePaused(turn));
}

/** Nothing is changed where the guard would not, or cannot be read. */
function modeOf({ facts }: Turn): GuardPolicy['mode'] {
  const guard = facts.guard;
  return guard?.ok === true && guard.value.kind === 'found' ? guard.value.policy.mode : 'dry-run';
}

/** Somebody may have paused it since: no rollback would follow on what is ended for it. */
function mayBePaused({ key, state, facts }: Turn): boolean {
  return tried(() => refusePaused(state, facts, key)) !== undefined;
}

function isStillThere({ waitsFor, occupant }: Waiting, stage: ObservedStage): boolean {
  switch (waitsFor) {
    case 'deployment':
    case 'approval':
    case 'rollback':
      return stage.occupant?.executionId === occupant && isRunning(stage.occupant);
    case 'other-stage':
      return false;
  }
}

/** People are told of another alarm that waits with the first, once. */
function news(incident: Waiting, fresh: readonly AlarmCause[], now: EpochMillis) {
  const joined = new Set(alarmsOf(incident.causes));
  const others = fresh.filter(({ event: { alarm } }) => joined.has(alarm) && !incident.told.includes(alarm));
  const first = [...new Map(others.map((cause) => [cause.event.alarm, cause])).values()];
  const { id, occupant, suspect, waitsFor } = incident;
  const entries = first.map((cause) => {
    const sentence = `alarm "${nameOf(cause.event.alarm)}" is on as well; decided with the others when execution ${occupant} has ended`;
    return entryOfWait(cause, id, { suspect, sentence, waitsFor }, now);
  });
  const told = [...incident.told, ...first.map(({ event }) => event.alarm)];
  return { incident: { ...incident, told }, entries };
}
