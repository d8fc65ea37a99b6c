import type { GuardPolicy } from '../guard-policy.ts';
import { healthOf, type ObservedAlarm } from './alarm.ts';
import { namesOf } from './alarm-arn.ts';
import { FactUnclear, known, readAll, readValue, visibleIn, wantsOf } from './asking.ts';
import { bakesUntil, withBaking } from './baking.ts';
import type { Entry } from './entry.ts';
import type { Execution } from './execution.ts';
import { isUnsettled, notClosed, withSeenTransition } from './freeze.ts';
import { toldOf } from './held.ts';
import { hold } from './hold.ts';
import { observeRollback } from './others-rollback.ts';
import { followProbation } from './probation.ts';
import { withDeployments, withRelease } from './remembered.ts';
import { variablesWanted } from './reputation.ts';
import { isRunning, type ObservedStage } from './stage.ts';
import { stageName } from './stage-key.ts';
import { isKnownRollback, type StageState } from './state.ts';
import { DEPLOYED, situationOf, type Tenure } from './tenures.ts';
import { MINUTE } from './time.ts';
import { CHANGE_AGAIN_FOR, DOUBTED_FOR, READ_AGAIN_AFTER } from './times.ts';
import { type Next, policyOf, promising, type Turn, tried } from './turn.ts';

/** A stage in which nothing is open: what changed there, and how a deployment on probation does. */
export function lookAround(turn: Turn): Next {
  const { state } = turn;
  if (state.changedAt !== undefined) return lookAtChange(turn, state.changedAt);
  if (isUnsettled(state.freeze)) return upkeep(turn);
  return state.probation === undefined ? { state } : followProbation(turn);
}

/** A freeze that is still to be lifted, or made anew. */
function upkeep(turn: Turn): Next {
  readAll(turn.facts, [{ fact: 'stage' }]);
  const stage = tried(() => known(turn.facts, 'stage'));
  if (stage instanceof Error) return { state: turn.state };
  // With its stage the transition is gone.
  if (stage === 'not-found') return { state: withoutFreeze(turn.state) };
  const seen = withSeenTransition(turn.state, stage.inbound, turn.now);
  return stage.inbound.enabled ? madeAnew(turn, seen) : { state: seen };
}

function withoutFreeze({ freeze: _, ...state }: StageState): StageState {
  return state;
}

/** A freeze that was promised, and never seen: it is made, or people are told that it cannot be. */
function madeAnew({ now, results }: Turn, state: StageState): Next {
  const { freeze, ...without } = state;
  if (freeze?.condition !== 'making') return { state };
  const answer = results.find((result) => result.kind === 'freeze')?.answer;
  const isHopeless = answer?.kind === 'failed' && (!answer.transient || now - freeze.since >= CHANGE_AGAIN_FOR);
  if (!isHopeless) return { state, effects: [{ kind: 'freeze', reason: freeze.reason }] };
  const entry: Entry = {
    id: `${freeze.incident}/freeze-failed`,
    causedAt: freeze.since,
    at: now,
    code: 'freeze-failed',
    sentence: notClosed(answer.error),
    announce: true,
    incident: freeze.incident,
    cause: 'the end of the incident',
    frozen: false,
  };
  return { state: promising(without, entry) };
}

/** An event, or the end of an incident, said that the stage has changed. What cannot be read for the moment is looked at again: no other event may come. */
function lookAtChange(turn: Turn, since: number): Next {
  const { now } = turn;
  const next = tried(() => meaningOf(turn));
  if (!(next instanceof FactUnclear)) return next;
  const { changedAt: _, ...rest } = turn.state;
  if (!next.transient || now - lastChangeOf(turn, since) >= DOUBTED_FOR * 3) {
    const problem = `${next.what}: ${next.problem}`;
    return next.transient
      ? {
          state: rest,
          failure: `${stageName(turn.key)} could not be looked at in ${(DOUBTED_FOR * 3) / MINUTE} minutes: ${problem}`,
        }
      : { state: rest };
  }
  return { state: turn.state, wakeBy: now + Math.min(MINUTE, Math.max(READ_AGAIN_AFTER, now - since)) };
}

/** When the stage changed last: also what no event told of, say another execution that is not listed yet. */
function lastChangeOf({ facts: { stage } }: Turn, since: number): number {
  if (!stage?.ok || stage.value === 'not-found') return since;
  return Math.max(since, ...stage.value.actions.map(({ changedAt = since }) => changedAt));
}

function meaningOf(turn: Turn): Next {
  const { facts, now } = turn;
  const { changedAt: _, ...state } = turn.state;
  readAll(facts, [{ fact: 'guard' }, ...DEPLOYED]);
  const policy = policyOf(turn);
  // Nothing is guarded here, or the stage never ran: there is nothing to know of it.
  if ('kind' in policy) return { state };
  const situation = situationOf(policy, state, facts);
  if ('kind' in situation) return { state };
  const { stage, tenures } = situation;
  const last = tenures.at(-1);
  const noted = withSeenTransition(withDeployments(state, tenures), stage.inbound, now);
  if (last === undefined) return { state: noted };
  const isOver = hasEnded(last, stage);
  readAll(facts, [...variablesWanted(noted, last.release), ...(isOver ? wantsOf(policy.alarms) : [])]);
  const seen = remembering(noted, last.release, turn);
  if (isOver) return { state: withBaking(turn, deploymentEnded(turn, seen, policy, last), policy, last) };
  if (!last.isRollback || isKnownRollback(seen, last.by)) return { state: seen };
  return observeRollback({ ...turn, state: seen }, policy, situation, last);
}

/** Whether a deployment, and its execution with it, is through with the stage. */
function hasEnded({ by, isRollback, outcome }: Tenure, { occupant }: ObservedStage): boolean {
  return !isRollback && outcome !== 'running' && occupant?.executionId === by && !isRunning(occupant);
}

/** What lists may no longer show when it is needed; the variables are read once, while there is time. */
function remembering(state: StageState, release: Execution, { facts }: Turn): StageState {
  const [unknown] = variablesWanted(state, release);
  if (unknown === undefined) return state;
  const detail = tried(() => readValue(facts.executions[release.id], unknown));
  if (detail instanceof Error || detail === 'not-found') return withRelease(state, release, {});
  const { variables, author } = detail;
  return withRelease(state, { ...release, ...(author !== undefined && { author }) }, { variables });
}

/** A deployment ended: it may re-arm automatic rollback, and an alarm that was on before will send no event. */
function deploymentEnded({ now, facts }: Turn, state: StageState, policy: GuardPolicy, last: Tenure): StageState {
  const told = alarmsOnBefore(state, policy, visibleIn(facts, policy.alarms), last, now);
  const { probation } = told;
  const endsAt = bakesUntil(last, policy, now);
  // One that was tried again bakes from the end of its last attempt.
  const isOn = probation?.executionId === last.by && probation.endsAt >= endsAt;
  if (last.outcome !== 'whole' || told.automaticRollbacks.length === 0 || isOn) return told;
  const silenceTold = probation?.silenceTold;
  return { ...told, probation: { executionId: last.by, endsAt, ...(silenceTold && { silenceTold }) } };
}

/** The guard's alarms that are on since before the last attempt to deploy began; told where that was not said of each since its end. */
function alarmsOnBefore(
  state: StageState,
  { alarms: arns }: GuardPolicy,
  alarms: readonly ObservedAlarm[],
  { by, release, beganAt, endedAt = beganAt }: Tenure,
  now: number,
): StageState {
  // What we redeployed is followed, and its end told.
  if (isKnownRollback(state, by)) return state;
  const early = alarms.filter(({ value, since }) => value === 'ALARM' && since < beganAt);
  const { inAlarm } = healthOf(arns, early);
  const id = `deployment/${by}/alarm-on`;
  if (inAlarm.length === 0) return state;
  const decision = hold.alarmOnAtDeployment({ alarms: quotedAlarms(inAlarm), execution: by });
  const { code: reason, sentence } = decision;
  const announce = inAlarm.some((arn) => (toldOf(state, arn)?.at ?? 0) < endedAt);
  const of = { id, causedAt: release.startedAt, at: now, code: 'hold' as const, reason, sentence, announce };
  return promising(state, { ...of, cause: `deployment ${by}`, suspect: release });
}

function quotedAlarms(arns: readonly string[]): string {
  return namesOf(arns)
    .map((name) => `alarm "${name}"`)
    .join(', ');
}
