import type { Entry, EntryCode } from '../../../lambda/decision/entry.ts';
import { BAD, GOOD } from './executions.ts';
import { ROLLBACK_ID } from './incidents.ts';
import { at } from './moments.ts';

const EVERY_CODE = {
  rollback: true,
  redeploy: true,
  wait: true,
  hold: true,
  'not-rolled-back': true,
  'rollback-by-others': true,
  'rollback-failed': true,
  'rollback-stuck': true,
  'rollback-kept-out': true,
  superseded: true,
  recovered: true,
  'not-recovered': true,
  unverified: true,
  'held-back': true,
  'went-on': true,
  're-armed': true,
  'health-unknown': true,
  'freeze-failed': true,
  'thaw-failed': true,
  released: true,
  paused: true,
  resumed: true,
  planned: true,
  aborted: true,
  forgiven: true,
  'test-message': true,
  redriven: true,
  'command-refused': true,
  unguarded: true,
  'readiness-lost': true,
  'readiness-regained': true,
} satisfies { readonly [code in EntryCode]: true };

function isEntryCode(code: string): code is EntryCode {
  return code in EVERY_CODE;
}

/** Every entry code; the compiler keeps the list complete. */
export const ENTRY_CODES: readonly EntryCode[] = Object.keys(EVERY_CODE).filter(isEntryCode);

/** The decision record of a rollback from BAD to GOOD. */
export function anEntry(but: Partial<Entry> = {}): Entry {
  return {
    id: 'alarm/shop-5xx/1',
    causedAt: at('10:20'),
    at: at('10:20:03'),
    code: 'rollback',
    sentence: 'roll back from bbbbbbbb to aaaaaaaa: alarm "shop-5xx" fired 10 min after the deployment ended',
    announce: true,
    incident: '20260110-102000-bbbb',
    cause: 'alarm "shop-5xx"',
    alarmReason: 'Threshold Crossed',
    suspect: BAD,
    target: GOOD,
    rollbackExecutionId: ROLLBACK_ID,
    ...but,
  };
}

/** An entry that nothing is known of but what every entry has. */
export function aBareEntry(but: Partial<Entry> = {}): Entry {
  const { id, causedAt, at: time, code, sentence, announce, cause } = anEntry();
  return { id, causedAt, at: time, code, sentence, announce, cause, ...but };
}
