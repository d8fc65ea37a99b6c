import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hold } from '../../../lambda/decision/hold.ts';
import { Command } from '../../../lambda/intake/command.ts';
import { nextStepOf } from '../../../lambda/messages/next-step.ts';
import { aBareEntry, anEntry, ENTRY_CODES } from '../../support/builders/entries.ts';
import { anyEntry } from './any-entry.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const stepOf = (but: Parameters<typeof anEntry>[0]) => nextStepOf(KEY, anEntry(but));
const afterHold = (reason: string) => nextStepOf(KEY, aBareEntry({ code: 'hold', reason }));
const actions = ({ commands }: ReturnType<typeof nextStepOf>) => commands.map(({ action }) => action);

describe('every hold that people are told of has advice of its own', () => {
  const told = Object.values(hold).filter(({ announce }) => announce);
  const unknown = afterHold('never-heard-of');

  test.each(told.map(({ code }) => code))('%s', (code) => {
    expect(afterHold(code).text).not.toBe(unknown.text);
  });

  test('another one still has the two commands that always help', () => {
    expect(actions(unknown)).toEqual(['plan', 'rollback']);
  });
});

test('a pause is ended for the stage or for everything', () => {
  expect(afterHold('paused').commands).toEqual([
    { action: 'resume', ...KEY },
    { action: 'resume' },
    { action: 'rollback', ...KEY },
  ]);
});

test('a barrier is crossed by the event that says so', () => {
  expect(afterHold('barrier').commands).toEqual([{ action: 'rollback', ...KEY, acrossBarrier: true }]);
});

test('a wait says who has to do something', () => {
  expect(stepOf({ code: 'wait' }).text).toContain('Nothing now');
  expect(stepOf({ code: 'wait', reason: 'approval' }).text).toContain('answer the approval');
  expect(stepOf({ code: 'wait', reason: 'other-stage' }).text).toContain('Watch the other stage');
  expect(stepOf({ code: 'wait', reason: 'rollback' }).text).not.toContain('end what runs');
});

test('a release is offered only while the stage is frozen', () => {
  expect(actions(stepOf({ code: 'rollback', frozen: true }))).toEqual(['release', 'undo']);
  expect(actions(stepOf({ code: 'rollback', frozen: false }))).toEqual(['status', 'undo']);
  expect(actions(stepOf({ code: 'recovered', frozen: true }))).toEqual(['release', 'undo']);
  expect(actions(stepOf({ code: 'recovered', frozen: false }))).toEqual(['status', 'undo']);
});

test('what takes a rollback back cannot be taken back itself, and asks for no mending', () => {
  for (const code of ENTRY_CODES) expect(actions(stepOf({ code, undo: true }))).not.toContain('undo');
  expect(stepOf({ code: 'rollback', undo: true }).text).not.toContain('Mend');
});

test('where an alarm began under what a rollback brought back, that can be rolled back in its turn', () => {
  const since = { code: 'not-recovered', reason: 'alarm-since-rollback' } as const;
  expect(actions(stepOf(since))).toEqual(['plan', 'rollback', 'undo']);
  expect(actions(stepOf({ ...since, undo: true }))).toEqual(['plan', 'rollback']);
  expect(stepOf(since).text).toContain('and do it with the second. Was the rollback wrong?');
});

test('where the end of a rollback leaves the stage frozen, its release is offered', () => {
  const undone = { undo: true, frozen: true } as const;
  expect(actions(stepOf({ ...undone, code: 'not-recovered' }))).toEqual(['status', 'release']);
  expect(actions(stepOf({ ...undone, code: 'not-recovered', reason: 'alarm-since-rollback' }))).toEqual([
    'plan',
    'rollback',
    'release',
  ]);
  expect(actions(stepOf({ ...undone, code: 'unverified' }))).toEqual(['status', 'release']);
  expect(actions(stepOf({ ...undone, code: 'superseded' }))).toEqual(['status', 'release']);
  expect(actions(stepOf({ code: 'rollback-failed', frozen: true }))).toEqual(['status', 'rollback', 'release']);
});

test.each(['aborted', 'not-rolled-back'] as const)(
  'a stage that stays frozen (%s) is released with the second event',
  (code) => {
    expect(actions(stepOf({ code, frozen: true }))).toEqual(['status', 'release']);
    expect(actions(stepOf({ code, frozen: false }))).toEqual(['status']);
  },
);

test('an incident that came to nothing asks for what its hold asks for, and for the release of a freeze that stays', () => {
  const ended = (frozen: boolean) => stepOf({ code: 'not-rolled-back', reason: 'no-eligible-target', frozen });
  expect(ended(false)).toEqual(afterHold('no-eligible-target'));
  expect(actions(ended(true))).toEqual(['plan', 'redeploy', 'release']);
  expect(ended(true).text).toMatch(/the second does it; the last event releases the freeze:$/);
});

test('what came of a rollback can be taken back, also where the controller thinks that it was right', () => {
  const undoable = ENTRY_CODES.filter((code) => actions(stepOf({ code })).includes('undo'));
  expect(undoable).toEqual([
    'rollback',
    'rollback-by-others',
    'recovered',
    'not-recovered',
    'unverified',
    'held-back',
    'went-on',
    'freeze-failed',
  ]);
  for (const code of undoable) expect(stepOf({ code }).text).toContain('Was the rollback wrong?');
  expect(actions(stepOf({ code: 'recovered', redeployment: true }))).not.toContain('undo');
});

test('a person is asked for exactly where the controller cannot go on', () => {
  const needed = ENTRY_CODES.filter((code) => stepOf({ code }).text.startsWith('A person is needed'));
  expect(needed).toEqual([
    'rollback-failed',
    'rollback-stuck',
    'rollback-kept-out',
    'not-recovered',
    'unverified',
    'went-on',
    'freeze-failed',
  ]);
});

test('every event can be pasted, for any pipeline and stage', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9.@\-_]{1,100}$/);
  return fc.assert(
    fc.property(name, name, anyEntry, (pipeline, stage, entry) => {
      const { commands } = nextStepOf({ pipeline, stage }, entry);
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) expect(Command.parse(JSON.parse(JSON.stringify(command)))).toMatchObject(command);
    }),
  );
});

test('a rollback that a transition of others keeps out is let in by enabling it: a release would be answered that it is not ours', () => {
  expect(actions(stepOf({ code: 'rollback-kept-out' }))).toEqual(['status', 'release']);
  const step = stepOf({ code: 'rollback-kept-out', reason: 'not-ours' });
  expect(step.text).toContain('enable the inbound transition');
  expect(actions(step)).toEqual(['status']);
});
