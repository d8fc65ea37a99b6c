import { Entry } from '../decision/entry.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { DAY, SECOND } from '../decision/time.ts';
import type { History } from '../ports.ts';
import type { Table } from './table.ts';

const PREFIX = 'decision#';

/** Decision records beside the stage record, in the order of their causes, until the table's TTL takes them away. */
export function dynamoHistory(table: Table, retentionDays: number): History {
  return {
    has: async (key, entry) => (await table.get(entryKey(key, entry), 'pk')) !== undefined,

    append: async (key, entry) => {
      const expiresAt = Math.ceil((entry.at + retentionDays * DAY) / SECOND);
      const item = { ...entryKey(key, entry), ...entry, expiresAt };
      const { written } = await table.put(item, 'attribute_not_exists(pk)');
      return written ? 'appended' : 'known';
    },

    latest: async (key, limit) => {
      const items = await table.query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        values: { ':pk': stageName(key), ':prefix': PREFIX },
        ScanIndexForward: false,
        Limit: limit,
      });
      return items.map((item) => Entry.parse(item));
    },
  };
}

function entryKey(key: StageKey, entry: Pick<Entry, 'id' | 'causedAt'>) {
  return { pk: stageName(key), sk: `${PREFIX}${new Date(entry.causedAt).toISOString()}#${entry.id}` };
}
