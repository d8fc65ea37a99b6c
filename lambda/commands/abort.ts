import { recordRollback } from '../acceptance.ts';
import type { CommandOf } from '../command.ts';
import { entryOfHold } from '../decision/entry.ts';
import { isInForce } from '../decision/freeze.ts';
import { hold } from '../decision/hold.ts';
import { causesOf, type Incident } from '../decision/incident.ts';
import { withAccepted } from '../decision/record.ts';
import { clock } from '../decision/time.ts';
import { record } from '../journal.ts';
import type { Controller } from '../lock.ts';
import { withoutIncident } from '../session.ts';
import { whatBecameOf } from '../take-up-claim.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, because, type CommandAnswer } from './answer.ts';
import { entryOfCommand } from './entry-of-command.ts';
import { refuse, underLock } from './under-lock.ts';

/** Stops following the open incident and frees the stage. What runs in CodePipeline runs on, and the answer says so. */
export function abort(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'abort'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  return underLock(controller, trigger, command, async (session) => {
    const { key, lock, memory } = session;
    if (memory.incident === undefined) {
      return refuse(session, trigger, { decision: 'no-incident', reason: 'no incident of this stage is open' });
    }
    // Forgotten under a claim, a rollback of ours would be taken for a person's, and not be counted.
    const incident =
      memory.incident.phase === 'claimed' ? await whatBecameOf(session, memory.incident) : memory.incident;
    if ('kind' in incident) {
      const { code, sentence } = hold.couldNotObserve(incident);
      return refuse(session, trigger, { decision: code, reason: `${sentence}; ask again in a minute` });
    }
    if (incident.phase === 'rolling-back') await recordRollback(session, incident);
    const { id, phase, openedAt } = incident;
    const running = stillRunning(incident, isInForce(memory.freeze));
    const sentence = `${command.by} aborted incident ${id} (${phase}, open since ${clock(openedAt)})${because(command)}: ${running.join('; ')}`;
    const suspect = 'plan' in incident && { suspect: incident.plan.suspect, target: incident.plan.target };
    const execution = 'rollbackExecutionId' in incident && { rollbackExecutionId: incident.rollbackExecutionId };
    // Every cause ends in one decision; those of a rollback have theirs.
    for (const cause of undecided(incident)) {
      await record(ports, key, entryOfHold(cause, hold.aborted({ incident: id, by: command.by }), ports.clock()));
    }
    await record(ports, key, entryOfCommand(trigger, 'aborted', sentence, { incident: id, ...suspect, ...execution }));
    const wasFound = memory.incident.phase === 'claimed' && incident.phase === 'rolling-back';
    const remembered = wasFound ? withAccepted(memory, incident) : memory;
    await ports.records.save(lock, await withoutIncident({ ...session, memory: remembered }), 'release');
    return {
      ...about(command),
      decision: 'aborted',
      reason: `incident ${id} (${phase}) is no longer followed, and the stage is free for the next one`,
      warnings: running,
      ...execution,
    };
  });
}

function undecided(incident: Incident) {
  switch (incident.phase) {
    case 'waiting':
    case 'claimed':
      return causesOf(incident);
    case 'rolling-back':
    case 'verifying':
      return [];
  }
}

/** What goes on without anybody looking after it. */
function stillRunning(incident: Incident, frozen: boolean): readonly string[] {
  const stays = frozen ? ['the stage stays frozen until it is released'] : [];
  switch (incident.phase) {
    case 'waiting':
      return [
        incident.stopping
          ? `execution ${incident.occupant} was told to stop, and still may be stopping`
          : `deployment ${incident.occupant} may still be running; nothing happens at its end`,
        ...stays,
      ];
    case 'claimed':
      return [
        `RollbackStage may have been called for a rollback to ${incident.plan.target.id}, of which nothing shows`,
        ...stays,
      ];
    case 'rolling-back':
      return [
        `rollback execution ${incident.rollbackExecutionId} is not stopped; nobody is told how it ends, nor whether the alarms recover`,
        ...stays,
      ];
    case 'verifying':
      return ['the rollback is done; nobody is told whether the alarms recover', ...stays];
  }
}
