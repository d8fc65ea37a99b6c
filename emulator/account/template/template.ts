import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Resource = z.object({
  Type: z.string(),
  Condition: z.string().optional(),
  DependsOn: z.union([z.array(z.string()), z.string().transform((one) => [one])]).default([]),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

const Parameter = z.object({
  Type: z.string(),
  Default: z.union([z.string(), z.number().transform(String)]).optional(),
});

const Output = z.object({
  Value: z.unknown(),
  Condition: z.string().optional(),
  Export: z.object({ Name: z.unknown() }).optional(),
});

/** The sections of a CloudFormation template that the local account reads, before any intrinsic function is resolved. */
export const Template = z.object({
  Parameters: z.record(z.string(), Parameter).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z.record(z.string(), Output).default({}),
});

export type Template = z.infer<typeof Template>;

/** Reads a JSON file. The error names the file and what is wrong in it. */
export function readJsonFile<Shape>(file: string, schema: z.ZodType<Shape>, what: string): Shape {
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is not ${what}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
