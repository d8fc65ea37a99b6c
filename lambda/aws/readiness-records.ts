import * as z from 'zod/mini';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import type { ReadinessRecords } from '../ports.ts';
import type { Table } from './table.ts';

const Stored = z.object({ at: z.number(), found: z.array(z.string()) });

/** What the last check found, beside the stage record. An item that cannot be read counts as none: the next check mends it. */
export function dynamoReadiness(table: Table): ReadinessRecords {
  return {
    last: async (key) => Stored.safeParse(await table.get(checkKey(key))).data,
    save: async (key, { at, found }) => {
      await table.put({ ...checkKey(key), at, found });
    },
  };
}

function checkKey(key: StageKey) {
  return { pk: stageName(key), sk: 'readiness' };
}
