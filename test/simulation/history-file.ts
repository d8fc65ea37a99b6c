import * as z from 'zod';
import { parseJson } from '../../lambda/intake/json.ts';
import type { History } from './history.ts';

/** Enough to tell a history from anything else; what is inside was written by the simulation. */
const Outline = z.object({
  seed: z.number(),
  setting: z.object({ pipelines: z.array(z.unknown()), guards: z.array(z.unknown()), delivery: z.object({}) }),
  steps: z.array(z.object({ afterSeconds: z.number(), event: z.object({ kind: z.string() }) })),
  faults: z.array(z.object({ operation: z.string(), nth: z.number(), kind: z.string() })),
});

export type HistoryFile =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly problem: string };

/** Reads a history that was saved as a violation printed it. */
export function readHistory(path: string, read: (path: string) => string): HistoryFile {
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    return { ok: false, problem: `cannot read ${path}: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = Outline.safeParse(parseJson(text));
  if (parsed.success) return { ok: true, history: JSON.parse(text) };
  return { ok: false, problem: `${path} holds no history as JSON: ${z.prettifyError(parsed.error)}` };
}
