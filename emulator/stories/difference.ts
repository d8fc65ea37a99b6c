import { isDeepStrictEqual } from 'node:util';
import type { StoryEnd } from './story.ts';

const TITLES: { readonly [part in keyof StoryEnd]: string } = {
  rollbacks: 'accepted rollbacks',
  announced: 'decisions people were told about',
  recorded: 'decisions only recorded',
  frozen: 'frozen stages',
  failures: 'failures',
};

const PARTS = ['rollbacks', 'announced', 'recorded', 'frozen', 'failures'] as const;

/** How a story's end differs from what was expected, one line each; none when it ended as it should. Order does not count. */
export function difference(expected: StoryEnd, actual: StoryEnd): string[] {
  return PARTS.flatMap((part) => {
    const missing = [...expected[part]];
    const surplus = actual[part].filter((line) => {
      const position = missing.indexOf(line);
      if (position >= 0) missing.splice(position, 1);
      return position < 0;
    });
    return [
      ...counted(missing).map((line) => `${TITLES[part]}: missing "${line}"`),
      ...counted(surplus).map((line) => `${TITLES[part]}: not expected "${line}"`),
    ];
  });
}

/** What the end of a story is, for people: one line for each part. */
export function describeEnd(end: StoryEnd): string[] {
  return PARTS.map((part) => `${TITLES[part]}: ${end[part].length === 0 ? 'none' : counted(end[part]).join('; ')}`);
}

/** A part of a story's end, as it was expected and as it was. Equal lines are counted. */
export interface EndPart {
  readonly title: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  readonly same: boolean;
}

export function endParts(expected: StoryEnd, actual: StoryEnd): EndPart[] {
  return PARTS.map((part) => ({
    title: TITLES[part],
    expected: counted(expected[part]),
    actual: counted(actual[part]),
    same: isDeepStrictEqual(expected[part].toSorted(), actual[part].toSorted()),
  }));
}

function counted(lines: readonly string[]): string[] {
  return [...Map.groupBy(lines, (line) => line)].map(([line, { length }]) =>
    length === 1 ? line : `${length} x ${line}`,
  );
}
