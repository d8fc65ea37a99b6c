import * as z from 'zod/mini';
import type { Location } from '../decision/alarm-arn.ts';
import type { Pause as PauseValue, StageState } from '../decision/state.ts';
import { explain } from '../intake/explain.ts';
import { withAlarmArns } from './alarm-names.ts';
import { fromFirstForm } from './first-form.ts';
import { AlarmCause, Entry, Execution, Letter, Pause, time } from './forms.ts';
import { Incident } from './incident-form.ts';
import { type Mail, NO_MAIL } from './mailbox.ts';

/** Version of the stored form. A record of a newer one is left alone by an older function; those before are read and carried over. */
export const STATE_FORM = 3;
/** Alarms by name. */
const SECOND_FORM = 2;
const FIRST_FORM = 1;

/** The stored form of a stage's state; what does not fit is refused with the place and the reason. */
const State = z.object({
  incident: z.exactOptional(Incident),
  deployments: z.array(
    z.object({
      by: z.string(),
      beganAt: time,
      endedAt: z.exactOptional(time),
      outcome: z.enum(['running', 'whole', 'half']),
    }),
  ),
  releases: z.array(
    z.object({
      execution: Execution,
      variables: z.exactOptional(z.array(z.object({ name: z.string(), value: z.string() }))),
      blamedAt: z.exactOptional(time),
      troubledAt: z.exactOptional(time),
      badSince: z.exactOptional(time),
      forgivenAt: z.exactOptional(time),
    }),
  ),
  automaticRollbacks: z.array(z.object({ suspect: z.string(), at: time, recovered: z.exactOptional(z.literal(true)) })),
  rollbacks: z.array(z.object({ executionId: z.string(), causeId: z.string() })),
  decided: z.array(
    z.object({
      alarm: z.string(),
      from: time,
      to: time,
      told: z.exactOptional(z.object({ reason: z.string(), live: z.exactOptional(z.string()), at: time })),
    }),
  ),
  covered: z.exactOptional(z.object({ from: time, to: time })),
  decidedSince: z.exactOptional(time),
  postponed: z.array(
    z.object({
      cause: AlarmCause,
      why: z.enum(['unread', 'muted', 'platform-trouble']),
      since: time,
      dueAt: time,
      until: time,
    }),
  ),
  freeze: z.exactOptional(
    z.object({
      reason: z.string(),
      incident: z.string(),
      since: time,
      condition: z.enum(['making', 'made', 'lifted', 'lifting', 'released']),
      changedBy: z.exactOptional(z.string()),
    }),
  ),
  pause: z.exactOptional(Pause),
  probation: z.exactOptional(
    z.object({ executionId: z.string(), endsAt: time, silenceTold: z.exactOptional(z.literal(true)) }),
  ),
  promised: z.array(Entry),
  changedAt: z.exactOptional(time),
  wakeAt: z.exactOptional(time),
});

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Reads a stored state of this version, or of one before: those knew alarms by name, and all of them lay `home`. */
export function parseState(form: unknown, stored: unknown, home: Location): Parsed<StageState> {
  if (form === FIRST_FORM) return parsed(State, withAlarmArns(fromFirstForm(stored), home));
  if (form === SECOND_FORM) return parsed(State, withAlarmArns(stored, home));
  if (form !== STATE_FORM) {
    const problem = `its schema is ${JSON.stringify(form)}, this version of the function reads ${FIRST_FORM} to ${STATE_FORM}`;
    return { ok: false, problem };
  }
  return parsed(State, stored);
}

export function parsePause(stored: unknown): Parsed<PauseValue> {
  return parsed(Pause, stored);
}

const Letters = z.record(z.string(), z.unknown());

/** The mailbox of an item: a map of letters, and a count. What cannot be read there is nobody's letter. */
export function parseMail(mail: unknown, count: unknown, home: Location): Mail {
  const letters = Letters.safeParse(mail).data;
  if (letters === undefined) return NO_MAIL;
  const read = Object.values(letters).flatMap((letter) => {
    const { data } = Letter.safeParse(withAlarmArns(letter, home));
    return data === undefined ? [] : [data];
  });
  return { letters: read, count: typeof count === 'number' ? count : 0 };
}

function parsed<T>(schema: z.ZodMiniType<T>, stored: unknown): Parsed<T> {
  const { data, error } = schema.safeParse(stored);
  return data === undefined
    ? { ok: false, problem: error === undefined ? 'it is empty' : explain(error) }
    : { ok: true, value: data };
}
