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
 * Where a letter goes. An event has a place of its own while there is room: the holder may die after it has decided some, and only by its own
 * name can an event be told from those. Where there is no room an alarm has one, with the first and the last event by name.
 */
export function placed({ letters }: Mail, letter: Letter): Placed {
  if (letter.kind === 'stage') return { slot: 'stage', letter };
  const { cause } = letter;
  if (Object.keys(letters).length < ROOM) return { slot: cause.id, letter: slim(cause) };
  const slot = `alarm ${cause.event.alarm}`;
  const there = letters[slot];
  if (there?.kind !== 'alarm') return { slot, letter: slim(cause) };
  return { slot, letter: slim(merged(there.cause, cause)), over: there.cause };
}

/** Whether a letter in the box stands for what this one tells. */
export function covers({ letters }: Mail, letter: Letter): boolean {
  if (letter.kind === 'stage') return letters.stage !== undefined;
  const { id, at, event } = letter.cause;
  return Object.values(letters).some((there) => {
    if (there.kind === 'stage' || there.cause.event.alarm !== event.alarm) return false;
    return there.cause.id === id || (there.cause.at <= at && at <= lastOf(there.cause));
  });
}

/** Whether this very letter is the only one in the box. */
export function isAlone({ letters }: Mail, letter: Letter): boolean {
  const [only, ...others] = Object.values(letters);
  if (only === undefined || others.length > 0) return false;
  if (letter.kind === 'stage') return only.kind === 'stage' && only.at === letter.at;
  return only.kind === 'alarm' && only.cause.id === letter.cause.id;
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
