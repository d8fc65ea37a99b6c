import type { CommandOf } from '../command.ts';
import { record } from '../journal.ts';
import { type Controller, sessionOf } from '../lock.ts';
import { attempt } from '../observer.ts';
import type { Session } from '../session.ts';
import type { CommandTrigger } from '../trigger.ts';
import { about, answerHold, type CommandAnswer } from './answer.ts';
import { entryOfCommand } from './entry-of-command.ts';
import { answerUnknownStage } from './guarded-stages.ts';
import { acquirePatiently, whyNotHeld } from './patient-lock.ts';

type StageCommand = CommandOf<'release' | 'abort' | 'forgive'> | (CommandOf<'pause' | 'resume'> & StageOfCommand);

interface StageOfCommand {
  readonly pipeline: string;
  readonly stage: string;
}

/** Does what a command asks for under the lock of its stage. `act` saves or releases the lock itself. */
export async function underLock(
  controller: Controller,
  trigger: CommandTrigger,
  command: StageCommand,
  act: (session: Session) => Promise<CommandAnswer>,
): Promise<CommandAnswer> {
  const { ports } = controller;
  const { pipeline, stage } = command;
  const key = { pipeline, stage };
  // What cannot be read is no reason to refuse: a stage must be pausable while SSM is down.
  const unknown = await attempt(answerUnknownStage(ports, command));
  if (unknown.ok && unknown.value !== undefined) return unknown.value;
  const acquired = await acquirePatiently(controller, key, trigger.id);
  if (acquired.kind === 'held') return act(sessionOf(controller, acquired));
  const why = whyNotHeld(key, acquired);
  const sentence = `${command.by} asked to ${command.action}: ${why.sentence}`;
  await record(ports, key, entryOfCommand(trigger, 'command-refused', sentence, { reason: why.code }));
  return answerHold(command, why);
}

/** Records that a command changed nothing, lets go of the lock, and says why. */
export async function refuse(
  { ports, key, lock }: Session,
  trigger: CommandTrigger,
  why: { readonly decision: string; readonly reason: string },
): Promise<CommandAnswer> {
  const { action, by } = trigger.command;
  const sentence = `${by} asked to ${action}: ${why.reason}`;
  await record(ports, key, entryOfCommand(trigger, 'command-refused', sentence, { reason: why.decision }));
  await ports.records.release(lock);
  return { ...about({ action, ...key }), ...why };
}
