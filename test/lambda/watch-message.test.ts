import { describe, expect, test } from 'vitest';
import type { WatchMessage } from '../../lambda/ports.ts';
import { decodeWatch, encodeWatch } from '../../lambda/intake/watch-message.ts';
import { aCommandCause, anAlarmCause, anObservedCause } from '../support/builders/causes.ts';
import { at } from '../support/builders/moments.ts';

const WATCH: WatchMessage = { pipeline: 'shop', stage: 'Prod', dueAt: at('10:21') };

test.each<[string, WatchMessage]>([
  ['that only wakes', WATCH],
  ['that carries an alarm', { ...WATCH, cause: anAlarmCause(), firstSeenAt: at('10:20') }],
  ['that carries a command', { ...WATCH, cause: aCommandCause({ reason: 'errors' }) }],
])('a watch message %s comes back as it was sent', (_, message) => {
  expect(decodeWatch(encodeWatch(message))).toEqual(message);
});

describe('a message that is not ours is refused with the reason', () => {
  const forged = (but: object) => JSON.stringify({ watch: 1, ...WATCH, ...but });
  test.each([
    ['no JSON', 'hello', 'expected object'],
    ['another version', forged({ watch: 2 }), 'at watch'],
    ['no version', JSON.stringify(WATCH), 'at watch'],
    ['a pipeline that cannot be one', forged({ pipeline: 'shop/Prod' }), 'at pipeline'],
    ['no stage', forged({ stage: undefined }), 'at stage'],
    ['no due time', forged({ dueAt: null }), 'at dueAt'],
    ['a due time as text', forged({ dueAt: '10:21' }), 'at dueAt'],
    ['a cause that nothing is decided about', forged({ cause: anObservedCause() }), 'at cause'],
    ['a cause without its alarm', forged({ cause: { ...anAlarmCause(), event: {} } }), 'at cause.event.alarmName'],
  ])('%s', (_, body, words) => {
    expect(() => decodeWatch(body)).toThrow('not a watch message of version 1');
    expect(() => decodeWatch(body)).toThrow(words);
  });
});
