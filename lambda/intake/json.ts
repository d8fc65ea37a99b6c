import * as z from 'zod/mini';

/** Parses JSON of unknown origin; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A member that is read where it has this form, and taken to be absent otherwise. */
export function lenient<T extends z.ZodMiniType>(form: T) {
  return z.catch(z.optional(form), undefined);
}
