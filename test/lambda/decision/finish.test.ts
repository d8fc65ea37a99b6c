import { describe, expect, test } from 'vitest';
import { step } from '../../../lambda/decision/step.ts';
import { anEntry } from '../../support/builders/entries.ts';
import { aTurn } from '../../support/builders/facts.ts';
import { aFreeze } from '../../support/builders/freezes.ts';
import { aState } from '../../support/builders/incidents.ts';
import { at } from '../../support/builders/moments.ts';
import { notSeen, seen, theFacts } from '../../support/builders/observations.ts';

describe('a freeze that is to be lifted', () => {
  const freeze = aFreeze({ condition: 'lifting', since: at('10:21') });

  test.each([
    ['at first', '10:21:15', '10:21:30'],
    ['the later the longer that lasts', '10:31:00', '10:33:30'],
    ['every five minutes at last', '20:00', '20:05'],
  ])('is looked at again where the stage cannot be read: %s', (_, now, then) => {
    const facts = theFacts({ stage: notSeen('the state of the stage') });
    const next = step(aTurn({ state: aState({ freeze }), facts, now: at(now) }));
    expect(next).toMatchObject({ wakeBy: at(then), state: { freeze } });
  });

  test('is over where the stage is gone, and whoever released it is told', () => {
    const promised = [anEntry({ code: 'released' })];
    const facts = theFacts({ stage: seen('not-found') });
    const next = step(aTurn({ state: aState({ freeze, promised }), facts }));
    expect(next).toMatchObject({ effects: [{ kind: 'tell', entry: { code: 'released' } }] });
    expect(next).not.toHaveProperty('wakeBy');
    expect(next).not.toHaveProperty('state.freeze');
  });
});
