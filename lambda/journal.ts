import type { Entry } from './decision/entry.ts';
import type { Ports } from './ports.ts';
import type { StageKey } from './stage-key.ts';

/**
 * Writes down what was decided or happened: announced, appended to the history, logged; once per entry. People are told
 * before the entry is stored, so that a crash in between repeats a message rather than loses it.
 */
export async function record(ports: Ports, key: StageKey, entry: Entry): Promise<void> {
  if (await ports.history.has(key, entry)) {
    ports.log.info('already recorded', { ...key, entry: entry.id });
    return;
  }
  ports.log.entry(key, entry);
  if (entry.announce) await ports.announcer.announce(key, entry);
  await ports.history.append(key, entry);
}
