import * as z from 'zod';
import type { ResourcePolicyStatement } from './deployed-stack.ts';
import { OneOrMore, policyDocument, StatementElements, statementOf } from './role-policies.ts';
import type { StackResources } from './stack-resources.ts';

const Principal = z.union([
  z.literal('*'),
  z
    .strictObject({ AWS: OneOrMore.default([]), Service: OneOrMore.default([]) })
    .transform(({ AWS, Service }): ResourcePolicyStatement['principals'] =>
      AWS.includes('*') ? '*' : [...AWS, ...Service],
    ),
]);

const Statement = StatementElements.extend({ Principal }).transform(ofResource);

export const PolicyDocument = policyDocument(Statement);

/** The trust policy of a role: its statements are about the role itself, and name no resource. */
export const TrustPolicy = policyDocument(
  StatementElements.extend({ Principal, Resource: OneOrMore.default(['*']) }).transform(ofResource),
);

const EventBusPolicy = z.object({ EventBusName: z.string(), Statement });
const QueuePolicy = z.object({ PolicyDocument, Queues: z.array(z.string()) });
const TopicPolicy = z.object({ PolicyDocument, Topics: z.array(z.string()) });

/** The policies of queues by URL. */
export function readQueuePolicies(resources: StackResources): PoliciesOf {
  const policies = resources.ofType('AWS::SQS::QueuePolicy', QueuePolicy).map(({ properties }) => properties);
  return byName(policies.map(({ PolicyDocument: document, Queues: names }) => ({ ...document, names })));
}

/** The policies of event buses by name. */
export function readBusPolicies(resources: StackResources): PoliciesOf {
  const policies = resources.ofType('AWS::Events::EventBusPolicy', EventBusPolicy).map(({ properties }) => properties);
  return byName(policies.map(({ EventBusName, Statement }) => ({ names: [EventBusName], Statement: [Statement] })));
}

/** The policies of topics by ARN. */
export function readTopicPolicies(resources: StackResources): PoliciesOf {
  const policies = resources.ofType('AWS::SNS::TopicPolicy', TopicPolicy).map(({ properties }) => properties);
  return byName(policies.map(({ PolicyDocument: document, Topics: names }) => ({ ...document, names })));
}

function ofResource(
  statement: z.infer<typeof StatementElements> & { readonly Principal: ResourcePolicyStatement['principals'] },
): ResourcePolicyStatement {
  return { ...statementOf(statement), principals: statement.Principal };
}

/** `{}` for a resource that has no policy. */
type PoliciesOf = (name: string) => { readonly policy?: readonly ResourcePolicyStatement[] };

function byName(
  policies: readonly { readonly names: readonly string[]; readonly Statement: readonly ResourcePolicyStatement[] }[],
): PoliciesOf {
  return (name) => {
    const own = policies.filter(({ names }) => names.includes(name));
    return own.length === 0 ? {} : { policy: own.flatMap(({ Statement }) => Statement) };
  };
}
