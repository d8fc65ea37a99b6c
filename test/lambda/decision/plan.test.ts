import { describe, expect, test } from 'vitest';
import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import type { AlarmCause } from '../../../lambda/decision/cause.ts';
import { decide } from '../../../lambda/decision/decide.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { Facts } from '../../../lambda/decision/facts.ts';
import { describePlan, type Question } from '../../../lambda/decision/plan.ts';
import { answerOf } from '../../support/answer-of.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause } from '../../support/builders/causes.ts';
import { anExecution, aRollbackTo, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aboutAlarm, aboutCommand, aGuard, guarded } from '../../support/builders/facts.ts';
import { aPlan, aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  aDetail,
  alarmsSeen,
  allOf,
  aRun,
  aStage,
  BAD_DEPLOYED,
  GOOD_DEPLOYED,
  occupiedBy,
  seen,
  theFacts,
  theFactsWhileDeploying,
} from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

type Asked = Question<AlarmCause>;
const ROLLED_BACK = { suspect: GOOD.id, at: at('09:00') };
const KNOWN_BAD = { execution: BAD, badSince: at('09:00') };

/** An alarm of one minute, in ALARM since 10:20 for the datapoint of `time`. */
const alarmWithDatapoint = (time: string) =>
  anAlarm({
    evaluation: { period: 60_000, periods: 1, datapointsToAlarm: 1, comparison: 'GreaterThanThreshold', threshold: 5 },
    grounds: { datapoints: [{ at: at(time), value: 9 }] },
  });

const planOf = (question: Question) => answerOf(() => decide(question).plan);
const seeing = (asked: Asked, but: Partial<Facts>): Asked => ({ ...asked, facts: { ...asked.facts, ...but } });
const guardedBy = (asked: Asked, but: Partial<Asked['policy']>): Asked => ({
  ...asked,
  policy: { ...asked.policy, ...but },
});

/** One obstacle for each rule, in the order of the rules. */
const OBSTACLES: readonly (readonly [code: string, put: (asked: Asked) => Asked])[] = [
  ['not-guarded', (asked) => guardedBy(asked, { alarms: [arnOf('another')] })],
  [
    'alarm-muted',
    (asked) => ({ ...asked, cause: anAlarmCause({ event: anAlarmEvent({ mutedBy: { arn: 'night' } }) }) }),
  ],
  ['paused', (asked) => ({ ...asked, state: { ...asked.state, pause: { by: 'alice', since: at('09:00') } } })],
  ['alarm-actions-disabled', (asked) => seeing(asked, { alarms: alarmsSeen(anAlarm({ actionsEnabled: false })) })],
  ['stage-skipped', (asked) => seeing(asked, { stage: seen(aStage({ occupant: occupiedBy(BAD, 'Skipped') })) })],
  ['alarm-after-bake-time', (asked) => guardedBy(asked, { bakeMinutes: 5 })],
  ['already-rolled-back', (asked) => ({ ...asked, state: { ...asked.state, releases: [KNOWN_BAD] } })],
  ['limit-reached', (asked) => ({ ...asked, state: { ...asked.state, automaticRollbacks: [ROLLED_BACK] } })],
  ['no-eligible-target', (asked) => seeing(asked, { succeeded: allOf(BAD) })],
  ['dry-run', (asked) => guardedBy(asked, { mode: 'dry-run' })],
];

describe('the rules are asked in their order', () => {
  const pairs = OBSTACLES.flatMap(([code, put], index) =>
    OBSTACLES.slice(index + 1).map(([later, putLater]) => [code, later, put(putLater(aboutAlarm()))] as const),
  );
  test.each(pairs)('%s is said rather than %s', (code, _, asked) => {
    expect(planOf(asked)).toMatchObject({ kind: 'hold', code });
  });
});

describe('an alarm while the stage is running', () => {
  const event = anAlarmEvent({ state: { value: 'ALARM', at: at('10:06') } });
  const facts = theFactsWhileDeploying({ alarms: alarmsSeen(anAlarm({ since: at('10:06') })) });
  const asked = aboutAlarm({ facts, cause: anAlarmCause({ event }) });

  test('waits for the end of the deployment, with the way in closed', () => {
    expect(planOf(asked)).toMatchObject({ kind: 'wait', waitsFor: 'deployment', freezes: true, suspect: BAD });
    expect(planOf(asked)).toHaveProperty('sentence', expect.stringContaining('decided again'));
  });

  test('says that it is stopped only where the guard stops and enforces', () => {
    const sentence = (but: Partial<Asked['policy']>) => planOf({ ...asked, ...guarded(but) });
    expect(sentence({ whileDeploying: 'stop' })).toHaveProperty('sentence', expect.stringContaining('it is stopped'));
    expect(sentence({ whileDeploying: 'stop', mode: 'dry-run' })).toHaveProperty(
      'sentence',
      expect.stringContaining('decided again'),
    );
  });

  test.each([
    ['already-rolled-back', aState({ releases: [KNOWN_BAD] })],
    ['limit-reached', aState({ automaticRollbacks: [ROLLED_BACK] })],
  ])('does not wait for what it could not roll back: %s', (code, state) => {
    expect(planOf({ ...asked, state })).toMatchObject({ kind: 'hold', code });
  });

  test('waits for a person who is to answer an approval, and names it', () => {
    const actions = [{ name: 'Approve', status: 'InProgress', token: 'token' }];
    const stage = seen(aStage({ occupant: occupiedBy(BAD, 'InProgress'), actions }));
    const waiting = seeing(aboutAlarm(), {
      stage,
      succeeded: allOf(GOOD),
      actions: allOf(BAD_DEPLOYED, GOOD_DEPLOYED),
    });
    expect(planOf(waiting)).toMatchObject({ waitsFor: 'approval', approval: { action: 'Approve', token: 'token' } });
  });
});

describe('an alarm event and an alarm that differ', () => {
  const showing = (value: 'OK' | 'INSUFFICIENT_DATA', since: string) =>
    planOf(seeing(aboutAlarm(), { alarms: alarmsSeen(anAlarm({ value, since: at(since) })) }));

  test('are unclear while CloudWatch still shows what was before the event', () => {
    expect(showing('OK', '10:00')).toMatchObject({ kind: 'unclear', transient: true, what: 'alarm "shop-5xx"' });
  });

  test('are a hold once the alarm has left ALARM after the event, also for want of data', () => {
    expect(showing('OK', '10:22')).toMatchObject({ code: 'alarm-not-in-alarm' });
    expect(showing('INSUFFICIENT_DATA', '10:22')).toMatchObject({ code: 'alarm-not-in-alarm' });
  });
});

describe('a deployment that came after the one that is blamed', () => {
  const fix = anExecution('d', { startedAt: at('10:20') });
  const heir = anExecution('c', { startedAt: at('10:00') });
  const executions = Object.fromEntries([fix, heir, BAD, GOOD].map(({ id }) => [id, aDetail()]));
  const since = (begin: string, end: string): Partial<Facts> => ({
    executions,
    stage: seen(aStage({ occupant: occupiedBy(fix) })),
    recent: allOf(fix, BAD, GOOD),
    succeeded: allOf(fix, BAD, GOOD),
    actions: allOf(aRun(fix, begin, end), BAD_DEPLOYED, GOOD_DEPLOYED),
  });

  test('is not rolled back where it began after the alarm was on: it may be the fix', () => {
    const asked = { ...seeing(aboutAlarm(), since('10:21', '10:23')), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      code: 'suspect-replaced',
      sentence: expect.stringContaining('may be the fix'),
    });
    expect(decide(asked).blamed).toEqual([BAD]);
  });

  test('is rolled back with it where it began before any alarm was on', () => {
    const alarms = alarmsSeen(alarmWithDatapoint('10:15'));
    const asked = { ...seeing(aboutAlarm(), { ...since('10:19', '10:21'), alarms }), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({ kind: 'rollback', plan: { suspect: { id: fix.id }, target: GOOD } });
    expect(decide(asked).blamed).toEqual([BAD]);
  });

  test('may be the fix, too, where another alarm of the guard was on before it', () => {
    const alarms = alarmsSeen(alarmWithDatapoint('10:15'), anAlarm({ arn: arnOf('shop-latency'), since: at('10:18') }));
    const asked = { ...seeing(aboutAlarm(), { ...since('10:19', '10:21'), alarms }), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      code: 'suspect-replaced',
      sentence: expect.stringContaining('after the alarm was on (2026-01-10 10:18:00 UTC)'),
    });
    const forDays = alarmsSeen(
      alarmWithDatapoint('10:15'),
      anAlarm({ arn: arnOf('shop-latency'), since: at('08:00') }),
    );
    expect(planOf({ ...asked, facts: { ...asked.facts, alarms: forDays } })).toMatchObject({ kind: 'rollback' });
  });

  test('is no fix where it is what is blamed, run once more', () => {
    const back = aRollbackTo(GOOD, 'e');
    const releases = [{ execution: OLDER, badSince: at('09:50') }];
    const again = { ...fix, revisions: heir.revisions, startedAt: at('10:11') };
    const facts: Partial<Facts> = {
      ...since('10:14', '10:18'),
      recent: allOf(again, heir, back, GOOD),
      succeeded: allOf(again, heir, GOOD),
      actions: allOf(aRun(again, '10:16', '10:18'), aRun(heir, '10:05', '10:10'), GOOD_DEPLOYED),
      alarms: alarmsSeen(alarmWithDatapoint('10:12')),
    };
    const asked = { ...seeing(aboutAlarm({ state: aState({ releases }) }), facts), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      kind: 'rollback',
      plan: { suspect: { id: again.id }, target: { id: GOOD.id } },
    });
  });

  test('may be the fix, too, where people have known of the trouble since a rollback', () => {
    const back = aRollbackTo(GOOD, 'e');
    const releases = [{ execution: OLDER, badSince: at('09:50') }];
    const facts: Partial<Facts> = {
      ...since('10:14', '10:18'),
      recent: allOf({ ...fix, startedAt: at('10:11') }, heir, back, GOOD),
      succeeded: allOf(fix, heir, GOOD),
      actions: allOf(aRun(fix, '10:16', '10:18'), aRun(heir, '10:05', '10:10'), GOOD_DEPLOYED),
      alarms: alarmsSeen(alarmWithDatapoint('10:12')),
    };
    const asked = { ...seeing(aboutAlarm({ state: aState({ releases }) }), facts), now: at('10:24') };
    expect(planOf(asked)).toMatchObject({
      code: 'suspect-replaced',
      sentence: expect.stringContaining('since which no release has proven good: it may be the fix'),
    });
    expect(decide(asked).blamed).toEqual([heir]);
    // It is not blamed either where the trouble began while it was being deployed.
    const early = seeing(asked, { alarms: alarmsSeen(alarmWithDatapoint('10:16')) });
    expect(planOf({ ...asked, ...early })).toMatchObject({ code: 'suspect-replaced' });
    expect(decide({ ...asked, ...early }).blamed).toEqual([heir]);
    // Once it is there, it shows trouble of its own.
    const late = seeing(asked, { alarms: alarmsSeen(alarmWithDatapoint('10:18')) });
    expect(planOf({ ...asked, ...late })).toMatchObject({ kind: 'rollback', plan: { suspect: { id: fix.id } } });
  });
});

test('what the platform explains blames nobody', () => {
  const facts = theFacts({ alarms: alarmsSeen(anAlarm(), anAlarm({ arn: arnOf('platform') })) });
  const asked = guardedBy(aboutAlarm({ facts }), { unlessAlarms: [arnOf('platform')] });
  expect(decide(asked)).toMatchObject({ plan: { code: 'platform-trouble' }, blamed: [] });
});

describe("a rollback by the pipeline's own rule that brought back the suspect itself", () => {
  const again = aRollbackTo(BAD, 'e', { triggerType: 'AutomatedRollback' });
  const rejected = anExecution('d', { startedAt: at('10:15') });
  const since = (end: string, but: Partial<ActionRun>): Partial<Facts> => ({
    stage: seen(aStage({ occupant: occupiedBy(again, but.status === 'InProgress' ? 'InProgress' : 'Succeeded') })),
    recent: allOf(again, rejected, BAD, GOOD),
    succeeded: allOf(again, BAD, GOOD),
    actions: allOf({ ...aRun(again, '10:21', end), ...but }, BAD_DEPLOYED, GOOD_DEPLOYED),
  });

  /** A ROLLBACK is in the stage, in front of its deploying action. */
  const atApproval = (rollback: Execution) => {
    const actions = [{ name: 'Approve', status: 'InProgress', token: 'token' }];
    const stage = seen(aStage({ occupant: occupiedBy(rollback, 'InProgress'), actions }));
    return seeing(aboutAlarm(), {
      stage,
      recent: allOf(rollback, BAD, GOOD),
      actions: allOf(BAD_DEPLOYED, GOOD_DEPLOYED),
    });
  };

  test('is waited for, and changes nothing: what is blamed is live', () => {
    const running = { ...seeing(aboutAlarm(), since('10:22', { status: 'InProgress' })), now: at('10:22') };
    expect(planOf(running)).toMatchObject({ kind: 'wait', waitsFor: 'rollback' });
    const ended = { ...seeing(aboutAlarm(), since('10:23', {})), now: at('10:24') };
    expect(planOf(ended)).toMatchObject({ kind: 'rollback', plan: { suspect: BAD, target: GOOD } });
  });

  test('is waited for also where it waits itself for an approval, and deploys nothing yet', () => {
    expect(planOf(atApproval(again))).toMatchObject({ kind: 'wait', waitsFor: 'rollback' });
  });

  test('is left alone where a person asked for it: who acts on the trouble is not overruled', () => {
    const byPerson = aRollbackTo(BAD, 'e', { triggerType: 'ManualRollback' });
    const ended = seeing(aboutAlarm(), {
      ...since('10:23', {}),
      recent: allOf(byPerson, rejected, BAD, GOOD),
      succeeded: allOf(byPerson, BAD, GOOD),
    });
    expect(planOf({ ...ended, now: at('10:24') })).toMatchObject({ kind: 'hold', code: 'alarm-of-replaced' });
  });

  test('is no rollback to another release: that one is left to end, also where it waits for an approval', () => {
    const elsewhere = aRollbackTo(GOOD, 'e', { triggerType: 'AutomatedRollback' });
    expect(planOf(atApproval(elsewhere))).toMatchObject({ kind: 'hold', code: 'rollback-running' });
    const byPerson = aRollbackTo(GOOD, 'e', { triggerType: 'ManualRollback' });
    expect(planOf({ ...atApproval(byPerson), ...guarded({ whileDeploying: 'stop' }) })).toMatchObject({
      kind: 'hold',
      code: 'rollback-running',
    });
  });
});

describe('a command', () => {
  test.each<[string, Partial<Question>]>([
    ['the pause', { state: aState({ pause: { by: 'alice', since: at('09:00') } }) }],
    ['the limit', { state: aState({ automaticRollbacks: [ROLLED_BACK] }) }],
    ['the alarms', { facts: theFacts({ alarms: {} }) }],
    ['dry-run mode', guarded({ mode: 'dry-run' })],
    ['one rollback per suspect', { state: aState({ releases: [KNOWN_BAD] }) }],
  ])('skips %s', (_, { state, facts, policy }) => {
    const asked = aboutCommand({ state: state ?? aState(), facts: facts ?? theFacts(), policy: policy ?? aGuard() });
    expect(planOf(asked)).toMatchObject({ kind: 'rollback', plan: { target: GOOD } });
  });

  test('quotes who asked and why', () => {
    expect(planOf(aboutCommand({ cause: aCommandCause({ reason: 'errors since noon' }) }))).toMatchObject({
      plan: { grounds: 'alice asked for it: errors since noon' },
    });
  });

  test('never goes back to a known bad execution, not even by name', () => {
    const state = aState({ releases: [{ execution: GOOD, badSince: at('09:00') }] });
    const cause = aCommandCause({ target: GOOD.id });
    expect(planOf(aboutCommand({ cause, state }))).toMatchObject({ code: 'target-not-eligible' });
  });

  test('never goes back to a target that CodePipeline refused', () => {
    const facts = theFacts({ succeeded: allOf(BAD, GOOD, OLDER) });
    expect(planOf(aboutCommand({ refused: [GOOD.id], facts }))).toMatchObject({ plan: { target: OLDER } });
  });

  test('goes behind a barrier only where it says so', () => {
    const variables = [{ name: 'NO_ROLLBACK', value: 'true' }];
    const state = aState({ releases: [{ execution: BAD, variables }] });
    expect(planOf(aboutCommand({ state }))).toMatchObject({ code: 'barrier' });
    const cause = aCommandCause({ acrossBarrier: true });
    expect(planOf(aboutCommand({ state, cause }))).toMatchObject({ kind: 'rollback' });
  });
});

test('a plan is told in one line', () => {
  expect(describePlan(aPlan({ grounds: 'alice asked for it' }))).toBe(
    'roll back from bbbbbbbb (c0ffeeb "Release b") to aaaaaaaa (c0ffeea "Release a"): alice asked for it',
  );
});
