import * as z from 'zod';
import { PipelineName, StageName } from './guard-policy.ts';

const ExecutionId = z
  .string()
  .regex(
    /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
    'must be a pipeline execution id: a lower-case hexadecimal UUID',
  );

const aStage = { pipeline: PipelineName, stage: StageName };
const who = {
  /** Who asks, for the records; the console does not tell us. */
  by: z.string().min(1).max(100).default('a manual command'),
  reason: z.string().min(1).max(500).exactOptional(),
};

/** What a person can ask for from the Lambda console or the CLI. */
export const Command = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('plan'), ...aStage, target: ExecutionId.exactOptional(), ...who }),
  z.strictObject({
    action: z.literal('rollback'),
    ...aStage,
    target: ExecutionId.exactOptional(),
    dryRun: z.boolean().default(false),
    ...who,
  }),
  z.strictObject({ action: z.literal('release'), ...aStage, ...who }),
  z.strictObject({
    action: z.literal('pause'),
    pipeline: PipelineName.exactOptional(),
    stage: StageName.exactOptional(),
    ...who,
  }),
  z.strictObject({
    action: z.literal('resume'),
    pipeline: PipelineName.exactOptional(),
    stage: StageName.exactOptional(),
    ...who,
  }),
  z.strictObject({
    action: z.literal('status'),
    pipeline: PipelineName.exactOptional(),
    stage: StageName.exactOptional(),
    ...who,
  }),
]);

export type Command = z.infer<typeof Command>;
export type CommandOf<Action extends Command['action']> = Extract<Command, { action: Action }>;

/** One example per action, for answers to commands that cannot be understood. */
export const COMMAND_EXAMPLES = [
  { action: 'plan', pipeline: 'shop', stage: 'Prod' },
  { action: 'rollback', pipeline: 'shop', stage: 'Prod', reason: 'errors after release 42', dryRun: false },
  { action: 'release', pipeline: 'shop', stage: 'Prod', reason: 'the fix is merged' },
  { action: 'pause', reason: 'load test until noon' },
  { action: 'resume', pipeline: 'shop', stage: 'Prod' },
  { action: 'status' },
] as const;
