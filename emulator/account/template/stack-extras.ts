import * as z from 'zod';
import type { JsonObject } from '../json-object.ts';
import { isJsonObject } from '../json-object.ts';
import type { PolicyStatement, ResourcePolicyStatement } from './deployed-stack.ts';
import { TrustPolicy } from './resource-policies.ts';
import { readRolePolicies } from './role-policies.ts';
import { type StackResources, TemplateNumber } from './stack-resources.ts';

/** A role that somebody can assume. */
export interface DeployedRole {
  readonly roleName: string;
  readonly arn: string;
  readonly policyStatements: readonly PolicyStatement[];
  /** Who may assume it. */
  readonly trust: readonly ResourcePolicyStatement[];
}

/** What a stack creates that stories make by themselves where an assembly is loaded at start. */
export interface StackExtras {
  /** Inputs of CreatePipeline. */
  readonly pipelines: readonly {
    readonly pipeline: { readonly name: string; readonly stages: readonly { readonly name: string }[] };
    readonly tags: readonly { readonly key: string; readonly value: string }[];
  }[];
  /** Inputs of PutMetricAlarm. */
  readonly alarms: readonly (JsonObject & { readonly AlarmName: string })[];
  readonly roles: readonly DeployedRole[];
  /** Queues that are subscribed to topics. */
  readonly subscriptions: readonly { readonly topicArn: string; readonly queueArn: string }[];
}

const Tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);
const Pipeline = z.looseObject({ Tags, Stages: z.array(z.looseObject({ Name: z.string() })) });
const Role = z.object({ AssumeRolePolicyDocument: TrustPolicy });
const Alarm = z.looseObject({ EvaluationPeriods: TemplateNumber });
const Subscription = z.object({ Protocol: z.string(), TopicArn: z.string(), Endpoint: z.string().optional() });

/** `stackTags` are those of CreateStack: CloudFormation gives them to every resource that takes tags. */
export function readStackExtras(resources: StackResources, stackTags: z.output<typeof Tags>): StackExtras {
  const { intrinsics } = resources;
  const policiesOf = readRolePolicies(resources);
  return {
    pipelines: resources.ofType('AWS::CodePipeline::Pipeline', Pipeline).map(({ logicalId, properties }) => {
      const { Tags: own, Stages, ...declaration } = properties;
      const tags = new Map([...stackTags, ...own].map(({ Key, Value }) => [Key, Value]));
      return {
        pipeline: {
          ...asApiInput(declaration),
          name: intrinsics.name(logicalId),
          stages: Stages.map(({ Name, ...stage }) => ({ ...asApiInput(stage), name: Name })),
        },
        tags: [...tags].map(([key, value]) => ({ key, value })),
      };
    }),
    alarms: resources
      .ofType('AWS::CloudWatch::Alarm', Alarm)
      .map(({ logicalId, properties }) => ({ ...properties, AlarmName: intrinsics.name(logicalId) })),
    roles: resources.ofType('AWS::IAM::Role', Role).map(({ logicalId, properties }) => {
      const { name, arn } = intrinsics.identify(logicalId);
      const trust = properties.AssumeRolePolicyDocument.Statement;
      return { roleName: name, arn, policyStatements: policiesOf(name).statements, trust };
    }),
    subscriptions: resources
      .ofType('AWS::SNS::Subscription', Subscription)
      .flatMap(({ properties: { Protocol, TopicArn, Endpoint } }) =>
        Protocol === 'sqs' && Endpoint !== undefined ? [{ topicArn: TopicArn, queueArn: Endpoint }] : [],
      ),
  };
}

/** CloudFormation writes the members of the API with a capital; the keys of an action's configuration are its own. */
function asApiInput(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const member = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
      return [member, name === 'Configuration' ? value : converted(value)];
    }),
  );
}

function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  return isJsonObject(value) ? asApiInput(value) : value;
}
