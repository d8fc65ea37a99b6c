import type { Entry } from '../../../lambda/decision/entry.ts';
import type { StageKey } from '../../../lambda/decision/stage-key.ts';
import type { Log } from '../../../lambda/log/log.ts';
import type { Announcer } from '../../../lambda/ports.ts';

export interface RecordedEntry {
  readonly key: StageKey;
  readonly entry: Entry;
}

/** An announcer and a log that remember what they were told. */
export class Recorder implements Announcer, Log {
  readonly announced: RecordedEntry[] = [];
  readonly entries: RecordedEntry[] = [];
  readonly unguardedAlarms: string[] = [];
  readonly lines: { readonly level: 'info' | 'warn'; readonly message: string; readonly details: object }[] = [];

  async announce(key: StageKey, entry: Entry): Promise<readonly string[]> {
    this.announced.push({ key, entry });
    return [];
  }

  entry(key: StageKey, entry: Entry): void {
    this.entries.push({ key, entry });
  }

  unannounced(key: StageKey, entry: Entry, problem: string): void {
    this.warn('could not tell people', { ...key, entry: entry.id, problem });
  }

  overdue(key: StageKey, incident: string, since: number): void {
    this.warn('incident is overdue', { ...key, incident, since });
  }

  unusable(input: string, problem: string, details: object): void {
    this.warn(`unusable ${input}`, { problem, ...details });
  }

  unguarded(alarm: string): void {
    this.unguardedAlarms.push(alarm);
  }

  checked(): void {
    this.info('every guard is checked', {});
  }

  info(message: string, details: object): void {
    this.lines.push({ level: 'info', message, details });
  }

  warn(message: string, details: object): void {
    this.lines.push({ level: 'warn', message, details });
  }
}
