import { createHash } from 'node:crypto';
import { ServiceError } from '../service.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/**
 * One page of a list. The token says where the next page begins and which request it belongs to: a token of another
 * request is answered with `InvalidNextToken`, as AWS does.
 */
export function pageOf<Item>(
  all: readonly Item[],
  request: object,
  size: number,
  token: string | undefined,
): Page<Item> {
  const digest = createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16);
  const start = token === undefined ? 0 : startOf(token, digest);
  const end = start + size;
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: Buffer.from(`${digest}:${end}`).toString('base64url') } : { items };
}

function startOf(token: string, digest: string): number {
  const [ofRequest, start] = Buffer.from(token, 'base64url').toString().split(':');
  const position = Number(start);
  if (ofRequest !== digest || !Number.isSafeInteger(position) || position < 1)
    throw new ServiceError('InvalidNextToken', 'The next token specified is invalid.');
  return position;
}
