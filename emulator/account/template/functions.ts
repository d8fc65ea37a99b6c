import * as z from 'zod';
import type { AssetSource } from './assets.ts';
import type {
  AsyncInvokeConfig,
  DeployedEventSourceMapping,
  DeployedFunction,
  DeployedPermission,
} from './deployed-stack.ts';
import { readRolePolicies } from './role-policies.ts';
import { type StackResources, TemplateBoolean, TemplateNumber } from './stack-resources.ts';
import { templateError } from './template-error.ts';

const FunctionProperties = z.object({
  Runtime: z.string(),
  Handler: z.string(),
  Code: z.object({ S3Bucket: z.string().optional(), S3Key: z.string().optional() }),
  Role: z.string(),
  Timeout: TemplateNumber.default(3),
  MemorySize: TemplateNumber.default(128),
  RecursiveLoop: z.enum(['Allow', 'Terminate']).default('Terminate'),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
});

const Permission = z
  .object({
    FunctionName: z.string(),
    Action: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.coerce.string().optional(),
  })
  .transform(({ FunctionName, Action, Principal, SourceArn, SourceAccount }) => ({
    functionName: functionNameOf(FunctionName),
    permission: {
      action: Action,
      principal: Principal,
      ...(SourceArn !== undefined && { sourceArn: SourceArn }),
      ...(SourceAccount !== undefined && { sourceAccount: SourceAccount }),
    } satisfies DeployedPermission,
  }));

const EventInvokeConfig = z
  .object({
    FunctionName: z.string(),
    MaximumRetryAttempts: TemplateNumber.optional(),
    MaximumEventAgeInSeconds: TemplateNumber.optional(),
    DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
  })
  .transform(({ FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig }) => {
    const onFailureArn = DestinationConfig?.OnFailure?.Destination;
    return {
      functionName: functionNameOf(FunctionName),
      config: {
        maximumRetryAttempts: MaximumRetryAttempts ?? LAMBDA_DEFAULTS.maximumRetryAttempts,
        maximumEventAgeSeconds: MaximumEventAgeInSeconds ?? LAMBDA_DEFAULTS.maximumEventAgeSeconds,
        ...(onFailureArn !== undefined && { onFailureArn }),
      } satisfies AsyncInvokeConfig,
    };
  });

const EventSourceMapping = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: TemplateNumber.default(10),
  Enabled: TemplateBoolean.default(true),
  FunctionResponseTypes: z.array(z.string()).default([]),
});

/** How Lambda retries asynchronous invocations of a function without a configuration of its own. */
const LAMBDA_DEFAULTS: AsyncInvokeConfig = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };

export function readFunctions(resources: StackResources, assets: AssetSource): DeployedFunction[] {
  const policiesOf = readRolePolicies(resources);
  const permissions = resources.ofType('AWS::Lambda::Permission', Permission);
  const invokeConfigs = resources.ofType('AWS::Lambda::EventInvokeConfig', EventInvokeConfig);

  const deployed = resources
    .ofType('AWS::Lambda::Function', FunctionProperties)
    .filter(({ logicalId }) => !makesSdkCalls(resources, logicalId));
  return deployed.map(({ logicalId, properties }) => {
    const path = ['Resources', logicalId, 'Properties'];
    const { name, arn } = resources.intrinsics.identify(logicalId);
    if (properties.Code.S3Key === undefined) {
      throw templateError([...path, 'Code'], 'the local account runs code assets only, no inline code or image');
    }
    const roleName = properties.Role.slice(properties.Role.lastIndexOf('/') + 1);
    const { statements, unknownPolicies } = policiesOf(roleName);
    if (unknownPolicies.length > 0) {
      throw templateError(
        [...path, 'Role'],
        `the local account does not know what ${unknownPolicies.join(', ')} allows; grant what the function needs in the template`,
      );
    }
    return {
      functionName: name,
      arn,
      runtime: properties.Runtime,
      handler: properties.Handler,
      codeDirectory: assets.directory(properties.Code.S3Key, [...path, 'Code', 'S3Key'], properties.Code.S3Bucket),
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      environment: properties.Environment.Variables,
      recursiveLoop: properties.RecursiveLoop,
      roleName,
      policyStatements: statements,
      permissions: permissions
        .filter((entry) => entry.properties.functionName === name)
        .map((entry) => entry.properties.permission),
      asyncInvoke:
        invokeConfigs.find((entry) => entry.properties.functionName === name)?.properties.config ?? LAMBDA_DEFAULTS,
    };
  });
}

/** Whether the function only calls an SDK while a stack is deployed: services that are not played. */
function makesSdkCalls(resources: StackResources, logicalId: string): boolean {
  const { arn } = resources.intrinsics.identify(logicalId);
  return resources.sdkCalls.some(({ properties }) => properties.ServiceToken === arn);
}

export function readEventSourceMappings(
  resources: StackResources,
  functions: readonly DeployedFunction[],
): DeployedEventSourceMapping[] {
  return resources.ofType('AWS::Lambda::EventSourceMapping', EventSourceMapping).map(({ logicalId, properties }) => {
    const functionName = functionNameOf(properties.FunctionName);
    const target = functions.find((deployed) => deployed.functionName === functionName);
    if (target === undefined) {
      throw templateError(
        ['Resources', logicalId, 'Properties', 'FunctionName'],
        `the stack has no function "${functionName}"`,
      );
    }
    return {
      functionArn: target.arn,
      queueArn: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      reportBatchItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      enabled: properties.Enabled,
    };
  });
}

/** Lambda takes a name, a full ARN or a partial ARN, each with or without a qualifier, wherever it takes a function. */
function functionNameOf(reference: string): string {
  const parts = reference.split(':');
  const marker = parts.indexOf('function');
  return (marker < 0 ? parts[0] : parts[marker + 1]) ?? reference;
}
