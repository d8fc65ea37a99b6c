import { describe, expect, test } from 'vitest';
import { closed, isOurFreeze, withSeenTransition } from '../../../lambda/decision/freeze.ts';
import type { InboundTransition } from '../../../lambda/decision/stage.ts';
import type { Freeze, FreezeCondition, StageState } from '../../../lambda/decision/state.ts';
import { BAD } from '../../support/builders/executions.ts';
import { aFreeze, INCIDENT, OPEN, OURS, THEIRS } from '../../support/builders/freezes.ts';
import { aRollingBack, aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';

/** The condition of our freeze once the transition was seen, `time` being the moment; `gone` where it is forgotten. */
function seenAs(condition: FreezeCondition, inbound: InboundTransition, time: string, but: Partial<StageState> = {}) {
  const state = aState({ freeze: aFreeze({ condition }), ...but });
  return withSeenTransition(state, inbound, at(time)).freeze?.condition ?? 'gone';
}

describe('a disabled transition', () => {
  test('is ours with our reason and our principal', () => {
    expect(isOurFreeze(aFreeze(), OURS)).toBe(true);
  });

  test('is ours with our reason alone, until it was read back who AWS says did it', () => {
    const { changedBy: _, ...unread } = aFreeze();
    expect(isOurFreeze(unread, OURS)).toBe(true);
  });

  test.each<[string, Freeze | undefined, InboundTransition]>([
    ['when it is enabled', aFreeze(), { ...OURS, enabled: true }],
    ['when a person gave another reason', aFreeze(), { ...OURS, disabledReason: 'Frozen by us!' }],
    ['when a person disabled it again with our reason', aFreeze(), { ...OURS, lastChangedBy: 'arn:user/alice' }],
    ['when it carries no reason', aFreeze(), { enabled: false }],
    ['when we remember no freeze', undefined, OURS],
  ])('is not ours %s', (_, known, inbound) => {
    expect(isOurFreeze(known, inbound)).toBe(false);
  });
});

const FRESH = '10:23:29.999';
const OLD = '10:23:30';

describe('a transition that is seen closed with our reason', () => {
  test.each<[FreezeCondition, string, string]>([
    ['making', FRESH, 'made'],
    ['made', FRESH, 'made'],
    ['lifted', FRESH, 'lifted'],
    ['lifted', OLD, 'made'],
    ['lifting', OLD, 'lifting'],
    ['released', OLD, 'released'],
  ])('says of a freeze that is "%s" at %s that it is "%s"', (condition, time, then) => {
    expect(seenAs(condition, OURS, time)).toBe(then);
  });

  test('tells who AWS says made it', () => {
    const { changedBy: _, ...unread } = aFreeze({ condition: 'making' });
    expect(withSeenTransition(aState({ freeze: unread }), OURS, at(FRESH)).freeze).toEqual(aFreeze());
  });
});

describe('a transition that is seen open', () => {
  test.each<[FreezeCondition, string, string]>([
    ['making', OLD, 'making'],
    ['made', FRESH, 'made'],
    ['made', OLD, 'gone'],
    ['lifted', OLD, 'lifted'],
    ['lifting', FRESH, 'lifting'],
    ['lifting', OLD, 'gone'],
    ['released', OLD, 'gone'],
  ])('says of a freeze that is "%s" at %s that it is "%s"', (condition, time, then) => {
    expect(seenAs(condition, OPEN, time)).toBe(then);
  });

  test('was released by a person where its incident is still open: it is not made anew under that', () => {
    const incident = aRollingBack({ id: INCIDENT });
    expect(seenAs('made', OPEN, OLD, { incident })).toBe('released');
    expect(seenAs('released', OPEN, OLD, { incident })).toBe('released');
    expect(seenAs('made', OPEN, OLD, { incident: aRollingBack({ id: 'another' }) })).toBe('gone');
    const state = aState({ incident, freeze: aFreeze({ condition: 'released' }) });
    expect(closed(state, OPEN, { incident: INCIDENT, suspect: BAD.id }, at(OLD))).toEqual({ state, effects: [] });
  });
});

test.each<[FreezeCondition, string]>([
  ['making', 'gone'],
  ['made', 'gone'],
  ['lifted', 'gone'],
  ['lifting', 'gone'],
  ['released', 'released'],
])('a transition that somebody else closed makes of a freeze that is "%s" one that is "%s"', (condition, then) => {
  expect(seenAs(condition, THEIRS, FRESH)).toBe(then);
});
