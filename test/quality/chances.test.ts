import { expect, test } from 'vitest';
import { chancesIn } from './chances.ts';
import { broughtBack, defectOf, deployed, MINUTES, releaseOf } from './small-history.ts';
import { StageLedger } from './stage-ledger.ts';

const rules = { bakeMinutes: 60, end: 10_000 * MINUTES, versionAt: () => 1 };
const at = (minute: number) => minute * MINUTES;

/** v1 is live since minute 0; v2, bad, since minute 100. */
function history({ goodBefore = true } = {}) {
  const ledger = new StageLedger('Prod');
  const v1 = releaseOf('v1', { bad: !goodBefore });
  const v2 = releaseOf('v2', { bad: true });
  deployed(ledger, v1, at(0));
  deployed(ledger, v2, at(100));
  return { ledger, v1, v2, kinds: (but = {}) => chancesIn(ledger, { ...rules, ...but }).map(({ kind }) => kind) };
}

test('a bad release that is rolled back within two minutes of its alarm is undone', () => {
  const { ledger, v1, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  ledger.judge(v1, at(114), 1);
  expect(kinds()).toEqual(['undone']);
});

test('one that is rolled back later is missed', () => {
  const { ledger, v1, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  ledger.judge(v1, at(114) + 1, 1);
  expect(kinds()).toEqual(['missed']);
});

test('a good release is no chance, whatever alarms say of it', () => {
  const { ledger, kinds } = history();
  ledger.onAlarm('errors', at(112), true);
  expect(kinds()).toEqual([]);
});

test('one that begins to show after its bake time does not count', () => {
  const { ledger, v2, kinds } = history();
  ledger.onShow(v2, at(161), defectOf(v2));
  ledger.onAlarm('errors', at(163), true);
  expect(kinds()).toEqual([]);
});

test('one that a rollback brought back does not count: no deployment of its own is under probation', () => {
  const { ledger, kinds } = history();
  const foreign = releaseOf('v0', { bad: true });
  broughtBack(ledger, foreign, at(200));
  ledger.onShow(foreign, at(201), defectOf(foreign));
  ledger.onAlarm('errors', at(203), true);
  expect(kinds()).toEqual([]);
});

test('one that carries on what was showing when it came does not count: the trouble is that of the release before', () => {
  const { ledger, v1, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  const heir = releaseOf('v3', { bad: true, of: 'v2' });
  deployed(ledger, heir, at(120));
  ledger.onShow(heir, at(122), defectOf(heir));
  expect(kinds()).toEqual(['missed', 'inherited']);
  ledger.judge(v1, at(113), 1);
  expect(kinds()).toEqual(['undone', 'inherited']);
});

test('one with a defect of its own counts, whatever it inherits', () => {
  const { ledger, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  const plain = releaseOf('v3', { bad: true });
  const heir = { ...plain, defects: [defectOf(v2), defectOf(plain)] };
  deployed(ledger, heir, at(120));
  ledger.onShow(heir, at(122), defectOf(v2));
  ledger.onShow(heir, at(123), defectOf(plain));
  expect(kinds()).toEqual(['missed', 'missed']);
});

test('one that no alarm goes on for while it is live is unseen', () => {
  const { ledger, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  deployed(ledger, releaseOf('v3'), at(120));
  ledger.onAlarm('errors', at(121), true);
  expect(kinds()).toEqual(['unseen']);
});

test('while a deployment runs, time counts from its end', () => {
  const { ledger, v1, v2, kinds } = history();
  ledger.onRunning(at(105), true);
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  ledger.onRunning(at(150), false);
  ledger.judge(v1, at(151), 1);
  expect(kinds()).toEqual(['undone']);
});

test('a stage that the next execution enters the moment that it is left was not at rest', () => {
  const { ledger, v1, v2, kinds } = history();
  ledger.onRunning(at(105), true);
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  ledger.onRunning(at(150), false);
  ledger.onRunning(at(150), true);
  ledger.onRunning(at(180), false);
  ledger.judge(v1, at(181), 1);
  expect(kinds()).toEqual(['undone']);
});

test('one that a running deployment replaced by a good release could not be undone', () => {
  const { ledger, v2, kinds } = history();
  ledger.onRunning(at(105), true);
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  deployed(ledger, releaseOf('v3'), at(149));
  ledger.onRunning(at(150), false);
  expect(kinds()).toEqual(['impossible']);
});

test('one that a person undid while the stage was at rest is missed', () => {
  const { ledger, v1, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  broughtBack(ledger, v1, at(150));
  expect(kinds()).toEqual(['missed']);
});

test('without a good execution to go back to nothing can be undone', () => {
  const { ledger, v2, kinds } = history({ goodBefore: false });
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  expect(kinds()).toEqual(['impossible']);
});

test('an edit of the pipeline takes the good executions before it away', () => {
  const { ledger, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  expect(kinds({ versionAt: () => 2 })).toEqual(['impossible']);
});

test('a rollback to a bad release undoes nothing', () => {
  const { ledger, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  ledger.judge(releaseOf('v0', { bad: true }), at(113), 1);
  expect(kinds()).toEqual(['missed']);
});

test('a chance that the history ends in is not counted', () => {
  const { ledger, v2, kinds } = history();
  ledger.onShow(v2, at(110), defectOf(v2));
  ledger.onAlarm('errors', at(112), true);
  expect(kinds({ end: at(113) })).toEqual([]);
});

test('one that is being rolled back already when it begins to show is undone', () => {
  const { ledger, v1, v2, kinds } = history();
  ledger.judge(v1, at(101), 1);
  ledger.onRunning(at(101), true);
  ledger.onAlarm('errors', at(102), true);
  ledger.onShow(v2, at(103), defectOf(v2));
  broughtBack(ledger, v1, at(105));
  ledger.onRunning(at(106), false);
  expect(kinds()).toEqual(['undone']);
});
