import * as z from 'zod';
import { ServiceError } from '../service.ts';

const Token = z.object({ query: z.string(), before: z.int().min(0) });

export interface PageRequest<Item> {
  /** How many items the whole list has; new ones are added at the end, pages go from the end to the start. */
  readonly length: number;
  /** The item at a position, `undefined` if it is filtered out. */
  readonly pick: (position: number) => Item | undefined;
  readonly maxResults: number;
  readonly nextToken: string | undefined;
  /** What the list was asked for: a token only continues the same question. */
  readonly query: readonly unknown[];
}

/**
 * A page, newest first. `nextToken` is there only if another item follows. It holds a position counted from the oldest
 * item, so items that are added between two pages neither repeat nor hide others. Throws InvalidNextTokenException.
 */
export function page<Item>({ length, pick, maxResults, nextToken, query }: PageRequest<Item>): {
  readonly items: readonly Item[];
  readonly next: { readonly nextToken?: string };
} {
  const items: Item[] = [];
  let position = nextToken === undefined ? length : positionOf(nextToken, query);
  while (position > 0) {
    const item = pick(position - 1);
    if (item !== undefined) {
      if (items.length === maxResults) return { items, next: { nextToken: tokenFor(position, query) } };
      items.push(item);
    }
    position--;
  }
  return { items, next: {} };
}

function tokenFor(before: number, query: readonly unknown[]): string {
  return Buffer.from(JSON.stringify({ query: JSON.stringify(query), before })).toString('base64url');
}

function positionOf(nextToken: string, query: readonly unknown[]): number {
  const parsed = Token.safeParse(jsonOf(nextToken));
  if (!parsed.success || parsed.data.query !== JSON.stringify(query)) {
    throw new ServiceError('InvalidNextTokenException', 'The next token does not belong to this list');
  }
  return parsed.data.before;
}

function jsonOf(nextToken: string): unknown {
  try {
    return JSON.parse(Buffer.from(nextToken, 'base64url').toString());
  } catch {
    return undefined;
  }
}
