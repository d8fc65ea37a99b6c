import { type Html, html } from './html.ts';

/** The width of a character of a label on the chart, at most. */
const CHARACTER_WIDTH = 7.6;

/** Where something lies on the time axis, in pixels. */
export interface Box {
  readonly x: number;
  readonly width: number;
}

export function boxOf(from: number, until: number): Box {
  return { x: from, width: Math.max(2, Math.round((until - from) * 10) / 10) };
}

/** The text in a box, or nothing where it is too long for it. */
export function label(text: string, { x, width }: Box, y = 17.5): Html | undefined {
  return fits(text, width) ? html`<text x="${x + 7}" y="${y}">${text}</text>` : undefined;
}

/** Whether a text has room in that width. */
export function fits(text: string, width: number): boolean {
  return text.length * CHARACTER_WIDTH + 12 <= width;
}
