import type { CommandOf } from '../../intake/command.ts';
import type { Pause } from '../state.ts';
import { type AskedFor, type Next, promising, type Turn } from '../turn.ts';
import { about, because } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';
import { refused } from './refused.ts';

type Switch = AskedFor<CommandOf<'pause' | 'resume'>>;

/** The pause that a command asks for; undefined where it ends one. */
export function pauseOf({ at, command: { action, by, reason } }: Switch): Pause | undefined {
  return action === 'pause' ? { by, since: at, ...(reason !== undefined && { reason }) } : undefined;
}

/** The record of a switch; `what`: of which stages. */
export function entryOfSwitch(asked: Switch, what: string) {
  const { command } = asked;
  const done = command.action === 'pause' ? 'paused' : 'resumed';
  return entryOfCommand(asked, done, `${command.by} ${done} automatic rollback of ${what}${because(command)}`);
}

/** The kill switch of one stage, without a deploy. */
export function setPause(turn: Turn, asked: Switch): Next {
  const { pause: before, ...rest } = turn.state;
  const pause = pauseOf(asked);
  if (pause === undefined && before === undefined)
    return refused(turn, asked, { decision: 'not-paused', reason: 'automatic rollback of this stage is not paused' });
  const entry = entryOfSwitch(asked, 'this stage');
  const reason = `automatic rollback of this stage is ${entry.code}`;
  return {
    state: promising(pause === undefined ? rest : { ...rest, pause }, entry),
    answer: { ...about(asked.command), decision: entry.code, reason },
  };
}
