import type { CommandOf } from '../../intake/command.ts';
import { hold } from '../hold.ts';
import { withRelease } from '../remembered.ts';
import type { ReleaseMemory } from '../state.ts';
import { clock } from '../time.ts';
import { type AskedFor, type Next, promising, type Turn } from '../turn.ts';
import { about, because } from './answer.ts';
import { entryOfCommand } from './command-entry.ts';
import { refused } from './refused.ts';

/** An execution that was rolled back from, or blamed, was not bad after all: it is proven, may be a target again and be deployed again. */
export function forgive(turn: Turn, asked: AskedFor<CommandOf<'forgive'>>): Next {
  const { state, now } = turn;
  const { command } = asked;
  const { execution } = command;
  const { incident } = state;
  if (incident !== undefined && 'plan' in incident && incident.plan.suspect.id === execution) {
    const { code, sentence } = hold.incidentOpen(incident);
    return refused(turn, asked, { decision: code, reason: `${sentence}; wait for its end, or abort it` });
  }
  const bad = state.releases.filter(isBad);
  const found = state.releases.find((release) => release.execution.id === execution);
  if (found?.badSince === undefined && found?.blamedAt === undefined) {
    const known = bad.map((release) => release.execution.id).join(', ') || 'none';
    const reason = `execution ${execution} is not known bad in this stage (known bad: ${known})`;
    return refused(turn, asked, { decision: 'not-known-bad', reason });
  }
  const what =
    found.badSince === undefined
      ? `blamed at ${clock(found.blamedAt ?? 0)}`
      : `rolled back from at ${clock(found.badSince)}`;
  const sentence = `${command.by} forgave execution ${execution}, ${what}${because(command)}: it may be a target again`;
  const forgiven = withRelease(state, found.execution, { forgivenAt: now });
  return {
    state: promising(forgiven, entryOfCommand(asked, 'forgiven', sentence)),
    answer: {
      ...about(command),
      decision: 'forgiven',
      reason: `execution ${execution} is not known bad any more`,
      knownBad: bad.map((release) => release.execution.id).filter((id) => id !== execution),
      // The rollback did happen: it counts until a deployment has proven healthy.
      automaticRollbacks: state.automaticRollbacks.length,
    },
  };
}

export function isBad({ badSince = 0, forgivenAt = 0 }: Pick<ReleaseMemory, 'badSince' | 'forgivenAt'>): boolean {
  return badSince > forgivenAt;
}
