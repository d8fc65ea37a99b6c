import type { Command } from '../intake/command.ts';

/** What a person does who is told of something: a sentence, and the events to paste, in their order. */
export interface Advice {
  readonly text: string;
  readonly actions: readonly Action[];
}

/** An event to paste: about the stage, across a barrier, or about everything. */
export type Action = Command['action'] | 'rollback across the barrier' | 'resume everything' | 'status of everything';

/** With the event that shows the stage. */
export function thenLook(text: string): Advice {
  return { text, actions: ['status'] };
}

/** With the event that shows what a rollback would do, and the one that does it. */
export function thenPlan(text: string): Advice {
  return { text, actions: ['plan', 'rollback'] };
}
