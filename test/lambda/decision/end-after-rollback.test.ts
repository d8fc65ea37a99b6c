import { describe, expect, test } from 'vitest';
import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import { endAfterRollback, overtaken } from '../../../lambda/decision/end-after-rollback.ts';
import type { ExecutionStatus } from '../../../lambda/decision/facts.ts';
import { followRollback } from '../../../lambda/decision/following.ts';
import type { IncidentSettings, Verdict } from '../../../lambda/decision/incident.ts';
import type { ObservedStage } from '../../../lambda/decision/stage.ts';
import type { FreezeCondition } from '../../../lambda/decision/state.ts';
import { verify } from '../../../lambda/decision/verifying.ts';
import { anAlarm } from '../../support/builders/alarms.ts';
import { anExecution, aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aTurn } from '../../support/builders/facts.ts';
import { aFreeze } from '../../support/builders/freezes.ts';
import { aRollingBack, aState, aVerifying, incidentSettings, ROLLBACK_ID } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
  alarmsSeen,
  allOf,
  aRun,
  aStage,
  BAD_DEPLOYED,
  GOOD_DEPLOYED,
  occupiedBy,
  seen,
  theFacts,
} from '../../support/builders/observations.ts';
import { arnOf } from '../../support/home.ts';

const ROLLBACK = aRollbackTo(GOOD, 'f', { startedAt: at('10:21') });
const BROUGHT_BACK = aRun(ROLLBACK, '10:22', '10:24');

function freezeAtEnd(freeze: IncidentSettings['freeze'], code: Verdict['code'], condition: FreezeCondition = 'made') {
  const incident = aVerifying({ settings: incidentSettings({ freeze }) });
  const state = aState({ incident, freeze: { reason: 'r', incident: incident.id, since: at('10:21'), condition } });
  return endAfterRollback(aTurn({ state }), incident, { code, sentence: '' }).state.freeze?.condition;
}

function toldAtEnd(freeze: IncidentSettings['freeze'], code: Verdict['code']): string | undefined {
  const incident = aVerifying({ settings: incidentSettings({ freeze }) });
  const state = aState({ incident, freeze: aFreeze({ incident: incident.id }) });
  return endAfterRollback(aTurn({ state }), incident, { code, sentence: '' }).state.promised[0]?.sentence;
}

describe('at the end of a rollback', () => {
  test('a freeze until recovery is lifted with it, and stays without it', () => {
    expect(freezeAtEnd('until-recovered', 'recovered')).toBe('lifting');
    expect(freezeAtEnd('until-recovered', 'not-recovered')).toBe('made');
    expect(freezeAtEnd('until-recovered', 'unverified')).toBe('made');
  });

  test.each(['not-recovered', 'unverified', 'rollback-failed', 'superseded'] as const)(
    'people are told that a freeze until recovery stays, where nobody looks for the recovery any more (%s)',
    (code) => {
      expect(toldAtEnd('until-recovered', code)).toContain('now stays until the command "release"');
      expect(toldAtEnd(true, code)).not.toContain('freeze');
    },
  );

  test('or until the further rollback recovers that follows at once', () => {
    const incident = aVerifying({
      settings: incidentSettings({ freeze: 'until-recovered', maxAutomaticRollbacks: 2 }),
    });
    const turn = aTurn({ state: aState({ incident, freeze: aFreeze({ incident: incident.id }) }) });
    const { state } = endAfterRollback(turn, incident, {
      code: 'not-recovered',
      sentence: '',
      inAlarm: [arnOf('shop-5xx')],
    });
    expect(state.promised[0]?.sentence).toContain('stays until a further rollback has recovered, or the command');
  });

  test('any other freeze stays for a person to release', () => {
    expect(freezeAtEnd(true, 'recovered')).toBe('made');
  });

  test('a freeze that was lifted to let the rollback in is made anew', () => {
    expect(freezeAtEnd(true, 'recovered', 'lifted')).toBe('making');
  });

  test('so is that of an earlier incident, which stays for a person to release', () => {
    const incident = aVerifying({ settings: incidentSettings({ freeze: false }) });
    const freeze = aFreeze({ incident: 'earlier', condition: 'lifted' });
    const turn = aTurn({ state: aState({ incident, freeze }), now: at('10:40') });
    const { state } = endAfterRollback(turn, incident, { code: 'recovered', sentence: '' });
    expect(state.freeze).toEqual({ ...freeze, condition: 'making', since: at('10:40') });
  });

  test('it is tried for as long as any other, however long the rollback took', () => {
    const incident = aVerifying();
    const freeze = aFreeze({ incident: incident.id, condition: 'lifted', since: at('10:21') });
    const turn = aTurn({ state: aState({ incident, freeze }), now: at('10:40') });
    const { state } = endAfterRollback(turn, incident, { code: 'recovered', sentence: '' });
    expect(state.freeze).toMatchObject({ condition: 'making', since: at('10:40') });
  });
});

test.each([
  ['counts no longer against the limit', '10:21', true],
  ["counts still where another one's recovery came behind it, of the same suspect", '10:05', undefined],
])('an automatic rollback that recovered %s', (_, accepted, recovered) => {
  const incident = aVerifying({ acceptedAt: at('10:21') });
  const automaticRollbacks = [{ suspect: incident.plan.suspect.id, at: at(accepted) }];
  const turn = aTurn({ state: aState({ incident, automaticRollbacks }) });
  const { state } = endAfterRollback(turn, incident, { code: 'recovered', sentence: '' });
  expect(state.automaticRollbacks.map((one) => one.recovered)).toEqual([recovered]);
});

describe('a rollback is overtaken', () => {
  const next = anExecution('c', { startedAt: at('10:26') });
  const facts = (...runs: readonly ReturnType<typeof aRun>[]) =>
    theFacts({
      stage: seen(aStage({ occupant: occupiedBy(next, 'InProgress') })),
      recent: allOf(next, ROLLBACK, BAD, GOOD),
      succeeded: allOf(BAD, GOOD),
      actions: allOf(...runs, BROUGHT_BACK, BAD_DEPLOYED, GOOD_DEPLOYED),
    });

  test('by what deploys in the stage since', () => {
    const deploys = aRun(next, '10:27', '10:28', { status: 'InProgress' });
    expect(overtaken(aTurn({ facts: facts(deploys) }), aVerifying(), 'succeeded')).toMatchObject({
      overtakenBy: next.id,
    });
  });

  test('not by what merely waits there', () => {
    const approval = aRun(next, '10:27', '10:28', { action: 'Approve', category: 'Approval', status: 'InProgress' });
    expect(overtaken(aTurn({ facts: facts(approval) }), aVerifying(), 'succeeded')).toBeUndefined();
  });
});

test('people are told once that a rollback takes longer than it may', () => {
  const incident = aRollingBack();
  const running = seen({ status: 'InProgress' as const, version: 7, variables: [] });
  const facts = theFacts({
    stage: seen(aStage({ occupant: occupiedBy(ROLLBACK, 'InProgress') })),
    executions: { [ROLLBACK_ID]: running },
  });
  const follow = (time: string, state = aState({ incident })) =>
    followRollback(
      aTurn({ state, facts, now: at(time) }),
      state.incident?.phase === 'rolling-back' ? state.incident : incident,
    );
  expect(follow('11:20').state.promised).toEqual([]);
  const { state } = follow('11:21');
  expect(state.promised).toMatchObject([
    { code: 'rollback-stuck', sentence: expect.stringContaining('60 min at most') },
  ]);
  expect(follow('11:25', state).state.promised).toHaveLength(1);
});

/** What people are told of a rollback that ended so at 10:23. */
function leftBy(status: ExecutionStatus, stage: ObservedStage, runs: readonly ActionRun[]) {
  const incident = aRollingBack({ settings: incidentSettings({ freeze: false }) });
  const facts = theFacts({ stage: seen(stage), recent: allOf(ROLLBACK, BAD, GOOD), actions: allOf(...runs) });
  const executions = { [ROLLBACK_ID]: seen({ status, version: 7, variables: [] }) };
  const turn = aTurn({ state: aState({ incident }), facts: { ...facts, executions }, now: at('10:23') });
  return followRollback(turn, incident).state.promised.find(({ code }) => code === 'rollback-failed')?.sentence;
}

describe('a rollback that ended before it deployed anything', () => {
  const rejected = aRun(ROLLBACK, '10:21', '10:22', { action: 'Approve', category: 'Approval', status: 'Failed' });

  test.each([
    ['since its approval was rejected', 'Failed', ROLLBACK, [rejected, BAD_DEPLOYED, GOOD_DEPLOYED]],
    ['since it was superseded before the stage', 'Superseded', BAD, [BAD_DEPLOYED, GOOD_DEPLOYED]],
  ] as const)('%s has changed nothing, and says what is live', (_, status, occupant, runs) => {
    const stage = aStage({ occupant: occupiedBy(occupant, occupant === ROLLBACK ? 'Failed' : 'Succeeded') });
    const sentence = leftBy(status, stage, runs);
    expect(sentence).toContain('nothing has changed in the stage: what is live is bbbbbbbb');
    expect(sentence).not.toContain('mixed');
  });

  test('is not said of one whose last action is not listed yet', () => {
    const actions = [
      { name: 'Approve', status: 'Succeeded', changedAt: at('10:22') },
      { name: 'Deploy', status: 'Failed', changedAt: at('10:23') },
    ];
    const stage = aStage({ occupant: occupiedBy(ROLLBACK, 'Failed'), actions });
    expect(leftBy('Failed', stage, [rejected, BAD_DEPLOYED, GOOD_DEPLOYED])).toContain('may be mixed');
  });
});

describe('a recovery is told as so long after the rollback as it was', () => {
  const ended = [{ name: 'Deploy', status: 'Succeeded', changedAt: at('10:24') }];
  const next = anExecution('9', { startedAt: at('10:40') });

  test.each([
    ['by the last action of the stage', aStage({ occupant: occupiedBy(ROLLBACK), actions: ended })],
    [
      'by the history of the pipeline, where something waits in the stage since',
      aStage({ occupant: occupiedBy(next) }),
    ],
  ])('%s, although its end was seen much later', (_, stage) => {
    const incident = aVerifying({ succeededAt: at('11:09'), settings: incidentSettings({ freeze: false }) });
    const facts = theFacts({
      stage: seen(stage),
      recent: allOf(next, ROLLBACK, BAD, GOOD),
      actions: allOf(BROUGHT_BACK, BAD_DEPLOYED, GOOD_DEPLOYED),
      alarms: alarmsSeen(anAlarm({ value: 'OK', since: at('10:30') })),
    });
    const turn = aTurn({ state: aState({ incident }), facts, now: at('11:09') });
    const told = verify(turn, incident).state.promised.find(({ code }) => code === 'recovered');
    expect(told?.sentence).toContain('every alarm of the guard is OK, 45 min after the rollback');
  });
});
