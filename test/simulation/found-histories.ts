import { readdirSync, readFileSync } from 'node:fs';
import type { History } from './history.ts';

const FOLDER = new URL('./found/', import.meta.url);

/** Shrunk histories that once broke an invariant, by what happens in them. */
export const FOUND_HISTORIES: readonly { readonly what: string; readonly history: History }[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    what: file.replace('.json', '').replaceAll('-', ' '),
    history: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')),
  }));
