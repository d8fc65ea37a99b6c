import * as z from 'zod/mini';
import { cut } from '../decision/cut.ts';
import type { ExecutionId } from '../decision/execution.ts';
import { DAY, type EpochMillis, SECOND } from '../decision/time.ts';
import type { Authors, Pipelines } from '../ports.ts';
import { attempt } from '../stage/observe.ts';
import { reading } from './errors.ts';
import type { Table } from './table.ts';

/** A release is in its stages by then; the state of a guarded one remembers its author. */
const KEPT_FOR = 14 * DAY;
/** Of a name, in characters. */
const LONGEST = 60;

const Stored = z.object({ author: z.string() });

/** An item for each execution whose event named an author, until the table's TTL takes it away. */
export function dynamoAuthors(table: Table, clock: () => EpochMillis): Authors {
  return {
    note: async (id, author) => {
      const expiresAt = Math.ceil((clock() + KEPT_FOR) / SECOND);
      await table.put({ ...authorKey(id), author: cut(author, LONGEST), expiresAt });
    },
    of: (id) =>
      reading(`the author of execution ${id}`, 'dynamodb:GetItem', async () => {
        const stored = Stored.safeParse(await table.get(authorKey(id), 'author'));
        return stored.data?.author;
      }),
  };
}

/** The same pipelines, whose executions have their author. A name that cannot be read keeps nothing from being decided. */
export function withAuthors(pipelines: Pipelines, authors: Authors): Pipelines {
  return {
    ...pipelines,
    execution: async (key, id) => {
      const [detail, author] = await Promise.all([pipelines.execution(key, id), attempt(authors.of(id))]);
      if (detail === 'not-found' || !author.ok || author.value === undefined) return detail;
      return { ...detail, author: author.value };
    },
  };
}

/** No pipeline has a name with this character, so it is no stage's. */
function authorKey(id: ExecutionId) {
  return { pk: `execution#${id}`, sk: 'author' };
}
