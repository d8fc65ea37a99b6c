import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmEvent, AlarmTransition, AlarmValue, ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import { attribute } from '../../../lambda/decision/attribution.ts';
import type { Read } from '../../../lambda/decision/facts.ts';
import type { Tenure } from '../../../lambda/decision/tenures.ts';
import { answerOf } from '../../support/answer-of.ts';
import { anAlarmCause } from '../../support/builders/causes.ts';
import { BAD } from '../../support/builders/executions.ts';
import { aState } from '../../support/builders/incidents.ts';
import { aStage, notSeen, seen, theFacts } from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const MINUTE = 60_000;
const VALUES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const satisfies readonly AlarmValue[];

/** The truth: what the alarm showed in each minute, the last being ALARM, and when a deployment to the stage began and ended. */
interface Truth {
  readonly minutes: readonly AlarmValue[];
  readonly began: number;
  /** Absent while it runs. */
  readonly ended?: number;
  readonly bakeMinutes: number;
}

const truths: fc.Arbitrary<Truth> = fc
  .record({
    runs: fc.array(fc.tuple(fc.constantFrom(...VALUES), fc.integer({ min: 1, max: 8 })), {
      minLength: 1,
      maxLength: 8,
    }),
    last: fc.integer({ min: 1, max: 8 }),
    begin: fc.nat(46),
    untilEnd: fc.nat(6),
    running: fc.boolean(),
    bakeMinutes: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ runs, last, begin, untilEnd, running, bakeMinutes }) => {
    const minutes = [...runs, ['ALARM', last] as const].flatMap(([value, length]) =>
      Array<AlarmValue>(length).fill(value),
    );
    const began = Math.min(begin, minutes.length - 1);
    const ended = Math.min(began + untilEnd, minutes.length - 1);
    return { minutes, began, ...(!running && { ended }), bakeMinutes };
  });

function transitionsOf({ minutes }: Truth): readonly AlarmTransition[] {
  return minutes.flatMap((to, index) => {
    const from = minutes[index - 1];
    return from === undefined || from === to ? [] : [{ at: index * MINUTE, from, to }];
  });
}

/** The history without its oldest transitions: CloudWatch keeps it longer than any bake time, not for ever. */
function rememberedOf(truth: Truth, forgotten: number): readonly AlarmTransition[] {
  return transitionsOf(truth).filter(({ at }, index) => index >= forgotten || at > truth.began * MINUTE);
}

/** Since when the alarm has been in ALARM without a break. */
function inAlarmSince({ minutes }: Truth): number {
  return minutes.findLastIndex((value) => value !== 'ALARM') + 1;
}

function alarmOf(truth: Truth): ObservedAlarm {
  return {
    arn: arnOf('shop-5xx'),
    value: 'ALARM',
    since: inAlarmSince(truth) * MINUTE,
    actionsEnabled: true,
    configuredAt: 0,
  };
}

/** The event of the transition that happened `back` transitions into ALARM ago, as CloudWatch would have sent it. */
function eventOf(truth: Truth, back: number): AlarmEvent {
  const transitions = transitionsOf(truth);
  const into = transitions.filter(({ to }) => to === 'ALARM');
  const event = into[into.length - 1 - (back % Math.max(1, into.length))];
  if (event?.from === undefined) return { alarm: arnOf('shop-5xx'), state: { value: 'ALARM', at: 0 } };
  const before = transitions.findLast(({ at }) => at < event.at);
  return {
    alarm: arnOf('shop-5xx'),
    state: { value: 'ALARM', at: event.at },
    previous: { value: event.from, at: before?.at ?? 0 },
  };
}

/** What can be read of the truth, or what is left of it. */
interface Sources {
  readonly event: AlarmEvent;
  readonly history: Read<readonly AlarmTransition[]>;
}

function allSources(truth: Truth, back = 0): Sources {
  return { event: eventOf(truth, back), history: seen(transitionsOf(truth)) };
}

function verdictOn(truth: Truth, { event, history }: Sources): string {
  const { began, ended, bakeMinutes } = truth;
  const tenure: Tenure = {
    by: BAD.id,
    release: BAD,
    isRollback: false,
    beganAt: began * MINUTE,
    ...(ended === undefined ? { outcome: 'running' } : { outcome: 'whole', endedAt: ended * MINUTE }),
  };
  const verdict = answerOf(() =>
    attribute({
      cause: anAlarmCause({ event }),
      alarm: alarmOf(truth),
      situation: { stage: aStage(), tenures: [tenure] },
      state: aState(),
      facts: theFacts({ histories: { [arnOf('shop-5xx')]: history } }),
      policy: { stage: 'Prod', alarms: [], bakeMinutes },
    }),
  );
  return verdict.kind === 'hold' ? verdict.code : verdict.kind;
}

/** The specification, read off the minutes themselves. */
function expected(truth: Truth): string {
  const since = inAlarmSince(truth);
  if (since <= truth.began) return 'alarm-predates-deployment';
  const after = truth.ended === undefined ? 0 : since - truth.ended;
  if (after > truth.bakeMinutes) return 'alarm-after-bake-time';
  return wasOnAtBegin(truth) ? 'alarm-predates-deployment' : 'blame';
}

/** No data is not "off": in a gap shorter than the bake time the minute before the gap counts. */
function wasOnAtBegin({ minutes, began, bakeMinutes }: Truth): boolean {
  if (minutes[began] !== 'INSUFFICIENT_DATA') return minutes[began] === 'ALARM';
  const before = minutes.slice(0, began).findLastIndex((value) => value !== 'INSUFFICIENT_DATA');
  const behind = minutes.findIndex((value, index) => index > began && value !== 'INSUFFICIENT_DATA');
  return behind - before - 1 < bakeMinutes && minutes[before] === 'ALARM';
}

describe('for any history of the alarm and any deployment', () => {
  test('the verdict is the one that the whole history gives, if everything can be read', () => {
    return fc.assert(
      fc.property(truths, (truth) => {
        // An alarm that never changed has no event.
        fc.pre(transitionsOf(truth).length > 0);
        expect(verdictOn(truth, allSources(truth))).toBe(expected(truth));
      }),
      { numRuns: 500 },
    );
  });

  test('an alarm that was on when the deployment began is never blamed on it, whatever can be read', () => {
    const damaged = fc.record({
      truth: truths.filter(({ minutes, began }) => minutes[began] === 'ALARM'),
      back: fc.nat(3),
      forgotten: fc.nat(6),
      hidden: fc.array(fc.nat(8), { maxLength: 4 }),
      previous: fc.constantFrom('told', 'without a time', 'missing', 'without a value'),
      history: fc.constantFrom('told', 'told', 'told', 'forbidden', 'throttled'),
    });
    return fc.assert(
      fc.property(damaged, ({ truth, back, forgotten, hidden, previous, history }) => {
        const whole = allSources(truth, back);
        const left = rememberedOf(truth, forgotten).map((transition, index) =>
          hidden.includes(index) ? { at: transition.at } : transition,
        );
        const sources: Sources = {
          event: withPrevious(whole.event, previous),
          history: { told: seen(left), ...unreadables('the history') }[history],
        };
        expect(verdictOn(truth, sources)).not.toBe('blame');
      }),
      { numRuns: 1_000 },
    );
  });

  test('what cannot be read never leads to blame where it is needed', () => {
    return fc.assert(
      fc.property(truths, fc.constantFrom('forbidden', 'throttled'), (truth, how) => {
        const { event } = allSources(truth);
        const sources = { history: unreadables('the history')[how], event: withPrevious(event, 'missing') };
        expect(['unclear', 'alarm-after-bake-time', 'alarm-predates-deployment']).toContain(verdictOn(truth, sources));
      }),
    );
  });
});

function unreadables(what: string) {
  return { forbidden: notSeen(what), throttled: notSeen(what, { transient: true }) } as const;
}

function withPrevious(event: AlarmEvent, how: 'told' | 'without a time' | 'missing' | 'without a value'): AlarmEvent {
  const { previous, ...rest } = event;
  if (how === 'missing' || previous === undefined) return rest;
  if (how === 'without a time') return { ...rest, previous: { value: previous.value } };
  return how === 'without a value' ? { ...rest, previous: { ...previous, value: '' } } : event;
}
