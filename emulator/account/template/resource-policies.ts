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

export const PolicyDocument = policyDocument(
  StatementElements.extend({ Principal }).transform(
    (statement): ResourcePolicyStatement => ({
      ...statementOf(statement),
      principals: statement.Principal,
    }),
  ),
);

const QueuePolicy = z.object({ PolicyDocument, Queues: z.array(z.string()) });
const TopicPolicy = z.object({ PolicyDocument, Topics: z.array(z.string()) });

/** The policies of queues by URL. */
export function readQueuePolicies(resources: StackResources): PoliciesOf {
  const policies = resources.ofType('AWS::SQS::QueuePolicy', QueuePolicy).map(({ properties }) => properties);
  return byName(policies.map(({ PolicyDocument: document, Queues: names }) => ({ ...document, names })));
}

/** The policies of topics by ARN. */
export function readTopicPolicies(resources: StackResources): PoliciesOf {
  const policies = resources.ofType('AWS::SNS::TopicPolicy', TopicPolicy).map(({ properties }) => properties);
  return byName(policies.map(({ PolicyDocument: document, Topics: names }) => ({ ...document, names })));
}

/** `{}` for a resource that has no policy. */
type PoliciesOf = (name: string) => { readonly policy?: readonly ResourcePolicyStatement[] };

function byName(
  policies: readonly { readonly names: readonly string[]; readonly Statement: readonly ResourcePolicyStatement[] }[],
): PoliciesOf {
  return (name) => {
    const [policy] = policies.filter(({ names }) => names.includes(name)).map(({ Statement }) => Statement);
    return policy === undefined ? {} : { policy };
  };
}
