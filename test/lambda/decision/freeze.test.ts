import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closed,
  freezeIncident,
  freezeReason,
  keepsRollbackOut,
  lifting,
  withFreezeAnswer,
} from '../../../lambda/decision/freeze.ts';
import type { InboundTransition } from '../../../lambda/decision/stage.ts';
import type { Freeze, FreezeCondition } from '../../../lambda/decision/state.ts';
import { BAD, executionId } from '../../support/builders/executions.ts';
import { aFreeze, INCIDENT, OPEN, OURS, THEIRS } from '../../support/builders/freezes.ts';
import { aState, ROLLBACK_ID } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { aStage } from '../../support/builders/observations.ts';

/** API:DisableStageTransition, `reason`. */
const ACCEPTED = /^[a-zA-Z0-9!@ ().*?-]{1,300}$/;

describe('the reason of a freeze', () => {
  test('names the incident, the suspect and the way out', () => {
    expect(freezeReason('20260110-102000-bbbb', BAD.id)).toBe(
      'Frozen by auto-rollback incident 20260110-102000-bbbb - execution bbbbbbbb is blamed. Release it with the release command.',
    );
  });

  test('tells which incident it was made for, and one of somebody else tells none', () => {
    expect(freezeIncident(freezeReason(INCIDENT, BAD.id))).toBe(INCIDENT);
    expect(freezeIncident('Release week')).toBe('');
  });

  test('is accepted by CodePipeline whatever the names are', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('long/name_'.repeat(40)));
    return fc.assert(
      fc.property(anyText, anyText, (incident, suspect) => {
        expect(freezeReason(incident, suspect)).toMatch(ACCEPTED);
      }),
    );
  });
});

describe('closing the way in', () => {
  const occasion = { incident: INCIDENT, suspect: BAD.id };
  const reason = freezeReason(INCIDENT, BAD.id);
  const { changedBy: _, ...promised } = aFreeze({ condition: 'making', since: at('10:30') });

  test('promises the freeze before it is made', () => {
    const frozen = closed(aState(), OPEN, occasion, at('10:30'));
    expect(frozen).toEqual({ state: aState({ freeze: promised }), effects: [{ kind: 'freeze', reason }] });
  });

  test.each<[FreezeCondition, number]>([
    ['making', 1],
    ['made', 0],
    ['lifted', 1],
    ['lifting', 0],
    ['released', 0],
  ])('makes a freeze of the same incident that is "%s" %i times more', (condition, times) => {
    const state = aState({ freeze: aFreeze({ condition }) });
    expect(closed(state, OPEN, occasion, at('10:30')).effects).toHaveLength(times);
  });

  test('makes one of its own where the remembered freeze is that of another incident', () => {
    const state = aState({ freeze: aFreeze({ incident: 'another', reason: freezeReason('another', BAD.id) }) });
    expect(closed(state, OPEN, occasion, at('10:30')).state.freeze).toMatchObject({ incident: INCIDENT, reason });
  });

  test('leaves a transition that somebody else has disabled to them', () => {
    expect(closed(aState(), THEIRS, occasion, at('10:30'))).toEqual({ state: aState(), effects: [] });
  });

  test('notes one that is ours by its reason, although it was never noted', () => {
    const frozen = closed(aState(), OURS, occasion, at('10:30'));
    expect(frozen.effects).toEqual([]);
    expect(frozen.state.freeze).toMatchObject({ incident: INCIDENT, condition: 'made', reason });
  });

  test('notes one that an earlier version made for the incident, and in which it blamed what waited in the stage', () => {
    const disabledReason = freezeReason(INCIDENT, executionId('c'));
    const frozen = closed(aState(), { ...OURS, disabledReason }, occasion, at('10:30'));
    expect(frozen.effects).toEqual([]);
    expect(frozen.state.freeze).toMatchObject({ incident: INCIDENT, condition: 'made', reason: disabledReason });
  });
});

describe('lifting a freeze', () => {
  test('asks only where it is seen to be ours', () => {
    const state = aState({ freeze: aFreeze({ condition: 'lifting' }) });
    expect(lifting(state, OURS)).toEqual([{ kind: 'thaw', reason: aFreeze().reason }]);
    for (const inbound of [OPEN, THEIRS, { ...OURS, lastChangedBy: 'arn:user/alice' }]) {
      expect(lifting(state, inbound)).toEqual([]);
    }
    expect(lifting(aState(), OURS)).toEqual([]);
  });

  test.each<[FreezeCondition, 'freeze' | 'thaw', string]>([
    ['making', 'freeze', 'made'],
    ['lifting', 'thaw', 'gone'],
    ['lifted', 'thaw', 'lifted'],
  ])('makes of one that is "%s", once AWS has answered to a %s, one that is "%s"', (condition, kind, then) => {
    const freeze = aFreeze({ condition });
    const state = aState({ freeze });
    const { reason } = freeze;
    const answered = withFreezeAnswer(state, { kind, reason, answer: { kind: 'done' } }, at('10:30'));
    expect(answered.freeze?.condition ?? 'gone').toBe(then);
    const failed = { kind: 'failed', error: 'Throttling', transient: true } as const;
    expect(withFreezeAnswer(state, { kind, reason, answer: failed }, at('10:30'))).toBe(state);
  });
});

describe('what AWS answers', () => {
  test('to another freeze leaves this one as it is', () => {
    const state = aState({ freeze: aFreeze({ condition: 'lifting' }) });
    const result = { kind: 'freeze', reason: 'another', answer: { kind: 'done' } } as const;
    expect(withFreezeAnswer(state, result, at('10:30'))).toBe(state);
  });
});

describe('our own freeze may keep a rollback out', () => {
  test.each<[string, Freeze | undefined, InboundTransition, readonly string[], boolean]>([
    ['where nothing waits', aFreeze(), OURS, [], true],
    ['where the rollback alone waits', aFreeze(), OURS, [ROLLBACK_ID], true],
    ['not where another execution would enter with it', aFreeze(), OURS, [ROLLBACK_ID, executionId('c')], false],
    ['not where somebody else has closed the way in', aFreeze(), THEIRS, [], false],
    ['not where the way in is open', aFreeze(), OPEN, [], false],
    ['not where none is remembered', undefined, OURS, [], false],
  ])('%s', (_, freeze, inbound, waiting, may) => {
    expect(keepsRollbackOut(freeze, aStage({ inbound, waiting }), ROLLBACK_ID)).toBe(may);
  });
});
