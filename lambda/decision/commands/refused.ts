import { type AskedFor, type Next, promising, type Turn } from '../turn.ts';
import { about, because } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';

/** The command changed nothing, and says why. */
export function refused(
  { state }: Turn,
  asked: AskedFor,
  why: { readonly decision: string; readonly reason: string; readonly [detail: string]: unknown },
): Next {
  const { command } = asked;
  const sentence = `${command.by} asked to ${command.action}${because(command)}: ${why.reason}`;
  const entry = entryOfCommand(asked, 'command-refused', sentence, { reason: why.decision });
  return { state: promising(state, entry), answer: { ...about(command), ...why } };
}
