import type { Html } from './html.ts';
import type { Mark } from './marks.ts';

/** One line of the chart: its name on the left, what it draws, and marks to point at. */
export interface Lane {
  readonly name: string;
  readonly note?: string;
  readonly height: number;
  readonly drawing?: (top: number) => Html;
  readonly marks?: readonly PlacedMark[];
}

export interface PlacedMark {
  readonly mark: Mark;
  readonly label: string;
  readonly href: string;
  readonly x: number;
  readonly y: number;
}
