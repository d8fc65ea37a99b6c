import type { CommandOf } from '../../intake/command.ts';
import { hold } from '../hold.ts';
import { type AskedFor, type Next, promising, type Turn } from '../turn.ts';
import { about, because } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';
import { refused } from './refused.ts';

/** A person says that the stage is healthy, where no alarm can: nothing counts against the limit any more. */
export function rearm(turn: Turn, asked: AskedFor<CommandOf<'rearm'>>): Next {
  const { probation: _, ...state } = turn.state;
  const { command } = asked;
  const { incident } = state;
  // Armed meanwhile, the alarm that is still on would be rolled back for once more.
  if (incident !== undefined && 'plan' in incident) {
    const { code, sentence } = hold.incidentOpen(incident);
    return refused(turn, asked, { decision: code, reason: `${sentence}; its end says whether the stage is healthy` });
  }
  const count = state.automaticRollbacks.length;
  if (count === 0) {
    return refused(turn, asked, {
      decision: 'armed',
      reason: 'automatic rollback is armed: nothing counts against its limit',
    });
  }
  const sentence = `${command.by} says that the stage is healthy${because(command)}: automatic rollback is armed again`;
  const entry = { ...entryOfCommand(asked, 're-armed', sentence), announce: true };
  const reason = `${count} automatic ${count === 1 ? 'rollback counts' : 'rollbacks count'} no longer against the limit`;
  return {
    state: promising({ ...state, automaticRollbacks: [] }, entry),
    answer: { ...about(command), decision: 're-armed', reason },
  };
}
