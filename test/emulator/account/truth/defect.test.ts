import { expect, test } from 'vitest';
import { type Showing, showingAt } from '../../../../emulator/account/truth/defect.ts';

const MINUTE = 60_000;
const midnight = Date.UTC(2026, 0, 10);
const at = (hour: number, minute = 0) => midnight + (hour * 60 + minute) * MINUTE;
const defect = (shows: Showing) => ({ name: 'a leak', raises: [], shows });

test('a defect that shows after a time is hidden until then, and shows for good', () => {
  const leak = defect({ kind: 'after', minutes: 20 });
  expect(showingAt(leak, at(9), at(9, 19))).toEqual({ on: false, changesAt: at(9, 20) });
  expect(showingAt(leak, at(9), at(9, 20))).toEqual({ on: true });
});

test('a defect of the night shows every night while its release is live', () => {
  const job = defect({ kind: 'daily', from: 120, until: 160 });
  expect(showingAt(job, at(0), at(1))).toEqual({ on: false, changesAt: at(2) });
  expect(showingAt(job, at(0), at(2))).toEqual({ on: true, changesAt: at(2, 40) });
  expect(showingAt(job, at(0), at(2, 40))).toEqual({ on: false, changesAt: at(26) });
});
