import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Command } from '../../lambda/command.ts';
import type { EntryCode } from '../../lambda/decision/entry.ts';
import { messageOf } from '../../lambda/message.ts';
import { WHOLE_CONTROLLER } from '../../lambda/ports.ts';
import { aBareEntry, anEntry, ENTRY_CODES } from '../support/builders/entries.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };

const status = '{"action":"status","pipeline":"shop","stage":"Prod"}';
const NOTHING = `Next: nothing. The state of the stage: ${status}.`;
const PERSON = `Next: a person is needed. See ${status}, and the pipeline in the CodePipeline console.`;

/** The first and the last line of the message for each code. */
const GOLDEN: { readonly [code in EntryCode]: readonly [headline: string, next: string] } = {
  rollback: [
    'Rolled back: shop/Prod',
    'Next: mend the release. While the stage is frozen no deployment enters it; release it with {"action":"release","pipeline":"shop","stage":"Prod"}.',
  ],
  wait: ['Alarm while deploying, waiting: shop/Prod', NOTHING],
  hold: [
    'Not rolled back: shop/Prod',
    'Next: see what a rollback would do with {"action":"plan","pipeline":"shop","stage":"Prod"}, and do it with {"action":"rollback","pipeline":"shop","stage":"Prod"}.',
  ],
  'rollback-by-others': ['Rolled back by others: shop/Prod', NOTHING],
  'rollback-failed': ['Rollback FAILED: shop/Prod', PERSON],
  'rollback-stuck': ['Rollback takes long: shop/Prod', PERSON],
  superseded: ['Rollback overtaken by a deployment: shop/Prod', NOTHING],
  recovered: ['Recovered: shop/Prod', NOTHING],
  'not-recovered': ['Rolled back, NOT recovered: shop/Prod', PERSON],
  unverified: ['Rolled back, recovery unknown: shop/Prod', PERSON],
  're-armed': ['Armed again: shop/Prod', NOTHING],
  'freeze-failed': ['Rolled back, NOT frozen: shop/Prod', PERSON],
  released: ['Freeze released: shop/Prod', NOTHING],
  paused: ['Paused: shop/Prod', NOTHING],
  resumed: ['Resumed: shop/Prod', NOTHING],
  planned: ['Rollback planned: shop/Prod', NOTHING],
  aborted: [
    'Incident aborted: shop/Prod',
    `Next: nobody follows what is still running; see the pipeline in the CodePipeline console, and ${status}.`,
  ],
  forgiven: ['Execution forgiven: shop/Prod', NOTHING],
  'command-refused': ['Command refused: shop/Prod', NOTHING],
  'readiness-lost': [
    'Readiness lost: shop/Prod',
    'Next: mend it, then look again with {"action":"check","pipeline":"shop","stage":"Prod"}.',
  ],
  'readiness-regained': ['Readiness regained: shop/Prod', NOTHING],
};

test('a message says what happened, why, from where to where, and what to do next', () => {
  expect(messageOf(KEY, anEntry())).toEqual({
    subject: 'Rolled back: shop/Prod',
    text: `Rolled back: shop/Prod

Roll back from bbbbbbbb to aaaaaaaa: alarm "shop-5xx" fired 10 min after the deployment ended.

When: 2026-01-10 10:20:03 UTC
Cause: alarm "shop-5xx"
Alarm: Threshold Crossed
From: bbbbbbbb (c0ffeeb "Release b") bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb
To: aaaaaaaa (c0ffeea "Release a") aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa
Rollback execution: ffffffff-ffff-ffff-ffff-ffffffffffff
Incident: 20260110-102000-bbbb

${GOLDEN.rollback[1]}`,
  });
});

test('a message of a hold names its reason, and leaves out what is not known', () => {
  const entry = aBareEntry({ code: 'hold', reason: 'limit-reached', sentence: '1 automatic rollback, the limit is 1' });
  expect(messageOf(KEY, entry).text).toBe(`Not rolled back: shop/Prod

1 automatic rollback, the limit is 1.

When: 2026-01-10 10:20:03 UTC
Cause: alarm "shop-5xx"
Reason code: limit-reached

${GOLDEN.hold[1]}`);
});

test('a message about the controller as a whole names no stage in its commands', () => {
  const { subject, text } = messageOf(WHOLE_CONTROLLER, aBareEntry({ code: 'paused' }));
  expect(subject).toBe('Paused: controller/*');
  expect(text).toContain('Next: nothing. The state of the stage: {"action":"status"}.');
});

describe('each code has its headline and its next step', () => {
  test.each(ENTRY_CODES)('%s', (code) => {
    const { subject, text } = messageOf(KEY, anEntry({ code }));
    const lines = text.split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(GOLDEN[code]);
    expect(subject).toBe(GOLDEN[code][0]);
  });
});

const anyCode = fc.constantFrom(...ENTRY_CODES);

test('the subject is one line of at most 100 ASCII characters, whatever the names are', () => {
  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('ü\n'.repeat(80)));
  return fc.assert(
    fc.property(name, name, anyCode, (pipeline, stage, code) => {
      expect(messageOf({ pipeline, stage }, anEntry({ code })).subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    }),
  );
});

test('the commands of the next step can be pasted, for any pipeline and stage', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9.@\-_]{1,100}$/);
  return fc.assert(
    fc.property(name, name, anyCode, (pipeline, stage, code) => {
      const next = messageOf({ pipeline, stage }, anEntry({ code })).text.split('\n').at(-1) ?? '';
      const commands = next.match(/\{[^}]*\}/g) ?? [];
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) expect(Command.parse(JSON.parse(command))).toMatchObject({ pipeline, stage });
    }),
  );
});
