import * as z from 'zod';
import type { DeployedBus, DeployedRule, DeployedRuleTarget } from './deployed-stack.ts';
import { readBusPolicies } from './resource-policies.ts';
import { type StackResources, TemplateNumber } from './stack-resources.ts';

const Target = z
  .object({
    Id: z.string(),
    Arn: z.string(),
    RoleArn: z.string().optional(),
    Input: z.string().optional(),
    InputPath: z.string().optional(),
    InputTransformer: z
      .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
      .optional(),
    DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
    // EventBridge's defaults: 185 times in 24 hours.
    RetryPolicy: z
      .object({
        MaximumRetryAttempts: TemplateNumber.default(185),
        MaximumEventAgeInSeconds: TemplateNumber.default(86_400),
      })
      .prefault({}),
  })
  .transform(
    ({ Id, Arn, RoleArn, Input, InputPath, InputTransformer, DeadLetterConfig, RetryPolicy }): DeployedRuleTarget => ({
      id: Id,
      arn: Arn,
      maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts,
      maximumEventAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds,
      ...(Input !== undefined && { input: Input }),
      ...(InputPath !== undefined && { inputPath: InputPath }),
      ...(InputTransformer && {
        inputTransformer: {
          inputPathsMap: InputTransformer.InputPathsMap,
          inputTemplate: InputTransformer.InputTemplate,
        },
      }),
      ...(RoleArn !== undefined && { roleArn: RoleArn }),
      ...(DeadLetterConfig?.Arn !== undefined && { deadLetterArn: DeadLetterConfig.Arn }),
    }),
  );

const Rule = z.object({
  EventBusName: z.string().default('default'),
  State: z.string().default('ENABLED'),
  Description: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(Target).default([]),
});

export function readBuses(resources: StackResources): DeployedBus[] {
  const policyOf = readBusPolicies(resources);
  return resources.ofType('AWS::Events::EventBus', z.unknown()).map(({ logicalId }) => {
    const { name, arn } = resources.intrinsics.identify(logicalId);
    return { name, arn, ...policyOf(name) };
  });
}

export function readRules(resources: StackResources): DeployedRule[] {
  return resources.ofType('AWS::Events::Rule', Rule).map(({ logicalId, properties }) => {
    const { name, arn } = resources.intrinsics.identify(logicalId);
    return {
      name,
      arn,
      ...(properties.EventBusName !== 'default' && { busName: properties.EventBusName }),
      enabled: properties.State !== 'DISABLED',
      targets: properties.Targets,
      ...(properties.Description !== undefined && { description: properties.Description }),
      ...(properties.EventPattern && { eventPattern: properties.EventPattern }),
      ...(properties.ScheduleExpression !== undefined && { scheduleExpression: properties.ScheduleExpression }),
    };
  });
}
