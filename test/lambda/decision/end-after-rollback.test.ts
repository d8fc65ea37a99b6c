import { describe, expect, test } from 'vitest';
import { endAfterRollback, overtaken } from '../../../lambda/decision/end-after-rollback.ts';
import { followRollback } from '../../../lambda/decision/following.ts';
import type { IncidentSettings, Verdict } from '../../../lambda/decision/incident.ts';
import type { FreezeCondition } from '../../../lambda/decision/state.ts';
import { anExecution, aRollbackTo, BAD, GOOD } from '../../support/builders/executions.ts';
import { aTurn } from '../../support/builders/facts.ts';
import { aFreeze } from '../../support/builders/freezes.ts';
import { aRollingBack, aState, aVerifying, incidentSettings, ROLLBACK_ID } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import {
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
