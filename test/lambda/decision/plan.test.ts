import { describe, expect, test } from 'vitest';
import { decide } from '../../../lambda/decision/decide.ts';
import { describePlan, type Question } from '../../../lambda/decision/plan.ts';
import { type Asked, planOf, seeing } from '../../support/asked-plan.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause } from '../../support/builders/causes.ts';
import { BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { aboutAlarm, aboutCommand, aGuard, guarded } from '../../support/builders/facts.ts';
import { aPlan, aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  alarmsSeen,
  allOf,
  aStage,
  BAD_DEPLOYED,
  GOOD_DEPLOYED,
  occupiedBy,
  seen,
  theFacts,
  theFactsWhileDeploying,
} from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const ROLLED_BACK = { suspect: GOOD.id, at: at('10:06') };
const KNOWN_BAD = { execution: BAD, badSince: at('09:00') };

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
    expect(planOf(asked)).toMatchObject({ kind: 'wait', waitsFor: 'deployment', suspect: BAD });
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

test('what the platform explains blames nobody', () => {
  const facts = theFacts({ alarms: alarmsSeen(anAlarm(), anAlarm({ arn: arnOf('platform') })) });
  const asked = guardedBy(aboutAlarm({ facts }), { unlessAlarms: [arnOf('platform')] });
  expect(decide(asked)).toMatchObject({ plan: { code: 'platform-trouble' }, blamed: [] });
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
