import type * as z from 'zod/mini';
import { problemsOf } from '../problems-of.ts';

/** What is wrong with a value, and where in it, in one line. */
export function explain(error: z.core.$ZodError): string {
  return problemsOf(error).replaceAll('\n', ' ');
}
