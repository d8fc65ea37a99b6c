import { type AskedFor, type Next, promising, type Turn } from '../turn.ts';
import { abort } from './abort.ts';
import { about, because } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';
import { forgive } from './forgive.ts';
import { setPause } from './pause.ts';
import { rearm } from './rearm.ts';
import { release } from './release.ts';
import { redeploy, rollBack, undo } from './rollback.ts';

/** What a command does to a stage, pure; undefined for those that only look. */
export function commanded(turn: Turn, asked: AskedFor): Next | undefined {
  const { command } = asked;
  switch (command.action) {
    case 'rollback':
      return rollBack(turn, { ...asked, command });
    case 'redeploy':
      return redeploy(turn, { ...asked, command });
    case 'undo':
      return undo(turn, { ...asked, command });
    case 'release':
      return release(turn, { ...asked, command });
    case 'pause':
    case 'resume':
      return setPause(turn, { ...asked, command });
    case 'abort':
      return abort(turn, { ...asked, command });
    case 'forgive':
      return forgive(turn, { ...asked, command });
    case 'rearm':
      return rearm(turn, { ...asked, command });
    case 'plan':
    case 'status':
    case 'history':
    case 'check':
    case 'test-message':
    case 'redrive':
      return undefined;
  }
}

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
