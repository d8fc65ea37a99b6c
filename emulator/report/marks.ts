import type { EpochMillis } from '../account/clock.ts';
import type { Happening } from '../stories/happening.ts';

export type MarkTone = 'script' | 'message' | 'rollback' | 'good' | 'hold' | 'wait' | 'bad';

/** A point of time on the chart, with its text; several of one kind that happened together are one mark. */
export interface Mark {
  readonly time: EpochMillis;
  /** When the last of them happened. */
  readonly until: EpochMillis;
  readonly tone: MarkTone;
  /** `shop/Prod: ROLLBACK`. */
  readonly title: string;
  readonly text: string;
  /** How many happenings it stands for. */
  readonly count: number;
}

export interface Marks {
  /** What the story did. */
  readonly script: readonly Mark[];
  /** What the controller decided, and where it failed. */
  readonly controller: readonly Mark[];
  readonly messages: readonly Mark[];
}

/** Happenings of one kind that follow each other closer than this are one mark. */
const TOGETHER_MILLIS = 60_000;

const TONES: { readonly [code: string]: MarkTone } = {
  rollback: 'rollback',
  'rollback-by-others': 'rollback',
  recovered: 'good',
  're-armed': 'good',
  released: 'good',
  resumed: 'good',
  wait: 'wait',
  'rollback-failed': 'bad',
  'rollback-stuck': 'bad',
  'not-recovered': 'bad',
  unverified: 'bad',
  'freeze-failed': 'bad',
};

export function marksOf(happenings: readonly Happening[]): Marks {
  return {
    script: folded(happenings.flatMap(scriptMark)),
    controller: folded(happenings.flatMap(controllerMark)),
    messages: folded(happenings.flatMap(messageMark)),
  };
}

function scriptMark(happening: Happening): Mark[] {
  if (happening.kind !== 'script') return [];
  return [{ time: happening.time, until: happening.time, tone: 'script', title: '', text: happening.text, count: 1 }];
}

function controllerMark(happening: Happening): Mark[] {
  const { time, kind } = happening;
  if (kind === 'failure')
    return [{ time, until: time, tone: 'bad', title: 'the function failed', text: happening.error, count: 1 }];
  if (kind !== 'decision') return [];
  const { stage, code, reason, sentence } = happening;
  const title = `${stage}: ${code.toUpperCase()}${reason === undefined ? '' : ` (${reason})`}`;
  return [{ time, until: time, tone: TONES[code] ?? 'hold', title, text: sentence, count: 1 }];
}

function messageMark(happening: Happening): Mark[] {
  if (happening.kind !== 'message') return [];
  return [
    { time: happening.time, until: happening.time, tone: 'message', title: '', text: happening.subject, count: 1 },
  ];
}

function folded(marks: readonly Mark[]): Mark[] {
  const all: Mark[] = [];
  for (const mark of marks) {
    const position = all.findLastIndex(
      (earlier) => mark.time - earlier.until < TOGETHER_MILLIS && isAlike(earlier, mark),
    );
    const earlier = all[position];
    if (earlier === undefined) all.push(mark);
    else all[position] = { ...earlier, until: mark.time, count: earlier.count + 1 };
  }
  return all;
}

/** Decisions differ by their numbers only, so what they decided counts; the rest has nothing but its text. */
function isAlike(one: Mark, other: Mark): boolean {
  return one.title === '' ? one.text === other.text : one.title === other.title;
}

/** The row of each mark, in order of position, so that none touches another in its row. */
export function rowsOf(marks: readonly { readonly x: number; readonly width: number }[]): number[] {
  const ends: number[] = [];
  return marks.map(({ x, width }) => {
    const free = ends.findIndex((end) => end <= x);
    const row = free === -1 ? ends.length : free;
    ends[row] = x + width;
    return row;
  });
}
