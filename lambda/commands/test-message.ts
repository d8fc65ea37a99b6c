import type { Controller } from '../controller.ts';
import { because, type CommandAnswer } from '../decision/commands/answer.ts';
import { entryOfCommand } from '../decision/commands/command-entry.ts';
import { WHOLE_CONTROLLER } from '../decision/stage-key.ts';
import type { AskedFor } from '../decision/turn.ts';
import type { CommandOf } from '../intake/command.ts';
import type { Subscriber } from '../ports.ts';
import { attempt } from '../stage/observe.ts';
import { tell } from '../stage/perform.ts';

/** Tells one message over the channels of all others, and says who gets it. */
export async function testMessage(
  { ports }: Controller,
  asked: AskedFor<CommandOf<'test-message'>>,
): Promise<CommandAnswer> {
  const { command } = asked;
  const sentence = `${command.by} asked for a test message${because(command)}: this is how the rollback controller tells people; no stage was touched`;
  const [subscribers, problems] = await Promise.all([
    attempt(ports.subscribers.all()),
    tell(ports, WHOLE_CONTROLLER, entryOfCommand(asked, 'test-message', sentence)),
  ]);
  const to = subscribers.ok
    ? whoGetsIt(subscribers.value)
    : `who is subscribed could not be read: ${subscribers.problem}`;
  return {
    action: 'test-message',
    decision: problems.length === 0 ? 'sent' : 'not-sent',
    reason: problems.length === 0 ? to : `it could not be handed over: ${problems.join('; ')}; ${to}`,
    ...(subscribers.ok && { subscribers: subscribers.value }),
  };
}

function whoGetsIt(subscribers: readonly Subscriber[]): string {
  const pending = subscribers.filter(({ isConfirmed }) => !isConfirmed);
  const confirmed = subscribers.filter(({ isConfirmed }) => isConfirmed);
  const names = (some: readonly Subscriber[]) =>
    some.map(({ protocol, endpoint }) => `${protocol} ${endpoint}`).join(', ');
  const got = confirmed.length === 0 ? 'nobody gets it: no subscription is confirmed' : `sent to ${names(confirmed)}`;
  return pending.length === 0 ? got : `${got}; not confirmed yet: ${names(pending)}`;
}
