import * as z from 'zod';
import type { DeployedParameter, DeployedQueue, DeployedTable, DeployedTopic } from './deployed-stack.ts';
import { PolicyDocument, readQueuePolicies, readTopicPolicies } from './resource-policies.ts';
import { type StackResources, TemplateNumber } from './stack-resources.ts';

const Queue = z.object({
  DelaySeconds: TemplateNumber.default(0),
  VisibilityTimeout: TemplateNumber.default(30),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: TemplateNumber })
    .transform(({ deadLetterTargetArn, maxReceiveCount }) => ({ deadLetterArn: deadLetterTargetArn, maxReceiveCount }))
    .optional(),
});

const Table = z.object({
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
  ResourcePolicy: z.object({ PolicyDocument }).optional(),
});

const Parameter = z.object({ Value: z.string() });

export function readQueues(resources: StackResources): DeployedQueue[] {
  const policyOf = readQueuePolicies(resources);
  return resources.ofType('AWS::SQS::Queue', Queue).map(({ logicalId, properties }) => {
    const { name, arn, ref } = resources.intrinsics.identify(logicalId);
    return {
      queueName: name,
      arn,
      url: ref,
      delaySeconds: properties.DelaySeconds,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      ...(properties.RedrivePolicy && { redrive: properties.RedrivePolicy }),
      ...policyOf(ref),
    };
  });
}

export function readTables(resources: StackResources): DeployedTable[] {
  const tables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap((type) =>
    resources.ofType(type, Table),
  );
  return tables.map(({ logicalId, properties }) => {
    const { name, arn } = resources.intrinsics.identify(logicalId);
    const { AttributeName: timeToLiveAttribute, Enabled: expires } = properties.TimeToLiveSpecification ?? {};
    return {
      tableName: name,
      arn,
      keySchema: properties.KeySchema.map(({ AttributeName, KeyType }) => ({ name: AttributeName, type: KeyType })),
      attributeTypes: Object.fromEntries(
        properties.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
      ),
      ...(properties.ResourcePolicy && { policy: properties.ResourcePolicy.PolicyDocument.Statement }),
      ...(expires === true && timeToLiveAttribute !== undefined && { timeToLiveAttribute }),
    };
  });
}

export function readParameters(resources: StackResources): DeployedParameter[] {
  return resources.ofType('AWS::SSM::Parameter', Parameter).map(({ logicalId, properties }) => {
    const { name, arn } = resources.intrinsics.identify(logicalId);
    return { name, arn, value: properties.Value };
  });
}

export function readTopics(resources: StackResources): DeployedTopic[] {
  const policyOf = readTopicPolicies(resources);
  return resources.ofType('AWS::SNS::Topic', z.unknown()).map(({ logicalId }) => {
    const { name, arn } = resources.intrinsics.identify(logicalId);
    return { topicName: name, arn, ...policyOf(arn) };
  });
}
