import { createHash } from 'node:crypto';
import type { EpochMillis } from '../../account/clock.ts';

/** A request that enters a function, as the trace header of the chain of requests tells it. */
export interface Entry {
  /** Goes to the function, whose SDK passes it on with every call. */
  readonly header: string;
  /** How often the chain has been in this function already. */
  readonly turns: number;
}

/** Lambda stops a chain after "approximately 16" invocations of a function (L:invocation-recursion). */
export const MOST_TURNS = 16;

/**
 * The tracing header (X-Ray Developer Guide, "Tracing header"): `Root=...;Sampled=0;Lineage=HASH:COUNT,...`. The lineage counts the
 * entries of a chain into each resource; AWS does not document its form, so nobody but the local account may rely on this one.
 */
export function enter(
  functionArn: string,
  incoming: string | undefined,
  { requestId, time }: { readonly requestId: string; readonly time: EpochMillis },
): Entry {
  const fields = fieldsOf(incoming);
  const lineage = lineageOf(fields.get('Lineage'));
  const hash = createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
  const turns = lineage.get(hash) ?? 0;
  lineage.set(hash, turns + 1);
  const root =
    fields.get('Root') ?? `1-${Math.floor(time / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`;
  const counts = [...lineage].map(([resource, count]) => `${resource}:${count}`);
  return { header: `Root=${root};Sampled=0;Lineage=${counts.join(',')}`, turns };
}

/** How often the chain of this header has been in the function. */
export function turnsIn(functionArn: string, header: string | undefined): number {
  return enter(functionArn, header, { requestId: '', time: 0 }).turns;
}

function fieldsOf(header = ''): Map<string, string> {
  return new Map(header.split(';').map((field) => pair(field.trim(), '=')));
}

function lineageOf(text = ''): Map<string, number> {
  const entries = text.split(',').map((entry) => pair(entry, ':'));
  return new Map(entries.filter(([, count]) => /^\d+$/.test(count)).map(([hash, count]) => [hash, Number(count)]));
}

function pair(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
