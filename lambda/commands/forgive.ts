import type { CommandOf } from '../command.ts';
import { hold } from '../decision/hold.ts';
import { clock } from '../decision/time.ts';
import { record } from '../journal.ts';
import type { Controller } from '../lock.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, because, type CommandAnswer } from './answer.ts';
import { entryOfCommand } from './entry-of-command.ts';
import { refuse, underLock } from './under-lock.ts';

/** An execution that was rolled back from was not bad after all: it may be a target again, and be deployed again. */
export function forgive(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'forgive'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const { execution } = command;
  return underLock(controller, trigger, command, async (session) => {
    const { key, lock, memory } = session;
    const { incident, knownBad } = memory;
    if (incident !== undefined && 'plan' in incident && incident.plan.suspect.id === execution) {
      const { code, sentence } = hold.incidentOpen({
        incident: incident.id,
        phase: incident.phase,
        since: incident.openedAt,
      });
      return refuse(session, trigger, { decision: code, reason: `${sentence}; wait for its end, or abort it` });
    }
    const bad = knownBad.find(({ executionId }) => executionId === execution);
    if (bad === undefined) {
      const known = knownBad.map(({ executionId }) => executionId).join(', ') || 'none';
      const reason = `execution ${execution} is not known bad in this stage (known bad: ${known})`;
      return refuse(session, trigger, { decision: 'not-known-bad', reason });
    }
    const sentence = `${command.by} forgave execution ${execution}, rolled back from at ${clock(bad.since)}${because(command)}: it may be a target again`;
    await record(ports, key, entryOfCommand(trigger, 'forgiven', sentence));
    const kept = knownBad.filter(({ executionId }) => executionId !== execution);
    await ports.records.save(lock, { ...memory, knownBad: kept }, 'release');
    return {
      ...about(command),
      decision: 'forgiven',
      reason: `execution ${execution} is not known bad any more`,
      knownBad: kept.map(({ executionId }) => executionId),
      // The rollback did happen: it counts until a deployment has proven healthy.
      automaticRollbacks: memory.automaticRollbacks.length,
    };
  });
}
