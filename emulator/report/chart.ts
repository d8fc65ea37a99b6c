import type { RecordedStory } from '../stories/recorded-story.ts';
import { type AlarmLane, type AlarmLanes, alarmLanes } from './alarm-lane.ts';
import { boxOf, label } from './box.ts';
import { type Html, html } from './html.ts';
import type { Lane, PlacedMark } from './lane.ts';
import { type Mark, type Marks, rowsOf } from './marks.ts';
import { metricCurve } from './metric-curve.ts';
import { drawnStage } from './stage-drawing.ts';
import { stageLanes } from './stage-lane.ts';
import { CUT_WIDTH, type TimeScale, timeScale } from './time-scale.ts';
import { clockOfDay, span } from './times.ts';

const AXIS_HEIGHT = 34;
const GAP = 14;
const MARK_SIZE = 26;
const COUNT_WIDTH = 32;
const ALARM_HEIGHT = 24;
const GROUP_HEIGHT = 40;
const METRIC_HEIGHT = 78;
const MARGIN = 20;

export interface ChartOptions {
  /** Distinguishes the ids of several charts on a page. */
  readonly id: string;
  readonly marks: Marks;
}

/** A story as a picture: time from left to right, a lane for what happened, for the controller, for each stage and alarm. */
export function chart(story: RecordedStory, { id, marks }: ChartOptions): Html {
  const last = story.happenings.at(-1)?.time ?? story.from;
  const until = Math.min(story.until, last + 75_000);
  const clipped = { ...story, until };
  const scale = timeScale(
    { from: story.from, until },
    story.happenings.map(({ time }) => time),
  );
  const alarms = alarmLanes(clipped);
  const lanes = [
    markLane('Story', marks.script, { scale, id: `${id}-event`, label: () => '' }),
    markLane('Controller', marks.controller, { scale, id: `${id}-decision`, label: (number) => String(number) }),
    markLane('Messages', marks.messages, { scale, id: `${id}-event`, label: () => '' }),
    ...stageLanes(clipped).map((lane) => drawnStage(lane, scale)),
    ...alarms.lanes.map((lane) => alarmLane(lane, scale)),
  ].filter((lane) => lane.marks === undefined || lane.marks.length > 0);
  const placed = stacked(lanes);
  const height = AXIS_HEIGHT + lanes.reduce((sum, lane) => sum + lane.height + GAP, 0);
  const width = scale.width + 2 * MARGIN;
  return html`
<div class="chart" role="region" aria-label="Timeline of ${story.name}" tabindex="0">
<div class="lanes" style="height:${height}px">
<div class="names">${placed.map(
    ({ lane, top }) =>
      html`<div style="top:${top}px;height:${lane.height}px" title="${lane.name}"><span>${breakable(lane.name)}</span>${lane.note === undefined ? undefined : html`<small>${breakable(lane.note)}</small>`}</div>`,
  )}</div>
<div class="plot" style="width:${width}px;height:${height}px">
<svg role="img" aria-label="${spoken(story, alarms)}" width="${width}" height="${height}" viewBox="${-MARGIN} 0 ${width} ${height}">
${axis(scale, height)}
${guides(marks.controller, scale, height)}
${placed.map(({ lane, top }) => lane.drawing?.(top))}
</svg>
${placed.flatMap(({ lane, top }) => (lane.marks ?? []).map((mark) => markLink(mark, { top, width: scale.width })))}
</div></div></div>
${quietNote(alarms.quiet)}`;
}

function stacked(lanes: readonly Lane[]) {
  let top = AXIS_HEIGHT;
  return lanes.map((lane) => {
    const placed = { lane, top };
    top += lane.height + GAP;
    return placed;
  });
}

/** The story in words, for those who do not see the picture. */
function spoken({ name, from, until, stages, happenings }: RecordedStory, { lanes }: AlarmLanes): string {
  const decisions = happenings.filter(({ kind }) => kind === 'decision').length;
  const named = [...stages.map((stage) => stage.name), ...lanes.map(({ names }) => nameOfAlarms(names))];
  return `${name}, ${clockOfDay(from)} to ${clockOfDay(until)}, ${decisions} decisions of the controller; lanes: ${named.join(', ')}. The table below has everything in it.`;
}

function axis({ ticks, cuts, x }: TimeScale, height: number): Html {
  return html`<g class="axis">${ticks.map(
    (tick) =>
      html`<line x1="${x(tick)}" x2="${x(tick)}" y1="22" y2="${height}"/><text x="${x(tick)}" y="14">${clockOfDay(tick)}</text>`,
  )}${cuts.map(
    (cut) =>
      html`<rect class="cut" x="${cut.x}" y="22" width="${CUT_WIDTH}" height="${height - 22}"/><text class="cut" x="${cut.x + CUT_WIDTH / 2}" y="14">${span(cut.until - cut.from)}</text>`,
  )}</g>`;
}

/** A line through all lanes at each decision. */
function guides(decisions: readonly Mark[], { x }: TimeScale, height: number): Html[] {
  return decisions.map(
    ({ time, tone }) =>
      html`<line class="guide ${tone}" x1="${x(time)}" x2="${x(time)}" y1="${AXIS_HEIGHT}" y2="${height}"/>`,
  );
}

function markLane(
  name: string,
  marks: readonly Mark[],
  options: { readonly scale: TimeScale; readonly id: string; readonly label: (number: number) => string },
): Lane {
  const positions = marks.map(({ time }) => options.scale.x(time));
  const rows = rowsOf(
    marks.map(({ count }, index) => ({
      x: positions[index] ?? 0,
      width: MARK_SIZE + 2 + (count > 1 ? COUNT_WIDTH : 0),
    })),
  );
  return {
    name,
    height: (Math.max(0, ...rows) + 1) * (MARK_SIZE + 2) - 2,
    marks: marks.map((mark, index) => ({
      mark,
      label: options.label(index + 1),
      href: `#${options.id}${mark.tone === 'script' || mark.tone === 'message' ? 's' : `-${index + 1}`}`,
      x: positions[index] ?? 0,
      y: (rows[index] ?? 0) * (MARK_SIZE + 2),
    })),
  };
}

function markLink({ mark, label, href, x, y }: PlacedMark, at: { readonly top: number; readonly width: number }): Html {
  const title = [clockOfDay(mark.time, 'seconds'), mark.title].filter((part) => part !== '').join(', ');
  const count = mark.count === 1 ? undefined : html` <i>and ${mark.count - 1} more like this</i>`;
  const kind = mark.tone === 'script' ? 'Story' : mark.tone === 'message' ? 'Message' : `Decision ${label}`;
  const times = mark.count === 1 ? '' : `\u00d7${mark.count}`;
  const side = x > at.width / 2 ? 'left' : 'right';
  return html`<a class="mark ${mark.tone}" href="${href}" style="left:${x + MARGIN - MARK_SIZE / 2}px;top:${at.top + y}px" aria-label="${kind}${times}, ${title}: ${mark.text}${mark.count === 1 ? '' : `, and ${mark.count - 1} more like this`}">${kind === 'Message' ? ENVELOPE : html`<b>${label}</b>`}${times === '' ? undefined : html`<sup>${times}</sup>`}<span class="tip ${side}" aria-hidden="true"><strong>${title}</strong>${mark.text}${count}</span></a>
`;
}

const ENVELOPE = html`<svg width="22" height="16" viewBox="0 0 22 16" aria-hidden="true"><rect x="1" y="1" width="20" height="14" rx="2"/><path d="M1.500 2.500 11 9 20.500 2.500"/></svg>`;

function alarmLane({ names, states, metric }: AlarmLane, { x }: TimeScale): Lane {
  const statesTop = metric === undefined ? 0 : METRIC_HEIGHT;
  const height = Math.max(statesTop + ALARM_HEIGHT, names.length > 1 ? GROUP_HEIGHT : 0);
  const first = states[0];
  const last = states.at(-1);
  const drawing = (top: number) => html`<g transform="translate(0 ${top})">
${metric === undefined || first === undefined || last === undefined ? undefined : metricCurve(metric, { x, span: { from: first.from, until: last.until }, height: METRIC_HEIGHT })}
${states.map(({ value, muted, from, until }) => {
  const box = boxOf(x(from), x(until));
  const text = `${value === 'INSUFFICIENT_DATA' ? 'no data' : value}${muted ? ', muted' : ''}`;
  return html`<g class="state ${value.toLowerCase()}"><title>${nameOfAlarms(names)}: ${text} from ${clockOfDay(from, 'seconds')} to ${clockOfDay(until, 'seconds')}</title><rect x="${box.x}" y="${statesTop}" width="${box.width}" height="${ALARM_HEIGHT}"/>${label(text, box, statesTop + 16)}</g>`;
})}</g>
`;
  if (names.length > 1) return { name: `${names.length} alarms`, note: rangeOf(names), height, drawing };
  return { name: nameOfAlarms(names), note: metric === undefined ? 'alarm' : 'alarm and its metric', height, drawing };
}

function nameOfAlarms(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `${names.length} alarms, ${rangeOf(names)}`;
}

function rangeOf(names: readonly string[]): string {
  return names.length === 2 ? names.join(', ') : `${names[0]} to ${names.at(-1)}`;
}

function quietNote(names: readonly string[]): Html | undefined {
  if (names.length === 0) return undefined;
  return html`<p class="note">OK all the time: ${names.join(', ')}.</p>`;
}

/** A name that may break after a separator. */
function breakable(name: string): Html[] {
  return name.split(/(?<=[/\-_.])/).map((piece) => html`${piece}<wbr>`);
}
