import * as z from 'zod/mini';
import { PipelineName, StageName } from '../guard-policy.ts';

const ExecutionId = z
  .string()
  .check(
    z.regex(
      /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
      'must be a pipeline execution id: a lower-case hexadecimal UUID',
    ),
  );

const someText = (most: number) =>
  z.string().check(z.minLength(1, 'must not be empty'), z.maxLength(most, `must be at most ${most} characters`));

const aStage = { pipeline: PipelineName, stage: StageName };
const aStageOrAll = { pipeline: z.exactOptional(PipelineName), stage: z.exactOptional(StageName) };
const who = {
  /** Who asks, for the records; the console does not tell us. */
  by: z._default(someText(100), 'a manual command'),
  reason: z.exactOptional(someText(500)),
};

/** What a person can ask for from the Lambda console or the CLI. */
export const Command = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('plan'), ...aStage, target: z.exactOptional(ExecutionId), ...who }),
  z.strictObject({
    action: z.literal('rollback'),
    ...aStage,
    target: z.exactOptional(ExecutionId),
    dryRun: z._default(z.boolean(), false),
    acrossBarrier: z.exactOptional(z.literal(true)),
    ...who,
  }),
  z.strictObject({
    action: z.literal('redeploy'),
    ...aStage,
    target: z.exactOptional(ExecutionId),
    dryRun: z._default(z.boolean(), false),
    ...who,
  }),
  z.strictObject({ action: z.literal('undo'), ...aStage, ...who }),
  z.strictObject({ action: z.literal('rearm'), ...aStage, ...who }),
  z.strictObject({ action: z.literal('release'), ...aStage, ...who }),
  z.strictObject({ action: z.literal('pause'), ...aStageOrAll, ...who }),
  z.strictObject({ action: z.literal('resume'), ...aStageOrAll, ...who }),
  z.strictObject({ action: z.literal('status'), ...aStageOrAll, ...who }),
  z.strictObject({
    action: z.literal('history'),
    ...aStageOrAll,
    limit: z._default(
      z
        .int('limit must be a whole number')
        .check(z.minimum(1, 'limit must be at least 1'), z.maximum(100, 'limit must be at most 100')),
      20,
    ),
    ...who,
  }),
  z.strictObject({ action: z.literal('check'), ...aStageOrAll, ...who }),
  z.strictObject({ action: z.literal('test-message'), ...who }),
  z.strictObject({ action: z.literal('redrive'), ...who }),
  z.strictObject({ action: z.literal('unguard'), ...aStage, stack: someText(128), ...who }),
  z.strictObject({ action: z.literal('abort'), ...aStage, ...who }),
  z.strictObject({ action: z.literal('forgive'), ...aStage, execution: ExecutionId, ...who }),
]);

export type Command = z.infer<typeof Command>;
export type CommandOf<Action extends Command['action']> = Extract<Command, { action: Action }>;

/** One example per action, for answers to commands that cannot be understood. */
export const COMMAND_EXAMPLES = [
  { action: 'plan', pipeline: 'shop', stage: 'Prod' },
  { action: 'rollback', pipeline: 'shop', stage: 'Prod', reason: 'errors after release 42', dryRun: false },
  { action: 'redeploy', pipeline: 'shop', stage: 'Prod', reason: 'no target since the edit', dryRun: true },
  { action: 'undo', pipeline: 'shop', stage: 'Prod', reason: 'the alarm was wrong' },
  { action: 'release', pipeline: 'shop', stage: 'Prod', reason: 'the fix is merged' },
  { action: 'rearm', pipeline: 'shop', stage: 'Prod', reason: 'looked at by hand, it is healthy' },
  { action: 'pause', reason: 'load test until noon' },
  { action: 'resume', pipeline: 'shop', stage: 'Prod' },
  { action: 'status' },
  { action: 'history', pipeline: 'shop', stage: 'Prod', limit: 20 },
  { action: 'check' },
  { action: 'test-message', reason: 'who is called at night?' },
  { action: 'redrive', reason: 'the permission is back' },
  { action: 'unguard', pipeline: 'shop', stage: 'Prod', stack: 'Shop', reason: 'that stack is gone' },
  { action: 'abort', pipeline: 'shop', stage: 'Prod', reason: 'the rollback hangs, we go on by hand' },
  {
    action: 'forgive',
    pipeline: 'shop',
    stage: 'Prod',
    execution: '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60',
    reason: 'the alarm was wrong',
  },
] as const;
