import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../emulator/report/marks.ts';
import { timeScale } from '../../../emulator/report/time-scale.ts';
import { minute } from '../../support/builders/recorded-stories.ts';

describe('the scale of time', () => {
  it('goes from left to right, whatever is cut out', () => {
    const minutes = fc.array(fc.double({ min: 0, max: 3000, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(minutes, (moments) => {
        const times = moments.map(minute).toSorted((a, b) => a - b);
        const { x, width, ticks } = timeScale({ from: minute(0), until: minute(3000) }, times);
        const positions = [minute(0), ...times, minute(3000)].map(x);
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        expect(positions[0]).toBe(0);
        expect(positions.at(-1)).toBeLessThanOrEqual(width);
        for (const [index, tick] of ticks.slice(1).entries())
          expect(x(tick) - x(ticks[index] ?? 0)).toBeGreaterThanOrEqual(44);
      }),
    );
  });

  it('cuts a quiet hour out, and keeps a minute on both sides of it', () => {
    const { cuts } = timeScale({ from: minute(0), until: minute(70) }, [minute(5), minute(65)]);
    expect(cuts.map(({ from, until }) => [from, until])).toEqual([[minute(6), minute(64)]]);
  });

  it('keeps all of a short story', () => {
    expect(timeScale({ from: minute(0), until: minute(8) }, []).cuts).toEqual([]);
  });
});

describe('marks in rows', () => {
  it('never touch each other', () => {
    const mark = fc.record({ x: fc.integer({ min: 0, max: 300 }), width: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 20 }), (unsorted) => {
        const marks = unsorted.toSorted((a, b) => a.x - b.x);
        const rows = rowsOf(marks);
        for (const [index, { x }] of marks.entries())
          for (const [other, left] of marks.slice(0, index).entries())
            if (rows[other] === rows[index]) expect(left.x + left.width).toBeLessThanOrEqual(x);
      }),
    );
  });
});
