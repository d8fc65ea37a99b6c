import type { EpochMillis } from '../account/clock.ts';
import { type Happening, inOrder } from './happening.ts';
import { deploymentLabel } from './releases.ts';

/** How a line is meant, for a terminal with colours. */
export type Tone = 'plain' | 'dim' | 'change' | 'decision' | 'good' | 'bad';

/** The longest run of lines of one kind that is shown. */
const MOST_ALIKE = 5;

interface Line {
  readonly time: EpochMillis;
  readonly text: string;
  readonly tone: Tone;
  /** What stands below it. */
  readonly below?: readonly string[];
  /** Lines of the same kind in a row are folded; without a kind they never are. */
  readonly kind?: string;
}

/** A readable account of a story while it runs: what happened, what the controller decided and why, what it did. */
export class Timeline {
  readonly #print: (line: string, tone: Tone) => void;
  #happenings: Happening[] = [];

  constructor(print: (line: string, tone: Tone) => void) {
    this.#print = print;
  }

  add(happening: Happening): void {
    this.#happenings.push(happening);
  }

  /** Prints what has happened since the last time, in order. Many decisions or alarms of one kind in a row are folded. */
  flush(): void {
    const happenings = this.#happenings.toSorted(inOrder);
    this.#happenings = [];
    for (const run of runsOfOneKind(happenings.flatMap(linesOf))) {
      const shown = run.length > MOST_ALIKE ? run.slice(0, MOST_ALIKE - 1) : run;
      for (const { time, text, tone, below = [] } of shown) {
        this.#print(`${clockTime(time)}  ${text}`, tone);
        for (const line of below) this.#print(line, 'dim');
      }
      const last = run.at(-1);
      if (shown.length < run.length && last !== undefined)
        this.#print(`${clockTime(last.time)}    ... and ${run.length - shown.length} more like these`, 'dim');
    }
  }
}

function linesOf(happening: Happening): readonly Line[] {
  const line = lineOf(happening);
  return line === undefined ? [] : [{ time: happening.time, ...line }];
}

/** The line for a happening; none for a transition, which the call that changed it shows. */
function lineOf(happening: Happening): Omit<Line, 'time'> | undefined {
  switch (happening.kind) {
    case 'script':
      return { text: happening.text, tone: 'plain' };
    case 'alarm': {
      const { alarm, from, to, suppressedBy, muted } = happening;
      const suppressed = suppressedBy === undefined ? '' : `, suppressed by ${suppressedBy}`;
      const change = `${from} -> ${to}${suppressed}${muted ? ', muted' : ''}`;
      const tone = to === 'ALARM' ? 'bad' : to === 'OK' ? 'good' : 'plain';
      return { text: `alarm ${alarm}: ${change}`, tone, kind: `alarm ${change}` };
    }
    case 'stage': {
      const { stage, state } = happening;
      const tone = state === 'FAILED' ? 'bad' : 'dim';
      return { text: `${stage}: ${deploymentLabel(happening)} ${state.toLowerCase()}`, tone };
    }
    case 'decision': {
      const { stage, code, sentence } = happening;
      const reason = happening.reason === undefined ? '' : ` (${happening.reason})`;
      const text = `  controller, ${stage}: ${code.toUpperCase()}${reason}: ${sentence}`;
      return { text, tone: 'decision', kind: `decision ${code}${reason}` };
    }
    case 'call': {
      const { operation, where, outcome } = happening;
      return { text: `    ${operation} ${where}: ${outcome}`, tone: outcome === 'ok' ? 'change' : 'bad' };
    }
    case 'message':
      return { text: `    message to people: ${happening.subject}`, tone: 'plain', below: quoted(happening.text) };
    case 'failure':
      return { text: `    the function FAILED: ${happening.error}`, tone: 'bad' };
    case 'transition':
      return undefined;
  }
}

/** A mail as it was sent, set off from what happens. */
function quoted(mail: string): string[] {
  return mail
    .trimEnd()
    .split('\n')
    .map((line) => `              | ${line}`.trimEnd());
}

function runsOfOneKind(lines: readonly Line[]): Line[][] {
  const runs: Line[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run !== undefined && line.kind !== undefined && run[0]?.kind === line.kind) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

/** `Tue 09:00:00`: stories last hours, a day or two at most. */
export function clockTime(time: EpochMillis): string {
  const date = new Date(time);
  const day = date.toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });
  return `${day} ${date.toISOString().slice(11, 19)}`;
}
