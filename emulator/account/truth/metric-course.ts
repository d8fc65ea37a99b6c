import type { EpochMillis } from '../clock.ts';

interface Interval {
  readonly from: EpochMillis;
  readonly until: EpochMillis;
}

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

  /** Average of the data from `from` to `until`; undefined where a gap covers all of it. */
  average(from: EpochMillis, until: EpochMillis): number | undefined {
    const parts = this.#withData({ from, until });
    let length = 0;
    for (const part of parts) length += part.until - part.from;
    if (length === 0) return undefined;
    let average = this.#base;
    for (const raise of this.#raises) {
      if (raise.until <= from || raise.from >= until) continue;
      for (const part of parts) average += (raise.by * overlap(raise, part)) / length;
    }
    return average;
  }

  /** What ended before `time` is never asked for again. */
  forget(time: EpochMillis): void {
    this.#raises = this.#raises.filter(({ until }) => until >= time);
    this.#gaps = this.#gaps.filter(({ until }) => until >= time);
  }

  /** The parts of an interval that no gap covers. */
  #withData(interval: Interval): readonly Interval[] {
    let parts: readonly Interval[] = [interval];
    for (const gap of this.#gaps) {
      if (overlap(gap, interval) === 0) continue;
      parts = parts.flatMap(({ from, until }) =>
        [
          { from, until: Math.min(until, gap.from) },
          { from: Math.max(from, gap.until), until },
        ].filter((part) => part.until > part.from),
      );
    }
    return parts;
  }
}

function begin(spans: Span[], from: EpochMillis, by: number): EndSpan {
  const span: Span = { from, until: Number.POSITIVE_INFINITY, by };
  spans.push(span);
  return (at) => {
    span.until = at;
  };
}

function overlap(one: Interval, other: Interval): number {
  return Math.max(0, Math.min(one.until, other.until) - Math.max(one.from, other.from));
}
