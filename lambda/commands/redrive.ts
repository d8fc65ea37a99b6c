import type { Controller } from '../controller.ts';
import { because, type CommandAnswer } from '../decision/commands/answer.ts';
import { entryOfCommand } from '../decision/commands/command-entry.ts';
import { WHOLE_CONTROLLER } from '../decision/stage-key.ts';
import { SECOND } from '../decision/time.ts';
import type { AskedFor } from '../decision/turn.ts';
import { removeAtLast } from '../guards/provide.ts';
import type { CommandOf } from '../intake/command.ts';
import { handle } from '../intake/handle.ts';
import { RejectedEvent } from '../intake/rejected-event.ts';
import { decodeRest, decodeWatch } from '../intake/watch-message.ts';
import type { UnusableInput } from '../log/log.ts';
import type { SetAside, SetAsideMessage } from '../ports.ts';
import { tell } from '../stage/perform.ts';
import { readFailedEvent } from './failed-event.ts';

/** No message is begun later than this behind the command: the rest of the invocation is for the one at hand. */
const LONGEST = 10 * SECOND;
/** Each is decided, and may roll back: more are for the next command. */
const MOST = 100;

interface Refused {
  readonly message: string;
  readonly why: string;
}

/**
 * Brings back what was set aside: watch messages go to the watch queue again, events are handled as if they had just come. Each is a pointer still:
 * what it leads to is decided by what is true now, and an event that was decided is not decided twice. What is neither stays where it is.
 */
export async function redrive(controller: Controller, asked: AskedFor<CommandOf<'redrive'>>): Promise<CommandAnswer> {
  const { ports } = controller;
  const until = ports.clock() + LONGEST;
  const mayGoOn = (done: number) => done < MOST && ports.clock() < until;
  const watches = await bringBack(controller, ports.setAside.watches, 'watch message', sendAgain, mayGoOn);
  const events = await bringBack(controller, ports.setAside.events, 'event', handleAgain, mayGoOn);
  const refused = [...watches.refused, ...events.refused];
  const reason = [
    `${watches.done} watch ${watches.done === 1 ? 'message' : 'messages'} and ${events.done} failed ${events.done === 1 ? 'event' : 'events'} were brought back`,
    ...(refused.length > 0
      ? [`${refused.length} cannot be, and ${refused.length === 1 ? 'stays where it is' : 'stay where they are'}`]
      : []),
    ...(watches.isOver && events.isOver ? [] : ['there may be more: ask again']),
  ].join('; ');
  const { command } = asked;
  const entry = entryOfCommand(asked, 'redriven', `${command.by} asked to redrive${because(command)}: ${reason}`);
  const isNews = watches.done + events.done + refused.length > 0;
  await tell(ports, WHOLE_CONTROLLER, { ...entry, announce: isNews });
  return { action: 'redrive', decision: 'redriven', reason, ...(refused.length > 0 && { refused }) };
}

async function bringBack(
  controller: Controller,
  queue: SetAside,
  input: UnusableInput,
  again: (controller: Controller, body: string) => Promise<unknown>,
  mayGoOn: (done: number) => boolean,
): Promise<{ readonly done: number; readonly refused: readonly Refused[]; readonly isOver: boolean }> {
  const { log } = controller.ports;
  const kept: SetAsideMessage[] = [];
  const refused: Refused[] = [];
  let done = 0;
  let isOver = false;
  while (!isOver && mayGoOn(done + refused.length)) {
    const messages = await queue.take('patiently');
    isOver = messages.length === 0;
    for (const message of messages) {
      const { id, body } = message;
      if (!mayGoOn(done + refused.length)) {
        kept.push(message);
        continue;
      }
      try {
        await again({ ...controller, holder: `${controller.holder}/${id}` }, body);
        await message.remove();
        done += 1;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (error instanceof RejectedEvent) log.unusable(input, why, { message: id, body });
        else log.warn('redrive failed', { message: id, body, why });
        refused.push({ message: id, why });
        kept.push(message);
      }
    }
  }
  await Promise.all(kept.map((message) => message.putBack()));
  return { done, refused, isOver };
}

async function sendAgain(controller: Controller, body: string): Promise<void> {
  const rest = decodeRest(body);
  if (rest !== undefined) return controller.ports.watches.handOn(rest);
  const { message, cause } = decodeWatch(body, controller.ports.home);
  if (cause === undefined) await controller.ports.watches.send(message);
  else await handle(controller, { kind: 'watch', message, cause });
}

async function handleAgain(controller: Controller, body: string): Promise<void> {
  const trigger = readFailedEvent(controller.ports, body, controller.holder);
  switch (trigger.kind) {
    case 'alarm':
    case 'stage':
      await handle(controller, trigger);
      return;
    case 'author':
      await controller.ports.authors.note(trigger.executionId, trigger.author);
      return;
    case 'command':
      throw new RejectedEvent(
        `a command (${trigger.command.action}) is an order of whoever invoked the function: send it anew`,
      );
    case 'sqs':
      throw new RejectedEvent('watch messages do not come to this queue');
    case 'not-understood':
    case 'not-a-trigger':
      throw new RejectedEvent(trigger.why);
    case 'guard':
      await removeAtLast({ ...controller, until: controller.ports.clock() + 2 * LONGEST }, trigger);
      return;
  }
}
