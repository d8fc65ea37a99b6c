import * as z from 'zod';

/** What is wrong with a value, and where in it, in one line. */
export function explain(error: z.ZodError): string {
  return z.prettifyError(error).replaceAll('\n', ' ');
}
