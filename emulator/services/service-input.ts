import type * as z from 'zod';
import type { JsonObject } from '../account/json-object.ts';
import { ServiceError } from './service.ts';

/** Parses an operation's input; what is wrong with it becomes the error `name`, as the service calls it. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: JsonObject,
  name = 'ValidationException',
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  throw new ServiceError(name, problems.join('; '));
}

/** A string member of an input that has not been validated, for `authorize`; empty where it is absent or malformed. */
export function stringMember(input: JsonObject, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}
