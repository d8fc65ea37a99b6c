import { describe, expect, test } from 'vitest';
import type { AlarmCause } from '../../../lambda/decision/cause.ts';
import type { Observation } from '../../../lambda/decision/facts.ts';
import { decide, describePlan, type Facts } from '../../../lambda/decision/plan.ts';
import { anAlarm, anAlarmEvent } from '../../support/builders/alarms.ts';
import { aCommandCause, anAlarmCause } from '../../support/builders/causes.ts';
import { anExecution, aRollbackTo, BAD, GOOD, OLDER } from '../../support/builders/executions.ts';
import { alarmFacts, commandFacts, guarded } from '../../support/builders/facts.ts';
import { aMemory, aPlan } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  allOf,
  anObservation,
  anObservationWhileDeploying,
  aStage,
  aStageThatNeverRan,
  notSeen,
  occupiedBy,
  seen,
} from '../../support/builders/observations.ts';

type AlarmFacts = Facts<AlarmCause>;
const ROLLED_BACK = { suspect: GOOD.id, at: at('09:00') };

function seeing(facts: AlarmFacts, but: Partial<Observation>): AlarmFacts {
  return { ...facts, observation: { ...facts.observation, ...but } };
}

/** One obstacle for each rule, in the order of the rules. */
const OBSTACLES: readonly (readonly [code: string, put: (facts: AlarmFacts) => AlarmFacts])[] = [
  ['not-guarded', (facts) => ({ ...facts, policy: { ...facts.policy, alarms: ['another'] } })],
  ['paused', (facts) => ({ ...facts, memory: { ...facts.memory, pause: { by: 'alice', since: at('09:00') } } })],
  [
    'alarm-muted',
    (facts) => ({ ...facts, cause: anAlarmCause({ event: anAlarmEvent({ mutedBy: { arn: 'night' } }) }) }),
  ],
  ['alarm-actions-disabled', (facts) => seeing(facts, { alarms: seen([anAlarm({ actionsEnabled: false })]) })],
  ['stage-skipped', (facts) => seeing(facts, { stage: seen(aStage({ occupant: occupiedBy(BAD, 'Skipped') })) })],
  ['alarm-after-bake-time', (facts) => ({ ...facts, policy: { ...facts.policy, bakeMinutes: 5 } })],
  [
    'already-rolled-back',
    (facts) => ({ ...facts, memory: { ...facts.memory, knownBad: [{ executionId: BAD.id, since: at('09:00') }] } }),
  ],
  ['limit-reached', (facts) => ({ ...facts, memory: { ...facts.memory, automaticRollbacks: [ROLLED_BACK] } })],
  ['no-eligible-target', (facts) => seeing(facts, { succeeded: allOf(BAD), suspectVersion: seen(7) })],
  ['dry-run', (facts) => ({ ...facts, policy: { ...facts.policy, mode: 'dry-run' } })],
];

describe('the rules are asked in their order', () => {
  const pairs = OBSTACLES.flatMap(([code, put], index) =>
    OBSTACLES.slice(index + 1).map(([later, putLater]) => [code, later, putLater(put(alarmFacts()))] as const),
  );
  test.each(pairs)('%s is said rather than %s', (code, _, facts) => {
    expect(decide(facts)).toMatchObject({ kind: 'hold', code });
  });
});

describe('an alarm while the stage is running', () => {
  const observation = anObservationWhileDeploying({ alarms: seen([anAlarm({ since: at('10:06') })]) });
  const event = anAlarmEvent({ state: { value: 'ALARM', at: at('10:06') } });
  const facts = alarmFacts({ observation, cause: anAlarmCause({ event }) });

  test('waits for the end of the deployment and stops nothing', () => {
    const plan = decide(facts);
    expect(plan).toMatchObject({ kind: 'wait', stop: false, deployment: { suspect: BAD } });
    expect(plan).toHaveProperty('sentence', expect.stringContaining('decided again'));
  });

  test('stops it where the guard says so', () => {
    const plan = decide({ ...facts, ...guarded({ whileDeploying: 'stop' }) });
    expect(plan).toMatchObject({ kind: 'wait', stop: true, sentence: expect.stringContaining('stopped') });
  });

  test('stops nothing in dry-run mode', () => {
    expect(decide({ ...facts, ...guarded({ whileDeploying: 'stop', mode: 'dry-run' }) })).toMatchObject({
      stop: false,
    });
  });

  test.each([
    ['already-rolled-back', aMemory({ knownBad: [{ executionId: BAD.id, since: at('09:00') }] })],
    ['limit-reached', aMemory({ automaticRollbacks: [ROLLED_BACK] })],
  ])('stops nothing that it could not roll back: %s', (code, memory) => {
    expect(decide({ ...facts, ...guarded({ whileDeploying: 'stop' }), memory })).toMatchObject({ kind: 'hold', code });
  });

  test('that predates the deployment neither waits nor stops', () => {
    const early = anObservationWhileDeploying({ alarms: seen([anAlarm({ since: at('10:02') })]) });
    const plan = decide({ ...facts, ...guarded({ whileDeploying: 'stop' }), observation: early });
    expect(plan).toMatchObject({ code: 'alarm-predates-deployment' });
  });
});

describe('an alarm event and an alarm that differ', () => {
  const ok = (since: string) => anObservation({ alarms: seen([anAlarm({ value: 'OK', since: at(since) })]) });

  test('are read again while CloudWatch still shows what was before the event', () => {
    expect(decide(alarmFacts({ observation: ok('10:00') }))).toMatchObject({ kind: 'again', what: 'alarm "shop-5xx"' });
  });

  test('are a hold once the alarm has left ALARM after the event', () => {
    expect(decide(alarmFacts({ observation: ok('10:22') }))).toMatchObject({ code: 'alarm-not-in-alarm' });
  });

  test('are a hold if the alarm has no data now: unknown is not ALARM', () => {
    const alarms = seen([anAlarm({ value: 'INSUFFICIENT_DATA', since: at('10:22') })]);
    expect(decide(alarmFacts({ observation: anObservation({ alarms }) }))).toMatchObject({
      code: 'alarm-not-in-alarm',
    });
  });
});

describe('the limit', () => {
  test('allows as many automatic rollbacks as the guard says', () => {
    const memory = aMemory({ automaticRollbacks: [ROLLED_BACK] });
    expect(decide(alarmFacts({ memory, ...guarded({ maxAutomaticRollbacks: 2 }) }))).toMatchObject({
      kind: 'rollback',
    });
    expect(decide(alarmFacts({ memory, ...guarded({ maxAutomaticRollbacks: 1 }) }))).toMatchObject({
      code: 'limit-reached',
    });
  });
});

describe('after a rollback that did not help', () => {
  const rollback = aRollbackTo(GOOD, 'f');
  const observation = anObservation({
    stage: seen(aStage({ occupant: occupiedBy(rollback), lastActionChangeAt: at('10:33') })),
    succeeded: allOf(rollback, BAD, GOOD, OLDER),
    recent: allOf(rollback, BAD, GOOD, OLDER),
  });
  const outlasted = { outlasted: 'incident-1', outlastedRollback: rollback.id };
  const cause = anAlarmCause({ event: { alarmName: 'shop-5xx', state: { value: 'ALARM' } }, ...outlasted });
  const memory = aMemory({
    knownBad: [{ executionId: BAD.id, since: at('10:30') }],
    automaticRollbacks: [{ suspect: BAD.id, at: at('10:30') }],
  });

  test('the outlasting alarm goes one execution further back, where the guard allows a second rollback', () => {
    const plan = decide(alarmFacts({ cause, memory, observation, ...guarded({ maxAutomaticRollbacks: 2 }) }));
    expect(plan).toMatchObject({ kind: 'rollback', plan: { suspect: GOOD, target: OLDER, occupant: rollback.id } });
  });

  test('a deployment that has come into the stage since is not blamed: it may be the fix', () => {
    const fix = anExecution('d', { startedAt: at('10:35') });
    const since = {
      ...observation,
      stage: seen(aStage({ occupant: occupiedBy(fix), lastActionChangeAt: at('10:38') })),
      recent: allOf(fix, rollback, BAD, GOOD, OLDER),
    };
    const plan = decide(alarmFacts({ cause, memory, observation: since, ...guarded({ maxAutomaticRollbacks: 2 }) }));
    expect(plan).toMatchObject({ code: 'alarm-predates-deployment' });
  });

  test('the outlasting alarm must still be in ALARM', () => {
    const over = { ...observation, alarms: seen([anAlarm({ value: 'OK', since: at('10:40') })]) };
    const plan = decide(alarmFacts({ cause, memory, observation: over, ...guarded({ maxAutomaticRollbacks: 2 }) }));
    expect(plan).toMatchObject({ code: 'alarm-not-in-alarm' });
  });

  test('an ordinary event of the alarm predates what the rollback brought back', () => {
    expect(decide(alarmFacts({ memory, observation }))).toMatchObject({ code: 'alarm-predates-deployment' });
  });
});

describe('a command', () => {
  test.each<[string, Partial<Facts>]>([
    ['the pause', { memory: aMemory({ pause: { by: 'alice', since: at('09:00') } }) }],
    ['the limit', { memory: aMemory({ automaticRollbacks: [ROLLED_BACK] }) }],
    ['the alarms', { observation: anObservation({ alarms: seen([]) }) }],
    ['dry-run mode', guarded({ mode: 'dry-run' })],
    ['one rollback per suspect', { memory: aMemory({ knownBad: [{ executionId: BAD.id, since: at('09:00') }] }) }],
  ])('skips %s', (_, but) => {
    expect(decide({ ...commandFacts(), ...but })).toMatchObject({ kind: 'rollback', plan: { target: GOOD } });
  });

  test.each<[string, Partial<Observation>]>([
    ['nothing-deployed', { stage: seen(aStageThatNeverRan()) }],
    ['stage-skipped', { stage: seen(aStage({ occupant: occupiedBy(BAD, 'Skipped') })) }],
    ['could-not-observe', { recent: notSeen('the executions') }],
  ])('does not skip %s', (code, but) => {
    expect(decide(commandFacts({ observation: anObservation(but) }))).toMatchObject({ kind: 'hold', code });
  });

  test('quotes who asked and why', () => {
    const plan = decide(commandFacts({ cause: aCommandCause({ reason: 'errors since noon' }) }));
    expect(plan).toMatchObject({ plan: { grounds: 'alice asked for it: errors since noon' } });
  });

  test('never goes back to a known bad execution, not even by name', () => {
    const memory = aMemory({ knownBad: [{ executionId: GOOD.id, since: at('09:00') }] });
    const cause = aCommandCause({ target: GOOD.id });
    expect(decide(commandFacts({ cause, memory }))).toMatchObject({ code: 'target-not-eligible' });
  });

  test('never goes back to a target that CodePipeline refused', () => {
    const refused = [GOOD.id];
    const observation = anObservation({ succeeded: allOf(BAD, GOOD, OLDER) });
    expect(decide(commandFacts({ refused, observation }))).toMatchObject({ plan: { target: OLDER } });
  });
});

test('a plan is told in one line', () => {
  expect(describePlan(aPlan({ grounds: 'alice asked for it' }))).toBe(
    'roll back from bbbbbbbb (c0ffeeb "Release b") to aaaaaaaa (c0ffeea "Release a"): alice asked for it',
  );
});
