import type { EpochMillis } from '../account/clock.ts';
import type { PlayedMetric } from '../stories/recorded-stock.ts';
import { type Html, html } from './html.ts';
import type { TimeSpan } from './time-scale.ts';

const MINUTE = 60_000;
const HEADROOM = 14;

export interface CurveOptions {
  readonly x: (time: EpochMillis) => number;
  readonly span: TimeSpan;
  readonly height: number;
}

/** A metric, a value a minute, against the threshold of its alarm. Minutes above the threshold are filled. */
export function metricCurve({ threshold, points }: PlayedMetric, { x, span, height }: CurveOptions): Html {
  const shown = points.filter(({ time }) => span.from <= time && time < span.until);
  const most = Math.max(threshold * 1.4, ...shown.map(({ value }) => value));
  const y = (value: number) => Math.round(height - (Math.max(0, value) / most) * (height - HEADROOM));
  const left = x(span.from);
  const right = x(span.until);
  const steps = shown.map(({ time, value }) => ({
    from: x(time),
    until: x(Math.min(time + MINUTE, span.until)),
    y: y(value),
    value,
  }));
  const path = steps.map((step, index) => `${index === 0 ? 'M' : 'L'}${step.from} ${step.y}H${step.until}`).join('');
  return html`<g class="metric">
${steps.map(({ from, until, y: top, value }) => html`<rect class="${value > threshold ? 'above' : 'below'}" x="${from}" y="${top}" width="${Math.max(0, until - from)}" height="${height - top}"><title>${value} in a minute, the threshold is ${threshold}</title></rect>`)}
<path d="${path}"/>
<line class="threshold" x1="${left}" x2="${right}" y1="${y(threshold)}" y2="${y(threshold)}"/>
<text class="threshold" x="${left + 7}" y="${y(threshold) - 5}">threshold ${threshold}</text>
${steps.map(({ from, until, y: top, value }) => (value > threshold ? html`<text class="value" x="${(from + until) / 2}" y="${top - 3}">${value}</text>` : undefined))}
</g>`;
}
