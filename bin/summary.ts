import type { RecordedStory } from '../emulator/stories/recorded-story.ts';
import { STORIES } from '../emulator/stories/stories.ts';
import type { Tone } from '../emulator/stories/timeline.ts';

interface SummaryLine {
  readonly text: string;
  readonly tone: Tone;
}

/** The last lines of a drill: each story and its verdict where there are several, the count, and what else there is to play. */
export function summaryOf(played: readonly RecordedStory[]): SummaryLine[] {
  const failed = played.filter(({ differences }) => differences.length > 0);
  const verdicts = played.map((story): SummaryLine => {
    const passed = !failed.includes(story);
    return { text: `${passed ? 'PASS' : 'FAIL'}  ${story.name}`, tone: passed ? 'good' : 'bad' };
  });
  const count = `${played.length - failed.length} of ${played.length} ${played.length === 1 ? 'story' : 'stories'} passed`;
  const names = failed.map(({ name }) => name).join(', ');
  return [
    { text: '', tone: 'plain' },
    ...(played.length > 1 ? [...verdicts, { text: '', tone: 'plain' } as const] : []),
    failed.length === 0 ? { text: count, tone: 'good' } : { text: `${count}; FAILED: ${names}`, tone: 'bad' },
    ...(failed.length === 0 && played.length < STORIES.length ? [MORE] : []),
  ];
}

const MORE: SummaryLine = {
  text: `There are ${STORIES.length}: npm run drill -- --list shows them, npm run drill -- --all plays them.`,
  tone: 'dim',
};
