import { Annotations, Duration, type Environment } from 'aws-cdk-lib';
import type { IConstruct, Node } from 'constructs';
import * as z from 'zod';
import { nearestKey } from '../../lambda/intake/nearest-key.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { BUCKET } from '../controller/check-props.ts';
import { LONGEST_LEASE_SECONDS } from '../controller/lease.ts';
import type { Scope } from '../guards/guard-scope.ts';
import { SpokesText } from '../spoke/spokes-text.ts';

const seconds = (what: string, most: number) =>
  z.coerce
    .number(`${what} must be a number of seconds`)
    .int(`${what} must be a whole number of seconds`)
    .min(1, `${what} must be at least 1 second`)
    .max(most, `${what} must be at most ${most} seconds`)
    .transform((value) => Duration.seconds(value));

/** `cdk.json` may hold a boolean, the command line gives text. */
const onOrOff = (what: string) =>
  z
    .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })], `${what} must be true or false`)
    .default(true);

/** What `cdk deploy -c KEY=VALUE` (or the context in `cdk.json`) can set. */
export const AppSettings = z.object({
  guards: z
    .string('guards must be the path of a guards file')
    .min(1, 'guards must be the path of a guards file')
    .default('guards.json')
    .describe('Path of the guards file.'),
  stackName: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
      'stackName must be 1 to 128 letters, digits and hyphens, and start with a letter',
    )
    .default('RollbackController')
    .describe('Name of the stack: another one for each file of guards.'),
  notifyEmail: z
    .string()
    .transform((list) => list.split(',').map((address) => address.trim()))
    .pipe(z.array(z.email({ error: ({ input }) => `"${input}" is not an e-mail address; separate several by commas` })))
    .default([])
    .describe('Addresses that are told by e-mail, with commas between them.'),
  timeoutSeconds: seconds('timeoutSeconds', 900)
    .optional()
    .describe('How long one invocation of the function may take.'),
  leaseSeconds: seconds('leaseSeconds', LONGEST_LEASE_SECONDS)
    .optional()
    .describe('How long a claim on a stage is valid; at least 5 seconds longer than the timeout.'),
  dashboard: onOrOff('dashboard').describe('A CloudWatch dashboard.'),
  testEvents: onOrOff('testEvents').describe('Saved test events in the Test tab of the function.'),
  maxRollbacks: z
    .union([z.literal(false), z.string()])
    .transform((text, context) => {
      if (text === false || text === 'false') return false;
      const [, count, minutes] = /^(\d+) in (\d+)$/.exec(text) ?? [];
      if (count !== undefined && minutes !== undefined) return { count: Number(count), minutes: Number(minutes) };
      context.addIssue('maxRollbacks must be "COUNT in MINUTES", such as "5 in 10", or false');
      return z.NEVER;
    })
    .optional()
    .describe('The most incidents that may roll back automatically across all guards: "COUNT in MINUTES", or false.'),
  spokes: SpokesText.optional().describe(
    'Accounts and regions besides its own whose alarms may guard stages, in JSON (docs/spokes.md).',
  ),
  scope: z
    .string()
    .transform((text, context): Scope => {
      const [, names] = /^pipelines:(.+)$/.exec(text) ?? [];
      if (names !== undefined) return { pipelines: names.split(',').map((name) => name.trim()) };
      const [, key, value] = /^tag:([^=]+)=(.*)$/.exec(text) ?? [];
      if (key !== undefined && value !== undefined) return { tag: { [key]: value } };
      context.addIssue('scope must be "pipelines:NAME,..." (with * for any text) or "tag:KEY=VALUE"');
      return z.NEVER;
    })
    .optional()
    .describe(
      'What may be rolled back beyond the stages of the guards: "pipelines:NAME,..." with * for any text, or "tag:KEY=VALUE".',
    ),
  artifactBuckets: z
    .string()
    .transform((list) => list.split(',').map((name) => name.trim()))
    .pipe(
      z.array(
        z.string().regex(BUCKET, {
          error: ({ input }) => `"${input}" is not the name of a bucket; separate several by commas`,
        }),
      ),
    )
    .optional()
    .describe(
      "Names of the buckets of pipelines' artifacts in which the daily check looks whether what a rollback would deploy is still there, with commas between them.",
    ),
  runbookUrl: z
    .url('runbookUrl must be a URL, such as https://wiki.example.com/rollback-runbook')
    .optional()
    .describe('URL of the runbook, for messages, alarms and the dashboard.'),
});

export type AppSettings = z.infer<typeof AppSettings>;

/** Reads the context of the app. Throws a {@link ConfigurationError} that names every key that is wrong. */
export function readAppSettings(node: Node): AppSettings {
  const context = Object.fromEntries(
    Object.keys(AppSettings.shape).map((key): [string, unknown] => [key, node.tryGetContext(key)]),
  );
  const parsed = AppSettings.safeParse(context);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  -c ${String(issue.path[0])}=...: ${issue.message}`);
  throw new ConfigurationError(`the CDK context cannot be used:\n${lines.join('\n')}`);
}

/** The CDK's own context keys have a prefix: `aws:cdk:...`, `@aws-cdk/...`, `availability-zones:...`. */
const PLAIN_KEY = /^[A-Za-z][\w-]*$/;

/**
 * Warns of what is easily overlooked: a key of the context that nothing reads, most often a mistyped one, and that nobody is told
 * anything. The warnings are the stack's, so that `cdk synth` and `cdk deploy` show them.
 */
export function warnOfSettings(stack: IConstruct, { notifyEmail }: AppSettings): void {
  const known = Object.keys(AppSettings.shape);
  const warn = (id: string, message: string) =>
    Annotations.of(stack).addWarningV2(`codepipeline-auto-rollback:${id}`, message);
  const context: object = stack.node.getAllContext({});
  for (const key of Object.keys(context).filter((name) => PLAIN_KEY.test(name) && !known.includes(name))) {
    const nearest = nearestKey(key, known);
    const meant = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
    warn(`unknownContext.${key}`, `nothing reads the context key "${key}"${meant}. The keys are: ${known.join(', ')}`);
  }
  if (notifyEmail.length > 0) return;
  warn(
    'nobodyIsTold',
    'nobody is told by e-mail what the controller does: give addresses with -c notifyEmail=ADDRESS,... or subscribe to the topic of the output TopicArn',
  );
}

/**
 * Where the CDK CLI would deploy to. It knows the account only with credentials; without them its region is a guess, and the
 * stack is better left open for any account and region.
 */
export function deploymentEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = variables;
  return account && region ? { account, region } : {};
}
