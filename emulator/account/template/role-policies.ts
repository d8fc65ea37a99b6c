import * as z from 'zod';
import type { PolicyStatement } from './deployed-stack.ts';
import type { StackResources } from './stack-resources.ts';

/** What a policy may write as a list or as one text. */
export const OneOrMore = z.union([z.array(z.string()), z.string().transform((value) => [value])]);

/** What all policies share. NotAction, NotResource and NotPrincipal are not known: a statement with one of them is an error. */
export const StatementElements = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMore,
  Resource: OneOrMore,
  Condition: z.record(z.string(), z.unknown()).default({}),
});

export function statementOf({
  Effect,
  Action,
  Resource,
  Condition,
}: z.infer<typeof StatementElements>): PolicyStatement {
  return { effect: Effect, actions: Action, resources: Resource, conditions: Condition };
}

/** A policy document of such statements. */
export function policyDocument<Statement>(statement: z.ZodType<Statement>) {
  return z.object({
    Statement: z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(statement)),
  });
}

const PolicyDocument = policyDocument(StatementElements.transform(statementOf));

const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});

const AttachedPolicy = z.object({ PolicyDocument, Roles: z.array(z.string()).default([]) });

/** AWS's own policies are not in the template. These allow what the local account does not play: logs and traces. */
const POLICIES_WITHOUT_EFFECT = [
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  'arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess',
  'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess',
];

export interface RolePolicies {
  /** Of the role's inline policies, and of the managed policies that the template defines. */
  readonly statements: readonly PolicyStatement[];
  /** ARNs of managed policies whose statements the local account cannot know. */
  readonly unknownPolicies: readonly string[];
}

/** The policies of a role by name; a role from outside the template has those that the template attaches to it. */
export function readRolePolicies(resources: StackResources): (roleName: string) => RolePolicies {
  const managed = resources.ofType('AWS::IAM::ManagedPolicy', AttachedPolicy).map(({ logicalId, properties }) => ({
    ...properties,
    arn: resources.intrinsics.identify(logicalId).arn,
  }));
  const attached = [
    ...resources.ofType('AWS::IAM::Policy', AttachedPolicy).map(({ properties }) => properties),
    ...managed,
  ];
  const roles = resources.ofType('AWS::IAM::Role', Role).map(({ logicalId, properties }) => ({
    ...properties,
    name: resources.intrinsics.identify(logicalId).name,
  }));

  return (roleName) => {
    const role = roles.find(({ name }) => name === roleName);
    const arns = role?.ManagedPolicyArns ?? [];
    const documents = [
      ...(role?.Policies ?? []),
      ...attached.filter(({ Roles }) => Roles.includes(roleName)),
      ...managed.filter(({ arn }) => arns.includes(arn)),
    ];
    const known = [...POLICIES_WITHOUT_EFFECT, ...managed.map(({ arn }) => arn)];
    return {
      statements: documents.flatMap((policy) => policy.PolicyDocument.Statement),
      unknownPolicies: arns.filter((arn) => !known.includes(arn)),
    };
  };
}
