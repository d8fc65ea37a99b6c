import * as z from 'zod';
import type { JsonObject } from '../../account/json-object.ts';
import { ServiceError } from '../service.ts';

/** Parses the input of an operation. Throws CloudWatch's `ValidationError` that names every bad member. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: JsonObject): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const faults = issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
  throw validationError(
    `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${faults.join('; ')}`,
  );
}

/** The error that CloudWatch answers to malformed input. */
export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/** A number or a boolean that the query protocol sends as text; every other protocol sends the value itself. */
export function fromText<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (typeof value === 'string' ? valueOfText(value) : value), schema);
}

function valueOfText(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** Alarm names are 1 to 255 characters (API:PutMetricAlarm). */
export const AlarmName = z.string().min(1).max(255);

/** Up to 100 alarm names (API:DescribeAlarms, API:DeleteAlarms). */
export const AlarmNames = z.array(AlarmName).max(100);

export const AlarmTypes = z.array(z.enum(['MetricAlarm', 'CompositeAlarm', 'LogAlarm']));

/** Up to 50 tags; keys 1 to 128, values up to 256 characters (API:TagResource). */
export const Tags = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
  .max(50, 'at most 50 tags');
