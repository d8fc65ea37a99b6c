import * as z from 'zod';
import type { JsonObject } from '../../account/json-object.ts';
import type { DeployedRuleTarget } from '../../account/template/deployed-stack.ts';

/** A target as PutTargets takes it (API:Target). */
export const Target = z.object({
  Id: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/),
  Arn: z.string().min(1).max(1600),
  RoleArn: z.string().max(1600).optional(),
  Input: z.string().max(8192).optional(),
  InputPath: z.string().max(256).optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string().min(1).max(8192) })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
});

/** The defaults of a retry policy are 24 hours and 185 attempts (EB:eb-rule-retry-policy). */
export function deployedTarget(target: z.infer<typeof Target>): DeployedRuleTarget {
  return {
    id: target.Id,
    arn: target.Arn,
    ...(target.Input !== undefined && { input: target.Input }),
    ...(target.InputPath !== undefined && { inputPath: target.InputPath }),
    ...(target.InputTransformer !== undefined && {
      inputTransformer: {
        inputPathsMap: target.InputTransformer.InputPathsMap,
        inputTemplate: target.InputTransformer.InputTemplate,
      },
    }),
    ...(target.RoleArn !== undefined && { roleArn: target.RoleArn }),
    ...(target.DeadLetterConfig?.Arn !== undefined && { deadLetterArn: target.DeadLetterConfig.Arn }),
    maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? 185,
    maximumEventAgeSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
  };
}

/** The target as ListTargetsByRule tells it. */
export function describedTarget(target: DeployedRuleTarget): JsonObject {
  const { inputTransformer } = target;
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.input !== undefined && { Input: target.input }),
    ...(target.inputPath !== undefined && { InputPath: target.inputPath }),
    ...(inputTransformer !== undefined && {
      InputTransformer: {
        InputPathsMap: inputTransformer.inputPathsMap,
        InputTemplate: inputTransformer.inputTemplate,
      },
    }),
    ...(target.roleArn !== undefined && { RoleArn: target.roleArn }),
    ...(target.deadLetterArn !== undefined && { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    RetryPolicy: {
      MaximumRetryAttempts: target.maximumRetryAttempts,
      MaximumEventAgeInSeconds: target.maximumEventAgeSeconds,
    },
  };
}
