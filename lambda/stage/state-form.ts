import * as z from 'zod/mini';
import type { Location } from '../decision/alarm-arn.ts';
import { Pause, StageState } from '../decision/state.ts';
import { problemsOf } from '../problems-of.ts';
import { withAlarmArns } from './alarm-names.ts';
import { fromFirstForm } from './first-form.ts';
import { Letter, type Mail } from './mailbox.ts';

/** Version of the stored form. A record of a newer one is left alone by an older function; those of the first edition are carried over. */
export const STATE_FORM = 3;
const FIRST_FORM = 1;

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Reads a stored state of this version, or of the first edition: that knew alarms by name, and all of them lay `home`. */
export function parseState(form: unknown, stored: unknown, home: Location): Parsed<StageState> {
  if (form === FIRST_FORM) return parsed(StageState, withAlarmArns(fromFirstForm(stored), home));
  if (form !== STATE_FORM) {
    const problem = `its schema is ${JSON.stringify(form)}, this version of the function reads ${FIRST_FORM} and ${STATE_FORM}`;
    return { ok: false, problem };
  }
  return parsed(StageState, stored);
}

export function parsePause(stored: unknown): Parsed<Pause> {
  return parsed(Pause, stored);
}

const Letters = z.record(z.string(), z.unknown());

/**
 * The mailbox of an item: a map of letters, and a count. What cannot be read there is nobody's letter, and counts all the same: the box is taken
 * away with the lock only by whoever has read as many.
 */
export function parseMail(mail: unknown, count: unknown): Mail {
  const letters = Letters.safeParse(mail).data ?? {};
  const read = Object.entries(letters).flatMap(([slot, letter]) => {
    const { data } = Letter.safeParse(letter);
    return data === undefined ? [] : [[slot, data] as const];
  });
  return { letters: Object.fromEntries(read), count: typeof count === 'number' ? count : 0 };
}

function parsed<T>(schema: z.ZodMiniType<T>, stored: unknown): Parsed<T> {
  const { data, error } = schema.safeParse(stored);
  return data === undefined
    ? { ok: false, problem: error === undefined ? 'it is empty' : problemsOf(error) }
    : { ok: true, value: data };
}
