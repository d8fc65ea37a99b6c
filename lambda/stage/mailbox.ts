import * as z from 'zod/mini';
import { AlarmCause, lastOf } from '../decision/cause.ts';
import { cut } from '../decision/cut.ts';
import { joined } from '../decision/joined.ts';
import type { Stored } from '../decision/stored.ts';
import { Time } from '../decision/time.ts';

/** What somebody who found the lock taken leaves for its holder: a pointer, never an order. */
export const Letter = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alarm'), cause: AlarmCause }),
  z.object({ kind: z.literal('stage'), at: Time }),
]);
export type Letter = Stored<typeof Letter>;

/** The letters of a stage, one for each alarm, and how often something was left. */
export interface Mail {
  readonly letters: readonly Letter[];
  /** Counts the writes: the holder leaves only if it has read as many. */
  readonly count: number;
}

export const NO_MAIL: Mail = { letters: [], count: 0 };

/** Where a letter lies in the box: letters about the same thing lie in the same place, and merge. */
export function slotOf(letter: Letter): string {
  return letter.kind === 'stage' ? 'stage' : `alarm ${letter.cause.event.alarm}`;
}

/** The letter with what lies in its place already: the first and the last event of an alarm are kept. */
export function merged({ letters }: Mail, letter: Letter): Letter {
  const earlier = letters.find((one) => slotOf(one) === slotOf(letter));
  if (earlier === undefined || earlier.kind === 'stage' || letter.kind === 'stage') return earlier ?? slim(letter);
  const [cause] = joined([earlier.cause], [letter.cause]).causes;
  return cause?.kind === 'alarm' ? slim({ kind: 'alarm', cause }) : letter;
}

/** Whether a letter stands for this event. */
export function covers({ letters }: Mail, { id, at, event }: AlarmCause): boolean {
  return letters.some((letter) => {
    if (letter.kind === 'stage' || letter.cause.event.alarm !== event.alarm) return false;
    return letter.cause.id === id || (letter.cause.at <= at && at <= lastOf(letter.cause));
  });
}

const LONGEST_REASON = 100;

/** Without what is read again anyway: a letter stays under 500 bytes, but for the name of its alarm. */
function slim(letter: Letter): Letter {
  if (letter.kind === 'stage') return letter;
  const { cause } = letter;
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
