import { describe, expect, it } from 'vitest';
import { describeEnd, difference } from '../../../emulator/stories/difference.ts';
import { NOTHING, type StoryEnd, times } from '../../../emulator/stories/story.ts';

const END: StoryEnd = {
  ...NOTHING,
  rollbacks: ['shop/Prod to v1'],
  recorded: times(3, 'shop/Prod: hold incident-open'),
  frozen: ['shop/Prod', 'shop/Staging'],
};

describe('the end of a story', () => {
  it('is as expected in whatever order', () => {
    expect(difference(END, { ...END, frozen: END.frozen.toReversed() })).toEqual([]);
  });

  it.each([
    ['a missing rollback', { rollbacks: [] }, ['accepted rollbacks: missing "shop/Prod to v1"']],
    [
      'a second rollback',
      { rollbacks: times(2, 'shop/Prod to v1') },
      ['accepted rollbacks: not expected "shop/Prod to v1"'],
    ],
    [
      'another target',
      { rollbacks: ['shop/Prod to v0'] },
      ['accepted rollbacks: missing "shop/Prod to v1"', 'accepted rollbacks: not expected "shop/Prod to v0"'],
    ],
    [
      'too few of the same decision',
      { recorded: times(1, 'shop/Prod: hold incident-open') },
      ['decisions only recorded: missing "2 x shop/Prod: hold incident-open"'],
    ],
    ['a stage that is not frozen', { frozen: ['shop/Staging'] }, ['frozen stages: missing "shop/Prod"']],
    [
      'a failure',
      { failures: ['an invocation failed: Error'] },
      ['failures: not expected "an invocation failed: Error"'],
    ],
  ])('differs by %s', (_name, change, lines) => {
    expect(difference(END, { ...END, ...change })).toEqual(lines);
  });

  it('is told in one line for each part', () => {
    expect(describeEnd(END)).toEqual([
      'accepted rollbacks: shop/Prod to v1',
      'decisions people were told about: none',
      'decisions only recorded: 3 x shop/Prod: hold incident-open',
      'frozen stages: shop/Prod; shop/Staging',
      'failures: none',
    ]);
  });
});
