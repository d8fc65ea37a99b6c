import { healthOf, quoted } from './alarm.ts';
import { alarmIn, readAll, wantsOf } from './asking.ts';
import type { AlarmCause } from './cause.ts';
import { changed } from './end.ts';
import { entryOfIncident, entryOfOvertakenAlarm } from './entry-of.ts';
import type { ExecutionId } from './execution.ts';
import { foundIn } from './facts.ts';
import { closedAgain, isInForce, withFreezeOf } from './freeze.ts';
import { hold } from './hold.ts';
import { nounOf, type RollingBack, type Verdict, type Verifying } from './incident.ts';
import { MOST_CAUSES } from './joined.ts';
import { to } from './phases.ts';
import { withCovered } from './remembered.ts';
import { settle } from './settle.ts';
import type { StageState } from './state.ts';
import { DEPLOYED, executionOf, situationOf, type Tenure } from './tenures.ts';
import { type EpochMillis, MINUTE } from './time.ts';
import { type Next, promising, type Turn, tried } from './turn.ts';
import { countedRollbacks } from './vetoes.ts';

type Accepted = RollingBack | Verifying;

/** What began to deploy to the stage last; undefined where it cannot be told. */
export function lastDeployed(turn: Turn): Tenure | undefined {
  return tenuresOf(turn).at(-1);
}

/** What was deployed to the stage; empty where it cannot be told. */
export function tenuresOf({ key, facts, state }: Turn): readonly Tenure[] {
  readAll(facts, DEPLOYED);
  const situation = tried(() => situationOf({ ...key, ...deployActionsOf(facts) }, state, facts));
  return situation instanceof Error || 'kind' in situation ? [] : situation.tenures;
}

/**
 * The verdict where another execution was deployed behind a rollback. One that merely waits in the stage, at an approval say, has changed
 * nothing. `how`: what became of the rollback.
 */
export function overtaken(turn: Turn, incident: Accepted, how: string): Verdict | undefined {
  const { facts } = turn;
  const { rollbackExecutionId, plan } = incident;
  const occupant = foundIn(facts.stage)?.occupant;
  if (
    occupant === undefined ||
    occupant.executionId === rollbackExecutionId ||
    occupant.executionId === plan.occupant
  ) {
    return undefined;
  }
  const execution = occupant.executionId;
  if (lastDeployed(turn)?.by !== execution) return undefined;
  const sentence = `the ${nounOf(plan)} ${how}, and execution ${execution} has entered the stage since: it is judged on its own`;
  return { code: 'superseded', sentence, overtakenBy: execution };
}

function deployActionsOf({ guard }: Turn['facts']) {
  const policy = guard?.ok && guard.value.kind === 'found' ? guard.value.policy : undefined;
  return policy?.deployActions === undefined ? {} : { deployActions: policy.deployActions };
}

/**
 * The incident of a rollback is over. A freeze "until-recovered" ends with the recovery, any other stays for a person to release; what is on
 * is handed over to whoever overtook it, or asks for a further rollback.
 */
export function endAfterRollback(turn: Turn, incident: Accepted, verdict: Verdict): Next {
  const { now } = turn;
  const { overtakenBy } = verdict;
  const handed = overtakenBy === undefined ? turn.state : handOver(turn, incident, overtakenBy);
  const thawed = withFreezeAtEnd(to(handed, incident.phase, 'ended', undefined), incident, verdict, now);
  const noted = verdict.code === 'recovered' ? withRecovered(thawed, incident) : thawed;
  const further = overtakenBy === undefined ? furtherCauses(turn, incident, verdict) : [];
  const how = becomesOfFreeze(noted, incident, further.length > 0);
  const closedEntry = entryOfIncident(incident, verdict.code, `${verdict.sentence}${how}`, now);
  const { reason } = verdict;
  const told = promising(noted, { ...withFreezeOf(noted, closedEntry), ...(reason !== undefined && { reason }) });
  const covering = withCovered(told, incident, now);
  if (further.length === 0) return { state: changed(covering, now) };
  readAll(turn.facts, [{ fact: 'guard' }]);
  return settle({ ...turn, state: changed(covering, now) }, further);
}

/** With the recovery, or where the guard wants no freeze but one was needed to stop the deployment. */
function withFreezeAtEnd(
  state: StageState,
  { id, settings, freezeFailed }: Accepted,
  { code }: Verdict,
  now: EpochMillis,
): StageState {
  const { freeze, ...rest } = state;
  if (freeze === undefined) return state;
  if (freeze.incident !== id) return closedAgain(state, now);
  if (freeze.condition === 'released') return rest;
  const isOver = settings.freeze === 'until-recovered' ? code === 'recovered' : settings.freeze === false;
  if (isOver) return { ...rest, freeze: { ...freeze, condition: 'lifting', since: now } };
  if (isInForce(freeze)) return state;
  // People were told to close the way in themselves.
  return freezeFailed ? rest : { ...rest, freeze: { ...freeze, condition: 'making', since: now } };
}

/** Nobody looks any more whether the alarms recover: what was to end with that is for a person to release. */
function becomesOfFreeze({ freeze }: StageState, { id, settings }: Accepted, isFurther: boolean): string {
  if (freeze?.condition === 'lifting') return '; the freeze is being lifted';
  const isLeft = freeze?.incident === id && (isInForce(freeze) || freeze.condition === 'making');
  if (settings.freeze !== 'until-recovered' || !isLeft) return '';
  const further = isFurther ? 'a further rollback has recovered, or ' : '';
  return `; the freeze, which was to last until recovery, now stays until ${further}the command "release", also if the alarms go off`;
}

/** It counts no longer against the limit, once the freeze is released. One that did not recover does, also where a person's behind it did. */
function withRecovered(state: StageState, { acceptedAt }: Accepted): StageState {
  const automaticRollbacks = state.automaticRollbacks.map((rollback) =>
    rollback.at === acceptedAt ? { ...rollback, recovered: true as const } : rollback,
  );
  return { ...state, automaticRollbacks };
}

/** People are told of the alarms that went on since the rollback: what has come into the stage sent its events to an incident that does not answer for it. */
function handOver(turn: Turn, incident: Accepted, execution: ExecutionId): StageState {
  const { facts, state, now } = turn;
  const arns = incident.settings.alarms;
  readAll(facts, wantsOf(arns));
  const alarms = arns.flatMap((arn) => {
    const alarm = tried(() => alarmIn(facts, arn));
    return alarm instanceof Error || alarm === 'not-found' || alarm.since <= incident.acceptedAt ? [] : [alarm];
  });
  const { inAlarm } = healthOf(arns, alarms);
  if (inAlarm.length === 0) return state;
  const decision = hold.alarmOvertaken({ alarms: quoted(inAlarm), incident: incident.id, execution });
  return promising(state, entryOfOvertakenAlarm(incident, decision, now));
}

/**
 * Where the guard allows one more automatic rollback: the alarms that outlasted this one ask for the next. Those behind a rollback of the
 * pipeline's own, which brings back whatever was there, are as good as new where that was still young. Of very many those that went on
 * last: an older one rather began before the first suspect, and blames nobody.
 */
function furtherCauses(turn: Turn, incident: Accepted, verdict: Verdict): readonly AlarmCause[] {
  const { state, facts, now } = turn;
  const { id, cause, settings, rollbackExecutionId, plan } = incident;
  const isOurs = cause.kind === 'alarm';
  if (!isOurs && (cause.kind !== 'observed' || !broughtBackYoung(turn, incident))) return [];
  const counted = countedRollbacks(state, foundIn(facts.stage)?.inbound);
  if (counted.length >= settings.maxAutomaticRollbacks) return [];
  const outlasted = { incident: id, rollback: rollbackExecutionId, since: plan.since };
  const since = (arn: string) => foundIn(facts.alarms[arn])?.since ?? 0;
  const isMuted = (arn: string) =>
    state.postponed.some(({ cause: put, why, dueAt }) => why === 'muted' && dueAt > now && put.event.alarm === arn);
  const asking = (verdict.inAlarm ?? []).filter((arn) => !isMuted(arn));
  const newestFirst = asking.toSorted((one, other) => since(other) - since(one));
  return newestFirst.slice(0, MOST_CAUSES).map((alarm) => {
    const event = { alarm, state: { value: 'ALARM' } };
    return { kind: 'alarm', id: `alarm/${alarm}/outlasted/${id}`, at: now, event, ...(isOurs && { outlasted }) };
  });
}

/** Whether the pipeline's own rule, and no person, brought back a release that was still within its bake time. */
function broughtBackYoung(turn: Turn, { plan, settings, rollbackExecutionId }: Accepted): boolean {
  const tenures = tenuresOf(turn);
  const isOwn = executionOf(rollbackExecutionId, turn.state, turn.facts)?.triggerType === 'AutomatedRollback';
  const first = tenures.find(({ release }) => release.id === plan.target.id);
  const age = turn.now - (first?.endedAt ?? 0);
  return isOwn && age <= settings.bakeMinutes * MINUTE;
}
