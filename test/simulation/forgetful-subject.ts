import { MemoryHistory } from '../support/ports/memory-history.ts';
import { type Subject, SUBJECT as WHOLE } from './subject.ts';

class Forgetful extends MemoryHistory {
  override async append(): Promise<'appended'> {
    return 'appended';
  }
}

/** A function that writes no decision down, for a crew to play: what a worker plays is a module. */
export const SUBJECT: Subject = { ...WHOLE, history: () => new Forgetful() };
