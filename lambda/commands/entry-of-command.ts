import type { Entry, EntryCode } from '../decision/entry.ts';
import type { CommandTrigger } from '../trigger.ts';

/** The decision record of a command: who asked for what, and what came of it. Looking and being refused is no news. */
export function entryOfCommand(
  trigger: CommandTrigger,
  code: EntryCode,
  sentence: string,
  more: Partial<Pick<Entry, 'reason' | 'incident' | 'suspect' | 'target' | 'rollbackExecutionId'>> = {},
): Entry {
  return {
    id: trigger.id,
    causedAt: trigger.at,
    at: trigger.at,
    code,
    sentence,
    announce: code !== 'planned' && code !== 'command-refused',
    cause: trigger.command.by,
    ...more,
  };
}
