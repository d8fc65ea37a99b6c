import type { EpochMillis } from '../clock.ts';

interface Span {
  readonly from: EpochMillis;
  until: EpochMillis;
  readonly by: number;
}

/** Ends a raise or a gap now begun. */
export type EndSpan = (at: EpochMillis) => void;

/**
 * One metric over time: a base, raised for a while by causes that come and go, without data in gaps. Piecewise constant, so
 * that its average over any period is a sum of a few terms and nothing happens while nothing changes.
 */
export class MetricCourse {
  readonly #base: number;
  #raises: Span[] = [];
  #gaps: Span[] = [];

  constructor(base: number) {
    this.#base = base;
  }

  raise(from: EpochMillis, by: number): EndSpan {
    return begin(this.#raises, from, by);
  }

  /** No data arrives. */
  gap(from: EpochMillis): EndSpan {
    return begin(this.#gaps, from, 0);
  }

  /** Average from `from` to `until`; undefined where a gap covers all of it. */
  average(from: EpochMillis, until: EpochMillis): number | undefined {
    const length = until - from;
    for (const gap of this.#gaps) if (overlap(gap, from, until) === length) return undefined;
    let sum = this.#base;
    for (const raise of this.#raises) sum += (raise.by * overlap(raise, from, until)) / length;
    return sum;
  }

  /** What ended before `time` is never asked for again. */
  forget(time: EpochMillis): void {
    this.#raises = this.#raises.filter(({ until }) => until >= time);
    this.#gaps = this.#gaps.filter(({ until }) => until >= time);
  }
}

function begin(spans: Span[], from: EpochMillis, by: number): EndSpan {
  const span: Span = { from, until: Number.POSITIVE_INFINITY, by };
  spans.push(span);
  return (at) => {
    span.until = at;
  };
}

function overlap(span: Span, from: EpochMillis, until: EpochMillis): number {
  return Math.max(0, Math.min(span.until, until) - Math.max(span.from, from));
}
