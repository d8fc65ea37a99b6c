import type { CommandOf } from '../command.ts';
import { isInForce } from '../decision/freeze.ts';
import { stageIn } from '../decision/observation.ts';
import type { StageMemory } from '../decision/record.ts';
import { lift } from '../freezing.ts';
import { record } from '../journal.ts';
import type { Controller } from '../lock.ts';
import { lookAt } from '../observer.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, because, type CommandAnswer } from './answer.ts';
import { entryOfCommand } from './entry-of-command.ts';
import { underLock } from './under-lock.ts';

/** The freeze is forgotten; an incident that goes on remembers that it is not to be made anew. */
function released({ freeze, ...thawed }: StageMemory): StageMemory {
  if (freeze === undefined || thawed.incident === undefined) return thawed;
  const { lifted: _, ...made } = freeze;
  return { ...thawed, freeze: { ...made, released: true } };
}

/** Lifts our freeze; a transition that somebody else disabled is left alone. */
export function release(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'release'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  return underLock(controller, trigger, command, async (session) => {
    const { key, lock } = session;
    const { observation } = await lookAt(ports, key, []);
    const lifted = await lift(session, observation.stage);
    const disabledBy = stageIn(observation.stage)?.inbound.lastChangedBy;
    // A release that died behind the change of the transition left it to be told by the next.
    const wasOpened = lifted.kind === 'not-frozen' && isInForce(session.memory.freeze);
    const reasons = {
      lifted: 'the inbound transition is enabled again',
      'not-frozen': wasOpened
        ? 'the inbound transition is enabled already, by an earlier release or by hand'
        : 'the inbound transition is not disabled: nothing to release',
      'not-ours': `the inbound transition was disabled by ${disabledBy ?? 'somebody else'}, not by this controller; enable it in CodePipeline if that is right`,
      failed: lifted.kind === 'failed' ? lifted.error : '',
    };
    const reason = reasons[lifted.kind];
    const isReleased = lifted.kind === 'lifted' || wasOpened;
    const entry = isReleased
      ? entryOfCommand(
          trigger,
          'released',
          `${command.by} released the freeze${because(command)}: ${wasOpened ? reason : 'deployments enter the stage again'}`,
        )
      : entryOfCommand(trigger, 'command-refused', `${command.by} asked to release: ${reason}`, {
          reason: lifted.kind,
        });
    await record(ports, key, entry);
    const gone = lifted.kind === 'lifted' || lifted.kind === 'not-frozen';
    await ports.records.save(lock, gone ? released(session.memory) : session.memory, 'release');
    return { ...about(command), decision: lifted.kind, reason };
  });
}
