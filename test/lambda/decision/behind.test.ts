import { describe, expect, test } from 'vitest';
import { aroundRollback } from '../../../lambda/decision/behind.ts';
import type { Change, Result } from '../../../lambda/decision/effects.ts';
import type { LaterStage } from '../../../lambda/decision/stage.ts';
import { BAD } from '../../support/builders/executions.ts';
import { aTurn } from '../../support/builders/facts.ts';
import { aRollingBack, aState, incidentSettings } from '../../support/builders/incidents.ts';
import { aStage, occupiedBy, seen, theFacts } from '../../support/builders/observations.ts';

const APPROVAL: LaterStage = {
  name: 'Live',
  occupant: occupiedBy(BAD, 'InProgress'),
  actions: [{ name: 'Approve', status: 'InProgress', token: 't' }],
};
const ON_ITS_WAY: LaterStage = { name: 'Live', waiting: [BAD.id], actions: [] };
const DONE: Change = { kind: 'done' };

/** A look at the blamed execution, which is seen behind the rollback as it was before AWS answered. */
function look(later: LaterStage, isLast: boolean, ...results: readonly Result[]) {
  const incident = aRollingBack({ settings: incidentSettings({ freeze: false }) });
  const executions = { [BAD.id]: seen({ status: 'InProgress' as const, version: 7, variables: [] }) };
  const turn = aTurn({ state: aState({ incident }), facts: theFacts({ executions }), results });
  const { state, effects } = aroundRollback(turn, incident, aStage({ later: [later] }), isLast);
  return { codes: state.promised.map(({ code }) => code), effects: effects.map(({ kind }) => kind) };
}

describe('an approval that was rejected and shows late', () => {
  const rejected: Result = { kind: 'reject', execution: BAD.id, answer: DONE };

  test('is not rejected again at once', () => {
    expect(look(APPROVAL, false)).toEqual({ codes: [], effects: ['reject'] });
    expect(look(APPROVAL, false, rejected)).toEqual({ codes: [], effects: [] });
  });

  test('is told of with the last look', () => {
    expect(look(APPROVAL, true, rejected)).toEqual({ codes: ['held-back'], effects: [] });
  });
});

describe('an execution that was told to stop and shows so late', () => {
  const stopped: Result = { kind: 'stop', execution: BAD.id, answer: DONE };

  test('is not told again at once', () => {
    expect(look(ON_ITS_WAY, false)).toEqual({ codes: [], effects: ['stop'] });
    expect(look(ON_ITS_WAY, false, stopped)).toEqual({ codes: [], effects: [] });
  });

  test('is told of with the last look', () => {
    expect(look(ON_ITS_WAY, true, stopped)).toEqual({ codes: ['held-back'], effects: [] });
  });
});
