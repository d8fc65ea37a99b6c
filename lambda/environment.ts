import * as z from 'zod';

/**
 * The contract between the construct (which writes the function's environment) and the function (which reads it).
 * This is the only reader of `process.env` in `lambda/`.
 */
const Environment = z.object({
  /** Name of the DynamoDB table of stage records and decision records. */
  TABLE_NAME: z.string().min(1),
  /** URL of the SQS queue of watch messages. */
  WATCH_QUEUE_URL: z.string().min(1),
  /** ARN of the SNS topic for people. */
  TOPIC_ARN: z.string().min(1),
  /** Path below which every guard has its SSM parameter, without a trailing slash. */
  GUARD_PARAMETER_PREFIX: z.string().startsWith('/'),
  /** How long a claim is valid, in seconds; longer than the function's timeout. */
  LEASE_SECONDS: z.coerce.number().int().positive(),
  /** Days that decision records are kept. */
  DECISION_RETENTION_DAYS: z.coerce.number().int().positive(),
});

export type Environment = Readonly<z.infer<typeof Environment>>;

/** The variables the construct must set; all values are strings. */
export type EnvironmentVariables = Record<keyof Environment, string>;

/** Reads the environment of the function. Throws one error that names every missing or malformed variable. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = Environment.safeParse(variables);
  if (!parsed.success) throw new Error(`the function's environment is incomplete: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
