import * as z from 'zod';
import type { JsonObject } from '../../account/json-object.ts';
import { ServiceError } from '../service.ts';

const name = z
  .string()
  .min(1, 'Member must have length greater than or equal to 1')
  .max(100, 'Member must have length less than or equal to 100')
  .regex(/^[A-Za-z0-9.@\-_]+$/, 'Member must satisfy regular expression pattern: [A-Za-z0-9.@\\-_]+');

/** Shapes of the API model (service-2.json of botocore) that several operations share. */
export const PipelineName = name;
export const StageName = name;
export const ActionName = name;
export const PipelineExecutionId = z
  .string()
  .regex(
    /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
    'Member must satisfy regular expression pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  );
/** Of a pipeline's variable (API:PipelineVariableDeclaration). */
export const VariableName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9@\-_]+$/, 'Member must satisfy regular expression pattern: [A-Za-z0-9@\\-_]+');
export const StageTransitionType = z.enum(['Inbound', 'Outbound']);
export const NextToken = z.string().min(1).max(2048);
/** 1 to 100, default 100. */
export const MaxResults = z.int().min(1).max(100).default(100);

/** Checks an operation's input against its model. Throws ValidationException naming every member that is wrong. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: JsonObject): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const complaints = issues.map(
    ({ path, message }) => `Value at '${path.join('.')}' failed to satisfy constraint: ${message}`,
  );
  throw new ServiceError(
    'ValidationException',
    `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${complaints.join('; ')}`,
  );
}
