import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmEvent, AlarmTransition, AlarmValue, ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import { attribute } from '../../../lambda/decision/attribution.ts';
import { whatIsDeployed } from '../../../lambda/decision/deployment.ts';
import type { Observation } from '../../../lambda/decision/facts.ts';
import type { StageRun } from '../../../lambda/decision/stage.ts';
import { BAD } from '../../support/builders/executions.ts';
import {
  allOf,
  anObservation,
  aStageWithoutTimes,
  notSeen,
  occupiedBy,
  seen,
} from '../../support/builders/observations.ts';

const MINUTE = 60_000;
const VALUES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const satisfies readonly AlarmValue[];

/**
 * The truth: what the alarm showed in each minute, the last being ALARM, and when a deployment started, began in the
 * stage and ended there.
 */
interface Truth {
  readonly minutes: readonly AlarmValue[];
  readonly started: number;
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
    start: fc.nat(40),
    untilBegin: fc.nat(6),
    untilEnd: fc.nat(6),
    running: fc.boolean(),
    bakeMinutes: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ runs, last, start, untilBegin, untilEnd, running, bakeMinutes }) => {
    const minutes = [...runs, ['ALARM', last] as const].flatMap(([value, length]) =>
      Array<AlarmValue>(length).fill(value),
    );
    const started = Math.min(start, minutes.length - 1);
    const began = Math.min(started + untilBegin, minutes.length - 1);
    const ended = Math.min(began + untilEnd, minutes.length - 1);
    return { minutes, started, began, ...(!running && { ended }), bakeMinutes };
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
  return { name: 'shop-5xx', value: 'ALARM', since: inAlarmSince(truth) * MINUTE, actionsEnabled: true };
}

/** The event of the transition that happened `back` transitions into ALARM ago, as CloudWatch would have sent it. */
function eventOf(truth: Truth, back: number): AlarmEvent {
  const transitions = transitionsOf(truth);
  const into = transitions.filter(({ to }) => to === 'ALARM');
  const event = into[into.length - 1 - (back % Math.max(1, into.length))];
  if (event?.from === undefined) return { alarmName: 'shop-5xx', state: { value: 'ALARM', at: 0 } };
  const before = transitions.findLast(({ at }) => at < event.at);
  return {
    alarmName: 'shop-5xx',
    state: { value: 'ALARM', at: event.at },
    previous: { value: event.from, at: before?.at ?? 0 },
  };
}

/** What can be looked up about the truth, or what is left of it. */
interface Sources {
  readonly event: AlarmEvent;
  readonly run: NonNullable<Observation['run']>;
  readonly history: NonNullable<Observation['history']>;
  readonly stageTellsEnd: boolean;
}

function allSources(truth: Truth, back = 0): Sources {
  const { began, ended } = truth;
  const run: StageRun = [{ beganAt: began * MINUTE, endedAt: (ended ?? began) * MINUTE }];
  return { event: eventOf(truth, back), run: seen(run), history: seen(transitionsOf(truth)), stageTellsEnd: true };
}

/** Asks as the controller does: each missing fact is looked up once it is asked for. */
function verdictOn(truth: Truth, sources: Sources) {
  const occupant = occupiedBy(BAD, truth.ended === undefined ? 'InProgress' : 'Succeeded');
  const end = truth.ended === undefined || !sources.stageTellsEnd ? {} : { lastActionChangeAt: truth.ended * MINUTE };
  const suspect = { ...BAD, startedAt: truth.started * MINUTE };
  let observation = anObservation({
    stage: seen({ ...aStageWithoutTimes({ occupant }), ...end }),
    recent: allOf(suspect),
    succeeded: allOf(suspect),
    alarms: seen([alarmOf(truth)]),
  });
  for (let looks = 0; looks < 5; looks += 1) {
    const deployment = whatIsDeployed('Prod', 'shop', observation);
    const verdict =
      deployment.kind === 'deployed'
        ? attribute({
            event: sources.event,
            alarm: alarmOf(truth),
            deployment,
            bakeMinutes: truth.bakeMinutes,
            observation,
          })
        : deployment;
    if (verdict.kind !== 'look-up') return verdict.kind === 'hold' ? verdict.code : verdict.kind;
    observation = { ...observation, ...(verdict.fact === 'run' ? { run: sources.run } : { history: sources.history }) };
  }
  throw new Error('asks for the same fact for ever');
}

/** The specification, read off the minutes themselves. */
function expected(truth: Truth): string {
  if (truth.minutes[truth.began] === 'ALARM') return 'alarm-predates-deployment';
  if (inAlarmSince(truth) < truth.began) return 'alarm-predates-deployment';
  const after = truth.ended === undefined ? 0 : inAlarmSince(truth) - truth.ended;
  return after > truth.bakeMinutes ? 'alarm-after-bake-time' : 'blame';
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
      run: fc.constantFrom('told', 'gone', 'forbidden', 'throttled'),
      history: fc.constantFrom('told', 'told', 'told', 'forbidden', 'throttled'),
      stageTellsEnd: fc.boolean(),
    });
    return fc.assert(
      fc.property(damaged, ({ truth, back, forgotten, hidden, previous, run, history, stageTellsEnd }) => {
        const whole = allSources(truth, back);
        const left = rememberedOf(truth, forgotten).map((transition, index) =>
          hidden.includes(index) ? { at: transition.at } : transition,
        );
        const sources: Sources = {
          event: withPrevious(whole.event, previous),
          run: { told: whole.run, gone: seen(undefined), ...unreadables('the actions') }[run],
          history: { told: seen(left), ...unreadables('the history') }[history],
          stageTellsEnd,
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
        const blind = { run: unreadables('the actions')[how], history: unreadables('the history')[how] };
        const sources = { ...allSources(truth), ...blind, event: withPrevious(event, 'missing') };
        expect(['could-not-observe', 'again', 'alarm-predates-deployment']).toContain(verdictOn(truth, sources));
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
