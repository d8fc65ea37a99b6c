import type { CommandOf } from '../command.ts';
import type { Pause } from '../decision/record.ts';
import { record } from '../journal.ts';
import type { Controller } from '../lock.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, answerHold, because, type CommandAnswer } from './answer.ts';
import { acquirePatiently, whyNotHeld } from './patient-lock.ts';

/** The kill switch without a deploy: for one stage, or for everything where no stage is named. */
export async function setPause(
  controller: Controller,
  trigger: CommandTrigger,
  command: CommandOf<'pause' | 'resume'>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const { pipeline, stage, by, reason } = command;
  const pause: Pause | undefined =
    command.action === 'pause' ? { by, since: trigger.at, ...(reason !== undefined && { reason }) } : undefined;
  const done = command.action === 'pause' ? 'paused' : 'resumed';
  if (pipeline === undefined && stage === undefined) {
    await ports.records.setGlobalPause(pause);
    return { action: command.action, decision: done, reason: `automatic rollback of every guarded stage is ${done}` };
  }
  if (pipeline === undefined || stage === undefined) {
    const missing = pipeline === undefined ? 'pipeline' : 'stage';
    return {
      action: command.action,
      decision: 'refused',
      reason: `"${missing}" is missing: name both pipeline and stage, or neither for every stage`,
    };
  }
  const key = { pipeline, stage };
  const acquired = await acquirePatiently(controller, key, trigger.id);
  if (acquired.kind !== 'held') return answerHold({ action: command.action, ...key }, whyNotHeld(key, acquired));
  const { pause: _, ...rest } = acquired.memory;
  await record(ports, key, {
    id: trigger.id,
    causedAt: trigger.at,
    at: trigger.at,
    code: done,
    sentence: `${by} ${done} automatic rollback of this stage${because(command)}`,
    announce: true,
    cause: by,
  });
  await ports.records.save(acquired.lock, pause === undefined ? rest : { ...rest, pause }, 'release');
  return {
    ...about({ action: command.action, ...key }),
    decision: done,
    reason: `automatic rollback of this stage is ${done}`,
  };
}
