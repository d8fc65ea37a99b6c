import type { Entry, EntryCode } from '../entry.ts';
import type { AskedFor } from '../turn.ts';

/** The decision record of a command: who asked for what, and what came of it. Looking and being refused is no news. */
export function entryOfCommand(
  { id, at, command }: AskedFor,
  code: EntryCode,
  sentence: string,
  more: Partial<Pick<Entry, 'reason' | 'incident' | 'suspect' | 'target' | 'rollbackExecutionId'>> = {},
): Entry {
  return {
    id,
    causedAt: at,
    at,
    code,
    sentence,
    announce: code !== 'planned' && code !== 'command-refused',
    cause: command.by,
    ...more,
  };
}
