import type { AlarmCause } from '../../lambda/decision/cause.ts';
import { decide } from '../../lambda/decision/decide.ts';
import type { Facts } from '../../lambda/decision/facts.ts';
import type { Question } from '../../lambda/decision/plan.ts';
import { answerOf } from './answer-of.ts';
import { anAlarm } from './builders/alarms.ts';
import { at } from './builders/moments.ts';

export type Asked = Question<AlarmCause>;

/** An alarm of one minute, in ALARM since 10:20 for the datapoint of `time`. */
export const alarmWithDatapoint = (time: string) =>
  anAlarm({
    evaluation: { period: 60_000, periods: 1, datapointsToAlarm: 1, comparison: 'GreaterThanThreshold', threshold: 5 },
    grounds: { datapoints: [{ at: at(time), value: 9 }] },
  });

export const planOf = (question: Question) => answerOf(() => decide(question).plan);
export const seeing = (asked: Asked, but: Partial<Facts>): Asked => ({ ...asked, facts: { ...asked.facts, ...but } });
