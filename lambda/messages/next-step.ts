import type { Action, Advice } from '../decision/advice.ts';
import type { Entry } from '../decision/entry.ts';
import { isWholeController, type StageKey } from '../decision/stage-key.ts';
import type { Command } from '../intake/command.ts';
import { TELLINGS } from './telling.ts';

/** What a person does now: a sentence, and the events to paste into the Test tab of the function, in their order. */
export interface NextStep {
  readonly text: string;
  readonly commands: readonly PastedCommand[];
}

/** Without pipeline and stage it is about every guarded stage. */
export interface PastedCommand {
  readonly action: Command['action'];
  readonly pipeline?: string;
  readonly stage?: string;
  readonly acrossBarrier?: true;
}

export function nextStepOf(key: StageKey, entry: Entry): NextStep {
  const { next, mayBeWrong } = TELLINGS[entry.code];
  const advice = typeof next === 'function' ? next(entry) : next;
  const { text, actions } = mayBeWrong && !entry.redeployment && !entry.undo ? withUndo(advice) : advice;
  return { text, commands: actions.map((action) => commandOf(action, key)) };
}

function withUndo({ text, actions }: Advice): Advice {
  const end = actions.length === 1 ? ' with the first event.' : '.';
  return {
    text: `${text.replace(/:$/, end)} Was the rollback wrong? The last event takes it back:`,
    actions: [...actions, 'undo'],
  };
}

function commandOf(action: Action, key: StageKey): PastedCommand {
  if (action === 'resume everything') return { action: 'resume' };
  if (action === 'status of everything') return { action: 'status' };
  const { pipeline, stage } = key;
  if (action === 'rollback across the barrier') return { action: 'rollback', pipeline, stage, acrossBarrier: true };
  return isWholeController(key) ? { action } : { action, pipeline, stage };
}
