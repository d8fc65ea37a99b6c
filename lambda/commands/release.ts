import type { CommandOf } from '../command.ts';
import { lift } from '../freezing.ts';
import { record } from '../journal.ts';
import { type Controller, sessionOf } from '../lock.ts';
import { lookAt } from '../observer.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, answerHold, because, type CommandAnswer } from './answer.ts';
import { acquirePatiently, whyNotHeld } from './patient-lock.ts';

/** Lifts our freeze; a transition that somebody else disabled is left alone. */
export async function release(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'release'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const key = { pipeline: command.pipeline, stage: command.stage };
  const acquired = await acquirePatiently(controller, key, trigger.id);
  if (acquired.kind !== 'held') return answerHold(command, whyNotHeld(key, acquired));
  const session = sessionOf(controller, acquired);
  const { observation } = await lookAt(ports, key, []);
  const lifted = await lift(session, observation.stage);
  const { freeze: _, ...thawed } = session.memory;
  const kept = lifted.kind === 'lifted' || lifted.kind === 'not-frozen' ? thawed : session.memory;
  if (lifted.kind === 'lifted') {
    await record(ports, key, {
      id: trigger.id,
      causedAt: trigger.at,
      at: ports.clock(),
      code: 'released',
      sentence: `${command.by} released the freeze${because(command)}: deployments enter the stage again`,
      announce: true,
      cause: command.by,
    });
  }
  await ports.records.save(acquired.lock, kept, 'release');
  const disabledBy =
    observation.stage.ok && observation.stage.value !== 'not-found'
      ? observation.stage.value.inbound.lastChangedBy
      : undefined;
  const reasons = {
    lifted: 'the inbound transition is enabled again',
    'not-frozen': 'the inbound transition is not disabled: nothing to release',
    'not-ours': `the inbound transition was disabled by ${disabledBy ?? 'somebody else'}, not by this controller; enable it in CodePipeline if that is right`,
    failed: lifted.kind === 'failed' ? lifted.error : '',
  };
  return { ...about(command), decision: lifted.kind, reason: reasons[lifted.kind] };
}
