import * as z from 'zod/mini';
import { ScopeText } from './guards/scope.ts';
import { parseJson } from './intake/json.ts';
import { problemsOf } from './problems-of.ts';

/** The bus that spokes forward to, in the controller's account and region. */
export const ALARM_BUS = 'rollback-alarms';

/** The role of a spoke that lets the controller look at alarms: the same name in every account. */
export const SPOKE_READER_ROLE = 'rollback-spoke-reader';

const Spokes = z.object({ accounts: z.array(z.string()), regions: z.array(z.string()), externalId: z.string() });

/**
 * The contract between the construct (which writes the function's environment) and the function (which reads it).
 * This is the only reader of `process.env` in `lambda/`.
 */
const Configured = z.object({
  /** Name of the DynamoDB table of stage records and decision records. */
  TABLE_NAME: z.string().check(z.minLength(1)),
  /** URL of the SQS queue of watch messages. */
  WATCH_QUEUE_URL: z.string().check(z.minLength(1)),
  /** URL of the SQS queue of watch messages that failed too often. */
  WATCH_DEAD_LETTERS_URL: z.string().check(z.minLength(1)),
  /** URL of the SQS queue of events that could not be handled. */
  FAILED_EVENTS_URL: z.string().check(z.minLength(1)),
  /** ARN of the SNS topic for people. */
  TOPIC_ARN: z.string().check(z.startsWith('arn:')),
  /** ARN of the SNS topic for Amazon Q Developer in chat applications. */
  CHAT_TOPIC_ARN: z.string().check(z.startsWith('arn:')),
  /** Name of the CloudWatch dashboard; absent where the stack has none. */
  DASHBOARD_NAME: z.exactOptional(z.string().check(z.minLength(1))),
  /** What may be guarded, as JSON. */
  SCOPE: ScopeText,
  /** URL of the runbook, for messages. */
  RUNBOOK: z.string().check(z.minLength(1)),
  /** What the names of this controller's event rules start with, and no others. */
  RULE_NAME_PREFIX: z.string().check(z.minLength(1)),
  /** How long a claim is valid, in seconds; longer than the function's timeout. */
  LEASE_SECONDS: z.coerce.number().check(z.int(), z.positive()),
  /** The most automatic rollbacks across all guards: "COUNT in MINUTES", or "no limit". */
  MAX_ROLLBACKS: z.pipe(
    z._default(
      z.string().check(z.regex(/^(no limit|\d+ in \d+)$/, 'must be "COUNT in MINUTES" or "no limit"')),
      '5 in 10',
    ),
    z.transform((text) => {
      const [count, minutes] = text.split(' in ').map(Number);
      return count === undefined || minutes === undefined ? undefined : { count, minutes };
    }),
  ),
  /** Where alarms may be besides here, in JSON; absent where they may not. */
  SPOKES: z.exactOptional(z.pipe(z.pipe(z.string(), z.transform(parseJson)), Spokes)),
  /** Names of the buckets in which artifacts may be looked for, in JSON; absent where they may not. */
  ARTIFACT_BUCKETS: z.exactOptional(z.pipe(z.pipe(z.string(), z.transform(parseJson)), z.array(z.string()))),
  /** Days that decision records are kept. */
  DECISION_RETENTION_DAYS: z.coerce.number().check(z.int(), z.positive()),
});

/** What Lambda itself sets (L:configuration-envvars). */
const Environment = z.extend(Configured, {
  AWS_LAMBDA_FUNCTION_NAME: z.string().check(z.minLength(1)),
  AWS_LAMBDA_LOG_GROUP_NAME: z.string().check(z.minLength(1)),
});

export type Environment = Readonly<z.infer<typeof Environment>>;

/** The variables the construct must set; all values are strings. */
export type EnvironmentVariables = { readonly [Variable in keyof z.input<typeof Configured>]: string };

/** Reads the environment of the function. Throws one error that names every missing or malformed variable. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = Environment.safeParse(variables);
  if (!parsed.success) throw new Error(`the function's environment is incomplete: ${problemsOf(parsed.error)}`);
  return parsed.data;
}

/** Where AWS is, by the variables that Lambda sets (AWS_REGION) and that the SDK documents. */
export interface CloudEnvironment {
  readonly region?: string;
  readonly fips: boolean;
  readonly dualStack: boolean;
  /** The endpoint of S3, where it has one of its own. */
  readonly s3Endpoint?: string;
  /** Some service has an endpoint of its own. */
  readonly ownEndpoints: boolean;
}

export function readCloudEnvironment(variables: NodeJS.ProcessEnv = process.env): CloudEnvironment {
  const { AWS_REGION: region, AWS_USE_FIPS_ENDPOINT: fips, AWS_USE_DUALSTACK_ENDPOINT: dualStack } = variables;
  const { AWS_ENDPOINT_URL_S3: s3Endpoint = variables.AWS_ENDPOINT_URL } = variables;
  return {
    ...(region !== undefined && { region }),
    ...(s3Endpoint !== undefined && { s3Endpoint }),
    fips: fips === 'true',
    dualStack: dualStack === 'true',
    ownEndpoints: Object.keys(variables).some((name) => name.startsWith('AWS_ENDPOINT_URL')),
  };
}
