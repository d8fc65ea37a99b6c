import { describe, expect, test } from 'vitest';
import type { WatchMessage } from '../../lambda/intake/watch-message.ts';
import { decodeWatch, encodeWatch } from '../../lambda/intake/watch-message.ts';
import { aCommandCause, anAlarmCause, anObservedCause } from '../support/builders/causes.ts';
import { at } from '../support/builders/moments.ts';
import { HOME } from '../support/home.ts';

const WATCH: WatchMessage = { pipeline: 'shop', stage: 'Prod', dueAt: at('10:21') };

test.each<[string, WatchMessage]>([
  ['that only wakes', WATCH],
  ['that tells of a change', { ...WATCH, stageChanged: true }],
])('a watch message %s comes back as it was sent', (_, message) => {
  expect(decodeWatch(encodeWatch(message), HOME)).toEqual({ message });
});

describe('a message that is not ours is refused with the reason', () => {
  const forged = (but: object) => JSON.stringify({ watch: 2, ...WATCH, ...but });
  test.each([
    ['no JSON', 'hello', 'expected object'],
    ['another version', forged({ watch: 3 }), 'at watch'],
    ['no version', JSON.stringify(WATCH), 'at watch'],
    ['a pipeline that cannot be one', forged({ pipeline: 'shop/Prod' }), 'at pipeline'],
    ['no stage', forged({ stage: undefined }), 'at stage'],
    ['no due time', forged({ dueAt: null }), 'at dueAt'],
    ['a due time as text', forged({ dueAt: '10:21' }), 'at dueAt'],
    ['a due time that no clock has', forged({ dueAt: 1e300 }), 'at dueAt'],
    ['a change that is none', forged({ stageChanged: false }), 'at stageChanged'],
    ['an alarm: a message is a pointer', forged({ cause: anAlarmCause() }), '"cause"'],
    ['a command: a message is no order', forged({ cause: aCommandCause() }), '"cause"'],
    ['a member that nobody knows', forged({ target: 'x' }), '"target"'],
  ])('%s', (_, body, words) => {
    expect(() => decodeWatch(body, HOME)).toThrow('not a watch message of version 2');
    expect(() => decodeWatch(body, HOME)).toThrow(words);
  });
});

describe('a message of the first edition, which may be in the queue when the function is replaced', () => {
  const first = (but: object = {}) => JSON.stringify({ watch: 1, ...WATCH, ...but });

  test('wakes as it did', () => {
    expect(decodeWatch(first(), HOME)).toEqual({ message: WATCH });
    expect(decodeWatch(first({ stageChanged: true }), HOME)).toEqual({ message: { ...WATCH, stageChanged: true } });
    expect(decodeWatch(first({ stageChanged: false }), HOME)).toEqual({ message: WATCH });
  });

  test('brings its alarm along, however often it was put off', () => {
    const cause = anAlarmCause();
    const message = { ...WATCH, stageChanged: true };
    expect(decodeWatch(first({ cause, firstSeenAt: at('10:20') }), HOME)).toEqual({ message, cause });
  });

  test('brings an alarm that outlasted a rollback as one to look at', () => {
    const cause = anAlarmCause();
    const outlasting = { ...cause, outlasted: '20260110-102000-bbbb', outlastedRollback: 'dddd' };
    expect(decodeWatch(first({ cause: outlasting }), HOME)).toEqual(expect.objectContaining({ cause }));
  });

  test.each([
    ['a command: only who may invoke the function gives orders', aCommandCause()],
    ['a rollback by somebody else', anObservedCause()],
    ['an alarm without its name', { ...anAlarmCause(), event: {} }],
  ])('is refused with %s', (_, cause) => {
    expect(() => decodeWatch(first({ cause }), HOME)).toThrow('not a watch message of version 2');
  });
});
