import { healthOf, type ObservedAlarm, quoted } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import { alarmsIn, type FactUnclear, readAll, wantsOf } from './asking.ts';
import { aroundRollback } from './behind.ts';
import { endAfterRollback, overtaken } from './end-after-rollback.ts';
import { type Facts, foundIn } from './facts.ts';
import { doneOf, nounOf, type Verdict, type Verifying } from './incident.ts';
import { notRecovered } from './not-recovered.ts';
import { clock, MINUTE, span } from './time.ts';
import { VERDICT_WAITS } from './times.ts';
import { isPending, type Next, type Turn, tried } from './turn.ts';
import { nextLook } from './waiting.ts';

/** After a successful rollback: the alarms have `recoveryMinutes` to return to OK. Unknown is not OK, and not ALARM. */
export function verify(turn: Turn, incident: Verifying): Next {
  const { facts, now } = turn;
  const { alarms: arns, recoveryMinutes } = incident.settings;
  readAll(facts, [{ fact: 'stage' }, ...wantsOf(arns)]);
  const superseded = overtaken(turn, incident, 'succeeded');
  const deadline = incident.succeededAt + recoveryMinutes * MINUTE;
  const alarms = tried(() => alarmsIn(facts, arns));
  const after = span(now - endOf(turn, incident));
  const verdict =
    alarms instanceof Error
      ? unread(incident, alarms, now, deadline, after)
      : verdictOn(incident, alarms, facts, now, deadline, after);
  const stage = foundIn(facts.stage);
  const end = superseded ?? verdict;
  const course =
    stage === undefined
      ? { state: turn.state, effects: [], incident }
      : aroundRollback(turn, incident, stage, end !== undefined);
  if (end !== undefined && !isPending(turn, course.effects))
    return endAfterRollback({ ...turn, state: course.state }, course.incident, end);
  const sawAlarm = !(alarms instanceof Error) && freshlyOn(incident, alarms).length > 0;
  const seen: Verifying = { ...course.incident, ...(sawAlarm && { sawAlarm: true }) };
  const wakeBy = now < deadline ? Math.min(nextLook(incident.succeededAt, now), deadline) : now + MINUTE / 2;
  return { state: { ...course.state, incident: seen }, effects: course.effects, wakeBy };
}

/** When the last action of the rollback ended in the stage, where that is at hand: that it is through may have been seen much later. */
function endOf({ facts, key }: Turn, { rollbackExecutionId: id, succeededAt }: Verifying): number {
  const stage = foundIn(facts.stage);
  const there = stage?.occupant?.executionId === id ? stage.actions : [];
  const runs = facts.actions?.ok ? facts.actions.value.items : [];
  const ends = [
    ...there.flatMap(({ changedAt }) => changedAt ?? []),
    ...runs.filter((run) => run.executionId === id && run.stage === key.stage).map(({ endedAt }) => endedAt),
  ];
  return ends.length === 0 ? succeededAt : Math.min(succeededAt, Math.max(...ends));
}

/** Alarms that cannot be read for a moment may be readable in the next. */
function unread(
  { settings, plan }: Verifying,
  { transient }: FactUnclear,
  now: number,
  deadline: number,
  after: string,
): Verdict | undefined {
  if (now < deadline || (transient && now < deadline + VERDICT_WAITS)) return undefined;
  const sentence = `${doneOf(plan)}, but recovery is unknown: the alarms could not be read ${after} after the ${nounOf(plan)} (recovery time is ${settings.recoveryMinutes} min)`;
  return { code: 'unverified', sentence };
}

/** Alarms that went on since the first suspect began deploying: what was on before, no rollback of it can turn off. */
function freshlyOn({ plan }: Verifying, alarms: readonly ObservedAlarm[]): readonly ObservedAlarm[] {
  return alarms.filter(({ value, since }) => value === 'ALARM' && since > plan.since);
}

function verdictOn(
  incident: Verifying,
  alarms: readonly ObservedAlarm[],
  facts: Facts,
  now: number,
  deadline: number,
  after: string,
): Verdict | undefined {
  const { settings, plan, cause, sawAlarm } = incident;
  const before = alarms.filter(({ value, since }) => value === 'ALARM' && since <= plan.since);
  const others = settings.alarms.filter((arn) => !before.some((alarm) => alarm.arn === arn));
  const { health, inAlarm, unknown } = healthOf(others, alarms);
  const earlier =
    before.length === 0
      ? ''
      : `; ${before.map(({ arn, since }) => `"${nameOf(arn)}" was on before (since ${clock(since)}), which this rollback cannot have been for`).join(', ')}`;
  // Where no alarm was on, one may still be about to tell of what was replaced.
  const isSure = cause.kind === 'alarm' || sawAlarm || now >= deadline;
  if (health === 'ok') {
    if (!isSure) return undefined;
    const all = before.length === 0 ? 'every alarm of the guard is OK' : 'every other alarm of the guard is OK';
    return { code: 'recovered', sentence: `${all}, ${after} after the ${nounOf(plan)}${earlier}` };
  }
  if (now < deadline) return undefined;
  const limit = `${after} after the ${nounOf(plan)} (recovery time is ${settings.recoveryMinutes} min)`;
  if (health === 'alarm') {
    const on = alarms.filter(({ arn }) => inAlarm.includes(arn));
    const verdict = notRecovered(incident, on, facts, { now, limit });
    return { ...verdict, sentence: `${verdict.sentence}${earlier}` };
  }
  return {
    code: 'unverified',
    sentence: `${doneOf(plan)}, but recovery is unknown: ${quoted(unknown)} without data, or no longer there, ${limit}${earlier}`,
  };
}
