import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// Without a language zod/mini says of everything only "Invalid input"; `z.locales` would bring all of them into the bundle.
z.config(english());

/** What is wrong with a value, and where in it, in one line. */
export function problemsOf(error: z.core.$ZodError): string {
  return z.prettifyError(error).replaceAll('\n', ' ');
}
