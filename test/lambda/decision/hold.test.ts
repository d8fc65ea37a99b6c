import { describe, expect, test } from 'vitest';
import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import { decide } from '../../../lambda/decision/decide.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import { hold } from '../../../lambda/decision/hold.ts';
import type { Question } from '../../../lambda/decision/plan.ts';
import type { Hold } from '../../../lambda/decision/reason.ts';
import { firstOfRivals } from '../../../lambda/decision/rivals.ts';
import { policyOf } from '../../../lambda/decision/turn.ts';
import { answerOf } from '../../support/answer-of.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause } from '../../support/builders/causes.ts';
import { BAD_TENURE } from '../../support/builders/deployments.ts';
import { anExecution, aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aboutAlarm, aboutCommand, aGuard, aTurn, guarded } from '../../support/builders/facts.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  alarmsSeen,
  allOf,
  aRun,
  aStage,
  aStageThatNeverRan,
  BAD_DEPLOYED,
  GOOD_DEPLOYED,
  notSeen,
  occupiedBy,
  seen,
  theFacts,
  theFactsWhileDeploying,
} from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const PAUSE = { by: 'alice', since: at('09:00'), reason: 'load test' };
const ROLLBACK = aRollbackTo(GOOD, 'f', { triggerType: 'AutomatedRollback' });
const FIX = anExecution('d', { startedAt: at('10:20') });

const decided = (question: Question) => decide(question).plan;
/** What a rollback left is known bad, and held for that, unless a person has forgiven it. */
const FORGIVEN = aState({ releases: [{ execution: BAD, forgivenAt: at('10:19:30') }] });
const seeingForgiven = (but: Partial<Facts>) => decided(aboutAlarm({ facts: theFacts(but), state: FORGIVEN }));
const seeing = (but: Partial<Facts>) => decided(aboutAlarm({ facts: theFacts(but) }));
const told = (event: Parameters<typeof anAlarmEvent>[0]) =>
  decided(aboutAlarm({ cause: anAlarmCause({ event: anAlarmEvent(event) }) }));

/** Each way to hold, from the usual story of which only one thing differs: without its rule it would be rolled back. */
const DECIDED: readonly (readonly [code: string, decided: unknown, quoted: readonly string[]])[] = [
  ['not-guarded', decided(aboutAlarm(guarded({ alarms: [arnOf('shop-latency')] }))), ['"shop-5xx"', 'shop-latency']],
  ['paused', decided(aboutAlarm({ state: aState({ pause: PAUSE }) })), ['shop/Prod', 'alice', '09:00:00', 'load test']],
  ['paused', seeing({ globalPause: seen(PAUSE) }), ['the controller', 'alice', '09:00:00']],
  ['not-a-transition', told({ previous: { value: 'ALARM' } }), ['ALARM -> ALARM']],
  ['alarm-suppressed', told({ state: { value: 'ALARM', suppressedBy: 'Alarm' } }), ['"shop-5xx"', '(Alarm)']],
  [
    'alarm-suppressed',
    seeing({ alarms: alarmsSeen(anAlarm({ suppressedBy: 'ExtensionPeriod' })) }),
    ['(ExtensionPeriod)'],
  ],
  ['alarm-muted', told({ mutedBy: { arn: 'arn:night', until: 'noon' } }), ['"shop-5xx"', 'arn:night', 'until noon']],
  ['alarm-not-found', seeing({ alarms: { ...alarmsSeen(), [arnOf('shop-5xx')]: seen('not-found') } }), ['"shop-5xx"']],
  [
    'alarm-not-in-alarm',
    seeing({ alarms: alarmsSeen(anAlarm({ value: 'OK', since: at('10:21') })) }),
    ['OK since 2026-01-10 10:21:00 UTC'],
  ],
  ['alarm-actions-disabled', seeing({ alarms: alarmsSeen(anAlarm({ actionsEnabled: false })) }), ['"shop-5xx"']],
  ['stage-not-found', seeing({ stage: seen('not-found') }), ['"shop"', '"Prod"']],
  ['nothing-deployed', seeing({ stage: seen(aStageThatNeverRan()), actions: allOf<ActionRun>() }), ['"Prod"']],
  ['stage-skipped', seeing({ stage: seen(aStage({ occupant: occupiedBy(BAD, 'Skipped') })) }), [BAD.id]],
  [
    'rollback-running',
    seeingForgiven({
      stage: seen(aStage({ occupant: occupiedBy(ROLLBACK, 'InProgress') })),
      recent: allOf(ROLLBACK, BAD, GOOD),
      actions: allOf(aRun(ROLLBACK, '10:19', '10:20', { status: 'InProgress' }), BAD_DEPLOYED, GOOD_DEPLOYED),
    }),
    [ROLLBACK.id],
  ],
  [
    'alarm-of-replaced',
    seeingForgiven({
      stage: seen(aStage({ occupant: occupiedBy(ROLLBACK) })),
      recent: allOf(ROLLBACK, BAD, GOOD),
      actions: allOf(aRun(ROLLBACK, '10:19', '10:20:30'), aRun(BAD, '10:15', '10:18'), GOOD_DEPLOYED),
    }),
    ['bbbbbbbb', ROLLBACK.id, '10:20:30'],
  ],
  [
    'suspect-replaced',
    seeing({
      stage: seen(aStage({ occupant: occupiedBy(FIX) })),
      recent: allOf(FIX, BAD, GOOD),
      actions: allOf(aRun(FIX, '10:21', '10:22'), BAD_DEPLOYED, GOOD_DEPLOYED),
    }),
    ['bbbbbbbb', 'dddddddd', '10:21:00'],
  ],
  [
    'alarm-predates-deployment',
    decided(
      aboutAlarm({
        cause: anAlarmCause({ event: anAlarmEvent({ state: { value: 'ALARM', at: at('09:50') } }) }),
        facts: theFacts({ alarms: alarmsSeen(anAlarm({ since: at('09:50') })), actions: allOf(BAD_DEPLOYED) }),
      }),
    ),
    ['09:50:00', '10:05:00', 'bbbbbbbb'],
  ],
  ['alarm-after-bake-time', decided(aboutAlarm(guarded({ bakeMinutes: 9 }))), ['10 min after', 'bake time is 9 min']],
  [
    'alarm-never-ok',
    decided(
      aboutAlarm({
        cause: anAlarmCause({ event: anAlarmEvent({ previous: { value: 'INSUFFICIENT_DATA', at: at('10:06') } }) }),
        facts: theFacts({
          alarms: alarmsSeen(anAlarm({ configuredAt: at('10:06') })),
          histories: { [arnOf('shop-5xx')]: seen([{ at: at('10:20'), from: 'INSUFFICIENT_DATA', to: 'ALARM' }]) },
        }),
      }),
    ),
    ['10:06:00'],
  ],
  [
    'limit-reached',
    decided(aboutAlarm({ state: aState({ automaticRollbacks: [{ suspect: GOOD.id, at: at('10:06') }] }) })),
    ['1 automatic rollback ', '10:06:00', 'limit is 1'],
  ],
  [
    'already-rolled-back',
    decided(aboutAlarm({ state: aState({ releases: [{ execution: BAD, badSince: at('09:10') }] }) })),
    ['bbbbbbbb', '09:10:00'],
  ],
  [
    'platform-trouble',
    decided(
      aboutAlarm({
        ...guarded({ unlessAlarms: [arnOf('platform')] }),
        facts: theFacts({ alarms: alarmsSeen(anAlarm(), anAlarm({ arn: arnOf('platform') })) }),
      }),
    ),
    ['"platform"', 'bbbbbbbb (c0ffeeb "Release b")'],
  ],
  [
    'barrier',
    decided(
      aboutAlarm({
        state: aState({ releases: [{ execution: BAD, variables: [{ name: 'NO_ROLLBACK', value: 'true' }] }] }),
      }),
    ),
    ['bbbbbbbb', 'NO_ROLLBACK'],
  ],
  [
    'no-eligible-target',
    seeing({ succeeded: allOf(BAD), stage: seen(aStage({ pipelineVersion: 8 })) }),
    ['at version 8'],
  ],
  ['dry-run', decided(aboutAlarm(guarded({ mode: 'dry-run' }))), ['roll back from bbbbbbbb', 'to aaaaaaaa']],
  ['stage-running', decided(aboutCommand({ facts: theFactsWhileDeploying() })), [BAD.id, 'InProgress']],
  [
    'target-not-eligible',
    decided(aboutCommand({ cause: aCommandCause({ target: BAD.id }) })),
    [BAD.id, 'deployed now', `Eligible: ${GOOD.id}`],
  ],
  [
    'unreadable-guard',
    policyOf(
      aTurn({
        facts: theFacts({ guard: seen({ kind: 'unusable', problem: 'no alarms' }) }),
      }),
    ),
    ['no alarms'],
  ],
  [
    'other-stage-first',
    firstOfRivals(
      anAlarmCause(),
      aGuard(),
      BAD_TENURE,
      theFacts({
        rivals: { [arnOf('shop-5xx')]: seen([{ stage: 'cart/Prod', deployedAt: [at('10:15')], busy: true }]) },
      }),
      { now: at('10:20:05') },
    ),
    ['cart/Prod', '10:15:00'],
  ],
];

test('what cannot be read is neither good nor bad, and is held with what it was', () => {
  const unread = answerOf(() => seeing({ globalPause: notSeen('the pause') }));
  expect(unread).toMatchObject({ kind: 'unclear', what: 'the pause', problem: 'AccessDeniedException' });
});

test('the story that the holds differ from is a rollback', () => {
  expect(decided(aboutAlarm())).toMatchObject({ kind: 'rollback', plan: { suspect: BAD, target: GOOD } });
  expect(decided(aboutCommand())).toMatchObject({ kind: 'rollback', plan: { suspect: BAD, target: GOOD } });
});

describe('each reason to hold is reached and quotes what was compared', () => {
  test.each(DECIDED)('%s', (code, held, quoted) => {
    expect(held).toMatchObject({ kind: 'hold', code });
    for (const words of quoted) expect(held).toHaveProperty('sentence', expect.stringContaining(words));
  });
});

test('the reasons have distinct codes, in lower case with dashes', () => {
  const codes = Object.values(hold).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

test('a hold carries the code and the audience of its reason', () => {
  const held: Hold = hold.stageBusy({ until: at('10:25') });
  expect(held).toMatchObject({ code: hold.stageBusy.code, announce: hold.stageBusy.announce });
});
