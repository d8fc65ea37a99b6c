import type { AskedFor, Next, Turn } from '../turn.ts';
import { abort } from './abort.ts';
import { forgive } from './forgive.ts';
import { setPause } from './pause.ts';
import { rearm } from './rearm.ts';
import { release } from './release.ts';
import { rollBack, undo } from './rollback.ts';

/** What a command does to a stage, pure; undefined for those that change none. */
export function commanded(turn: Turn, asked: AskedFor): Next | undefined {
  const { command } = asked;
  switch (command.action) {
    case 'rollback':
    case 'redeploy':
      return rollBack(turn, { ...asked, command });
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
    case 'unguard':
      return undefined;
  }
}
