import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../bin/summary.ts';
import { STORIES } from '../../emulator/stories/stories.ts';
import { recordedStory } from '../support/builders/recorded-stories.ts';

const PASSED = recordedStory({ name: 'one' });
const FAILED = recordedStory({ name: 'two', differences: ['failures: not expected "x"'] });

function textsOf(played: Parameters<typeof summaryOf>[0]): string[] {
  return summaryOf(played).map(({ text }) => text);
}

describe('the summary of a drill', () => {
  it('counts one story, and says what else there is', () => {
    expect(textsOf([PASSED])).toEqual([
      '',
      '1 of 1 story passed',
      `There are ${STORIES.length}: npm run drill -- --list shows them, npm run drill -- --all plays them.`,
    ]);
  });

  it('lists several with their verdicts, and names those that failed', () => {
    expect(summaryOf([PASSED, FAILED])).toEqual([
      { text: '', tone: 'plain' },
      { text: 'PASS  one', tone: 'good' },
      { text: 'FAIL  two', tone: 'bad' },
      { text: '', tone: 'plain' },
      { text: '1 of 2 stories passed; FAILED: two', tone: 'bad' },
    ]);
  });

  it('has nothing to add to all of them', () => {
    expect(textsOf(STORIES.map(({ name }) => recordedStory({ name }))).at(-1)).toBe(
      `${STORIES.length} of ${STORIES.length} stories passed`,
    );
  });
});
