import type { Entry } from '../../../lambda/decision/entry.ts';
import { Entry as EntryForm } from '../../../lambda/decision/entry.ts';
import type { StageKey } from '../../../lambda/decision/stage-key.ts';
import type { History } from '../../../lambda/ports.ts';

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

  async append(key: StageKey, entry: Entry): Promise<'appended' | 'known'> {
    const name = nameOf(key, entry);
    if (this.#entries.has(name)) return 'known';
    this.#entries.set(name, { key, text: JSON.stringify(entry) });
    return 'appended';
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
      .map(({ text }) => EntryForm.parse(JSON.parse(text)));
  }
}

function nameOf({ pipeline, stage }: StageKey, entry: EntryKey): string {
  return `${pipeline}/${stage}/${entry.causedAt}#${entry.id}`;
}

function positionOf({ id, causedAt }: EntryKey): string {
  return `${new Date(causedAt).toISOString()}#${id}`;
}
