import type { Entry } from '../../../lambda/decision/entry.ts';
import { parseEntry } from '../../../lambda/entry-record.ts';
import type { History } from '../../../lambda/ports.ts';
import type { StageKey } from '../../../lambda/stage-key.ts';

type EntryKey = Pick<Entry, 'id' | 'causedAt'>;

interface Stored {
  readonly key: StageKey;
  readonly text: string;
}

/** Decision records in memory, keyed as in `lambda/aws/decision-history.ts`. */
export class MemoryHistory implements History {
  readonly #entries = new Map<string, Stored>();

  async has(key: StageKey, entry: EntryKey): Promise<boolean> {
    return this.#entries.has(nameOf(key, entry));
  }

  async find(key: StageKey, entry: EntryKey): Promise<Entry | undefined> {
    const stored = this.#entries.get(nameOf(key, entry));
    return stored === undefined ? undefined : parseEntry(JSON.parse(stored.text));
  }

  async append(key: StageKey, entry: Entry): Promise<void> {
    const name = nameOf(key, entry);
    if (!this.#entries.has(name)) this.#entries.set(name, { key, text: JSON.stringify(entry) });
  }

  async latest(key: StageKey, limit: number): Promise<readonly Entry[]> {
    return this.of(key)
      .toSorted((one, other) => (positionOf(one) < positionOf(other) ? 1 : -1))
      .slice(0, limit);
  }

  /** Every entry of a stage, in the order they were written. */
  of({ pipeline, stage }: StageKey): readonly Entry[] {
    return [...this.#entries.values()]
      .filter(({ key }) => key.pipeline === pipeline && key.stage === stage)
      .map(({ text }) => parseEntry(JSON.parse(text)));
  }
}

function nameOf({ pipeline, stage }: StageKey, entry: EntryKey): string {
  return `${pipeline}/${stage}/${entry.causedAt}#${entry.id}`;
}

function positionOf({ id, causedAt }: EntryKey): string {
  return `${new Date(causedAt).toISOString()}#${id}`;
}
