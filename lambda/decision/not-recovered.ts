import { lingerOf, type ObservedAlarm, quoted } from './alarm.ts';
import { nameOf } from './alarm-arn.ts';
import { describeExecution } from './execution.ts';
import type { Facts } from './facts.ts';
import { doneOf, nounOf, type Verdict, type Verifying } from './incident.ts';
import { onsetOf } from './onset.ts';
import { clock, type EpochMillis, span } from './time.ts';
import { EVALUATION_DELAY } from './times.ts';
import { tried } from './turn.ts';

/** The verdict where these alarms are on behind the time to recover. One that went on since the rollback may be due to what that brought back. */
export function notRecovered(
  { succeededAt, plan }: Verifying,
  on: readonly ObservedAlarm[],
  facts: Facts,
  { now, limit }: { readonly now: EpochMillis; readonly limit: string },
): Verdict {
  const since = on.filter((alarm) => alarm.since > succeededAt);
  const throughout = on.filter((alarm) => !since.includes(alarm));
  const lingering = on.filter((alarm) => mayLinger(alarm, succeededAt, now));
  const outlasted = on.filter((alarm) => !lingering.includes(alarm));
  const behind = since.filter((alarm) => outlasted.includes(alarm) || beganBehind(alarm, facts, succeededAt));
  const doubtful = lingering.filter((alarm) => !behind.includes(alarm));
  const wentOn = (alarm: ObservedAlarm) =>
    `"${nameOf(alarm.arn)}" went on at ${clock(alarm.since)}, ${span(alarm.since - succeededAt)} after the ${nounOf(plan)}`;
  const what = [
    ...(throughout.length > 0 ? [`${quoted(arnsOf(throughout))} still in ALARM`] : []),
    ...(since.length > 0 ? [`${quoted(arnsOf(since))} in ALARM`] : []),
  ].join(' and ');
  const why = [
    ...(outlasted.some((alarm) => throughout.includes(alarm)) ? ['the deployment may not be the cause'] : []),
    ...behind.map((alarm) => `${wentOn(alarm)}, under ${describeExecution(plan.target)}, which may be bad itself`),
    ...doubtful.map((alarm) => {
      const which = since.includes(alarm) ? `${wentOn(alarm)}, and` : `"${nameOf(alarm.arn)}"`;
      return `${which} may tell of before: it can stay on for ${span(lingerOf(alarm))} behind that`;
    }),
  ].join('; ');
  return {
    code: 'not-recovered',
    inAlarm: arnsOf(outlasted),
    sentence: `${doneOf(plan)}, not recovered: ${what} ${limit}; ${why}`,
    ...(behind.length > 0 && { reason: 'alarm-since-rollback' }),
  };
}

function arnsOf(alarms: readonly ObservedAlarm[]): readonly string[] {
  return alarms.map(({ arn }) => arn);
}

/** What it looks back on may still be what the rollback replaced. */
function mayLinger(alarm: ObservedAlarm, succeededAt: EpochMillis, now: EpochMillis): boolean {
  return now - succeededAt < lingerOf(alarm) + EVALUATION_DELAY;
}

/** Its trouble is known to have begun under what the rollback brought back. */
function beganBehind(alarm: ObservedAlarm, facts: Facts, succeededAt: EpochMillis): boolean {
  const onset = tried(() => onsetOf(alarm, facts));
  return !(onset instanceof Error) && onset.earliest > succeededAt;
}
