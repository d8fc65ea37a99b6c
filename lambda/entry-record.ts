import * as z from 'zod';
import type { Entry } from './decision/entry.ts';
import { Execution } from './stage-record.ts';

/** Every code of a decision record. */
export const EntryCode = z.enum([
  'rollback',
  'wait',
  'hold',
  'not-rolled-back',
  'rollback-by-others',
  'rollback-failed',
  'rollback-stuck',
  'superseded',
  'recovered',
  'not-recovered',
  'unverified',
  're-armed',
  'freeze-failed',
  'released',
  'paused',
  'resumed',
  'planned',
  'aborted',
  'forgiven',
  'command-refused',
  'readiness-lost',
  'readiness-regained',
]);

const EntryRecord = z.object({
  id: z.string(),
  causedAt: z.number(),
  at: z.number(),
  code: EntryCode,
  reason: z.string().exactOptional(),
  sentence: z.string(),
  announce: z.boolean(),
  incident: z.string().exactOptional(),
  cause: z.string(),
  alarm: z.string().exactOptional(),
  alarmReason: z.string().exactOptional(),
  suspect: Execution.exactOptional(),
  target: Execution.exactOptional(),
  rollbackExecutionId: z.string().exactOptional(),
  frozen: z.boolean().exactOptional(),
});

/** Reads a stored decision record. Throws where it is none: the history is written by us alone. */
export function parseEntry(stored: unknown): Entry {
  return EntryRecord.parse(stored);
}
