import type { ObservedAlarm } from '../../lambda/decision/alarm.ts';
import { attribute } from '../../lambda/decision/attribution.ts';
import type { AlarmCause } from '../../lambda/decision/cause.ts';
import type { Facts } from '../../lambda/decision/facts.ts';
import type { StageState } from '../../lambda/decision/state.ts';
import type { Tenure } from '../../lambda/decision/tenures.ts';
import { answerOf } from './answer-of.ts';
import { anAlarm, anAlarmEvent, anAlarmEventWithoutPrevious } from './builders/alarms.ts';
import { anAlarmCause } from './builders/causes.ts';
import { BAD_TENURE, GOOD_TENURE } from './builders/deployments.ts';
import { aRollbackTo, GOOD } from './builders/executions.ts';
import { aState } from './builders/incidents.ts';
import { at } from './builders/moments.ts';
import { aStage, theFacts } from './builders/observations.ts';
import { arnOf } from './home.ts';

export interface Case {
  readonly cause?: AlarmCause;
  readonly alarm?: ObservedAlarm;
  readonly tenures?: readonly Tenure[];
  readonly history?: Facts['histories'][string];
  readonly bakeMinutes?: number;
  readonly state?: StageState;
}

/** Attributes the alarm of the usual story: BAD deployed 10:05 to 10:10, ALARM at 10:20, OK since 06:00. */
export function attributed({ history, tenures = [GOOD_TENURE, BAD_TENURE], bakeMinutes = 60, ...but }: Case = {}) {
  return answerOf(() =>
    attribute({
      cause: anAlarmCause(),
      alarm: anAlarm(),
      situation: { stage: aStage(), tenures },
      state: aState(),
      facts: theFacts({ histories: { [arnOf('shop-5xx')]: history } }),
      policy: { stage: 'Prod', alarms: [], bakeMinutes },
      ...but,
    }),
  );
}

export function firedAt(time: string): Pick<Case, 'alarm' | 'cause'> {
  const event = anAlarmEvent({ state: { value: 'ALARM', at: at(time) } });
  return { alarm: anAlarm({ since: at(time) }), cause: anAlarmCause({ event }) };
}

/** The alarm of 3 x 5 minutes that went on at 10:20 for the datapoints from `first` on. */
export function withDatapoints(...times: readonly string[]): Pick<Case, 'alarm'> {
  const evaluation = {
    period: 300_000,
    periods: 3,
    datapointsToAlarm: 3,
    comparison: 'GreaterThanThreshold',
    threshold: 5,
  };
  const datapoints = times.map((time) => ({ at: at(time), value: 9 }));
  return { alarm: anAlarm({ evaluation, grounds: { datapoints } }) };
}

export const UNTOLD = anAlarmCause({ event: anAlarmEventWithoutPrevious() });
export const ROLLBACK = aRollbackTo(GOOD, 'f');
