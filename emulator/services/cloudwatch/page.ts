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
  const start = token === undefined ? 0 : startOf(token, digestOf(request));
  const end = start + size;
  const items = all.slice(start, end);
  if (end >= all.length) return { items };
  return { items, nextToken: Buffer.from(`${digestOf(request)}:${end}`).toString('base64url') };
}

function digestOf(request: object): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16);
}

function startOf(token: string, digest: string): number {
  const [ofRequest, start] = Buffer.from(token, 'base64url').toString().split(':');
  const position = Number(start);
  if (ofRequest !== digest || !Number.isSafeInteger(position) || position < 1)
    throw new ServiceError('InvalidNextToken', 'The next token specified is invalid.');
  return position;
}
