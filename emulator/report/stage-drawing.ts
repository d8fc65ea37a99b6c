import { type Box, boxOf, fits, label } from './box.ts';
import { type Html, html } from './html.ts';
import type { Lane } from './lane.ts';
import type { StageLane, StageRun } from './stage-lane.ts';
import type { TimeScale, TimeSpan } from './time-scale.ts';
import { clockOfDay } from './times.ts';

const BAR_HEIGHT = 26;
const STRIP_HEIGHT = 17;
const BETWEEN_BARS = 3;

/** Executions above; below them, in strips of their own, what was live meanwhile and when nothing could enter. */
export function drawnStage({ name, runs, live, closed }: StageLane, { x }: TimeScale): Lane {
  const below = [live, closed].filter(({ length }) => length > 0).length;
  const drawing = (top: number) => html`<g transform="translate(0 ${top})">
${runs.map((run) => runBar(name, run, boxOf(x(run.from), x(run.until))))}
${live.map(({ releases, from, until }) => {
  const isMixed = releases.length > 1;
  const what = `live: ${isMixed ? 'mixed, ' : ''}${releases.join(' and ')}`;
  const span = { x, from, until, top: stripTop(0), texts: [what, releases.join(' and ')] };
  return strip(`${name}, ${what}`, isMixed ? 'live mixed' : 'live', span);
})}
${closed.map(({ from, until, ours }) => {
  const text = ours ? 'frozen: nothing enters' : 'closed by a person';
  return strip(`${name} is ${text}`, 'frozen', { x, from, until, top: stripTop(below - 1), texts: [text] });
})}</g>
`;
  return { name, height: stripTop(below) - BETWEEN_BARS, drawing };
}

function stripTop(index: number): number {
  return BAR_HEIGHT + BETWEEN_BARS + index * (STRIP_HEIGHT + BETWEEN_BARS);
}

interface Strip extends TimeSpan {
  readonly x: TimeScale['x'];
  readonly top: number;
  /** What it says, the fullest first. */
  readonly texts: readonly string[];
}

function strip(title: string, kind: string, { x, from, until, top, texts }: Strip): Html {
  const box = boxOf(x(from), x(until));
  const text = texts.find((candidate) => fits(candidate, box.width)) ?? '';
  return html`<g class="${kind}"><title>${title} from ${clockOfDay(from)} to ${clockOfDay(until)}</title><rect x="${box.x}" y="${top}" width="${box.width}" height="${STRIP_HEIGHT}" rx="3"/>${label(text, box, top + 13)}</g>`;
}

function runBar(stage: string, { release, rollback, result, from, until }: StageRun, box: Box): Html {
  const what = rollback ? `rollback to ${release}` : release;
  const texts =
    result === 'succeeded' || result === 'running'
      ? [what, ...(rollback ? [`back to ${release}`] : []), release]
      : [`${what} ${result}`, result];
  const text = texts.find((candidate) => fits(candidate, box.width)) ?? '';
  return html`<g class="run ${rollback ? 'rollback' : 'standard'} ${result}"><title>${what} in ${stage}: ${result}, ${clockOfDay(from, 'seconds')} to ${clockOfDay(until, 'seconds')}</title><rect x="${box.x}" y="0" width="${box.width}" height="${BAR_HEIGHT}" rx="4"/>${label(text, box)}</g>`;
}
