import type { AlarmCause } from './cause.ts';
import { hold } from './hold.ts';
import type { DecidedAlarm, StageState } from './state.ts';
import type { Tenure } from './tenures.ts';
import { clock, type EpochMillis } from './time.ts';
import { RESTLESS_WITHIN } from './times.ts';

/** The holds for which a time that an alarm was on is nobody's doing. */
const UNBLAMED: readonly (string | undefined)[] = [hold.alarmAfterBakeTime.code, hold.alarmPredatesDeployment.code];

/** The times that an alarm went on and blamed nobody, one soon after the other, with the one that is decided now. */
export function restlessBy(
  before: DecidedAlarm | undefined,
  at: EpochMillis,
  reason?: string,
): DecidedAlarm['restless'] {
  if (before !== undefined && at <= before.to) return before.restless;
  if (!UNBLAMED.includes(reason)) return undefined;
  const { restless } = before ?? {};
  if (before === undefined || restless === undefined || at - before.to > RESTLESS_WITHIN) return { from: at };
  return { from: restless.from, again: restless.again ?? at };
}

/**
 * Why an alarm says nothing of a deployment: before that began it had gone on at least twice, blamed nobody, and has gone on so since. What a
 * rollback ended is over.
 */
export function whyRestless(
  { event: { alarm: arn }, at }: AlarmCause,
  { decided }: StageState,
  tenures: readonly Tenure[],
  begun: EpochMillis,
): string | undefined {
  const last = decided.find(({ alarm }) => alarm === arn);
  const { from, again } = last?.restless ?? {};
  if (last === undefined || from === undefined || again === undefined) return undefined;
  if (again >= begun || at - last.to > RESTLESS_WITHIN) return undefined;
  if (tenures.some(({ isRollback, beganAt }) => isRollback && beganAt > from)) return undefined;
  return `it has gone on again and again since ${clock(from)}, before the deployment began at ${clock(begun)}, and blamed nobody`;
}
