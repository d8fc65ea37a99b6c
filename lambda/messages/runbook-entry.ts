import type { Entry } from '../decision/entry.ts';
import { TELLINGS } from './telling.ts';

/** The entry of docs/runbook.md about what a message tells, by its anchor; the whole of it where there is none. */
export function runbookEntryOf({ code, reason = '' }: Pick<Entry, 'code' | 'reason'>): string {
  const anchor = code === 'hold' ? AFTER_HOLDS[reason] : TELLINGS[code].runbook;
  return anchor === undefined ? '' : `#${anchor}`;
}

export const AFTER_HOLDS: { readonly [reason: string]: string | undefined } = {
  'no-eligible-target': 'no-eligible-target',
  'unreadable-record': 'a-stage-record-cannot-be-read',
};
