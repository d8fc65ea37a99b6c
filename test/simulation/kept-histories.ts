import { readdirSync, readFileSync } from 'node:fs';
import type { History } from './history.ts';

interface KeptHistory {
  /** The name of its file. */
  readonly what: string;
  readonly history: History;
}

/** Shrunk histories that once broke an invariant, by what happens in them. */
export const FOUND_HISTORIES = historiesIn('./found/');

/** Shrunk histories that break an invariant where a guard is missing which hundreds of others can do without, by the guard. */
export const TELLING_HISTORIES = historiesIn('./telling/');

function historiesIn(path: string): readonly KeptHistory[] {
  const folder = new URL(path, import.meta.url);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      what: file.replace('.json', '').replaceAll('-', ' '),
      history: JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    }));
}
