import type { Entry } from '../decision/entry.ts';

/** The entry of docs/runbook.md about what a message tells, by its anchor; the whole of it where there is none. */
export function runbookEntryOf({ code, reason = '' }: Pick<Entry, 'code' | 'reason'>): string {
  const anchor = code === 'hold' ? AFTER_HOLDS[reason] : AFTER_EVENTS[code];
  return anchor === undefined ? '' : `#${anchor}`;
}

export const AFTER_HOLDS: { readonly [reason: string]: string | undefined } = {
  'no-eligible-target': 'no-eligible-target',
  'unreadable-record': 'a-stage-record-cannot-be-read',
};

export const AFTER_EVENTS: { readonly [code in Entry['code']]?: string } = {
  rollback: 'a-wrong-rollback',
  recovered: 'a-wrong-rollback',
  'not-recovered': 'a-wrong-rollback',
  redeploy: 'no-eligible-target',
  'rollback-stuck': 'a-rollback-is-stuck',
  'rollback-kept-out': 'releasing-a-freeze',
  'freeze-failed': 'releasing-a-freeze',
  'thaw-failed': 'releasing-a-freeze',
};
