import * as z from 'zod/mini';
import { AlarmCause, lastOf } from '../decision/cause.ts';
import { cut } from '../decision/cut.ts';
import { merged } from '../decision/joined.ts';
import type { Stored } from '../decision/stored.ts';
import { Time } from '../decision/time.ts';

/** What somebody who found the lock taken leaves for its holder: a pointer, never an order. */
export const Letter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alarm'), cause: AlarmCause }),
  z.object({ kind: z.literal('stage'), at: Time }),
]);
export type Letter = Stored<typeof Letter>;

/** The letters of a stage by the places where they lie, and how often something was left. */
export interface Mail {
  readonly letters: Readonly<Record<string, Letter>>;
  /** Counts the writes: the holder leaves only if it has read as many. */
  readonly count: number;
}

export const NO_MAIL: Mail = { letters: {}, count: 0 };

/** A letter as it goes into the box. */
export interface Placed {
  readonly slot: string;
  readonly letter: Letter;
  /** What lies in the place, and goes on in the letter: goes in only while that lies there. */
  readonly over?: AlarmCause;
}

/** With so many letters in the box the events of an alarm share its place. */
export const ROOM = 20;

/**
 * Where a letter goes. The first event of an alarm lies in the place of the alarm, others have one of their own while there is room: the holder may
 * die after it has decided some of them, and only by its own name can an event be told from those. Where there is no room the first and the last
 * event are kept by name.
 */
export function placed({ letters }: Mail, letter: Letter): Placed {
  if (letter.kind === 'stage') return { slot: 'stage', letter };
  const { cause } = letter;
  const slot = `alarm ${cause.event.alarm}`;
  const there = letters[slot];
  if (there?.kind !== 'alarm' || there.cause.id === cause.id) return { slot, letter: slim(cause) };
  if (Object.keys(letters).length < ROOM) return { slot: cause.id, letter: slim(cause) };
  return { slot, letter: slim(merged(there.cause, cause)), over: there.cause };
}

/** Whether a letter stands for this event. */
export function covers({ letters }: Mail, { id, at, event }: AlarmCause): boolean {
  return Object.values(letters).some((letter) => {
    if (letter.kind === 'stage' || letter.cause.event.alarm !== event.alarm) return false;
    return letter.cause.id === id || (letter.cause.at <= at && at <= lastOf(letter.cause));
  });
}

const LONGEST_REASON = 100;

/** Without what is read again anyway: a letter stays under 500 bytes, but for the name of its alarm. */
function slim(cause: AlarmCause): Letter {
  const { state, previous, ...event } = cause.event;
  const { grounds: _, reason, ...plain } = state;
  return {
    kind: 'alarm',
    cause: {
      ...cause,
      event: {
        ...event,
        state: { ...plain, ...(reason !== undefined && { reason: cut(reason, LONGEST_REASON) }) },
        ...(previous && {
          previous: {
            value: previous.value,
            ...(previous.at !== undefined && { at: previous.at }),
            ...(previous.suppressedBy !== undefined && { suppressedBy: previous.suppressedBy }),
          },
        }),
      },
    },
  };
}
