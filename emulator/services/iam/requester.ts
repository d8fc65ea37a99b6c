import type { AccountIdentity } from '../../account/account-identity.ts';
import type { ConditionContext } from './conditions.ts';

/** Who asks for something, as policies see it. */
export interface Requester {
  /** What the Principal element of a statement may call it: ARNs, or the name of a service. */
  readonly names: readonly string[];
  /** The account of a user or role; a service has none. */
  readonly accountId?: string;
  /** The values of the condition keys for a request about a resource (IAM User Guide, "AWS global condition context keys"). */
  readonly conditions: (resource: string) => ConditionContext;
}

/** A service of AWS that acts on its own account, for one of its resources. */
export interface ServiceSource {
  /** e.g. `events.amazonaws.com` */
  readonly service: string;
  /** What it acts for: a rule, an alarm. */
  readonly sourceArn: string;
}

/** The tags of a resource, by its ARN. */
export type TagsOf = (resourceArn: string) => ReadonlyMap<string, string>;

/** A user, or a session of a role (`arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`). */
export function identityRequester(
  arn: string,
  { accountId: home, region, organization }: AccountIdentity,
  tagsOf: TagsOf = () => new Map(),
): Requester {
  const accountId = arn.split(':')[4] || home;
  const principalArn = arn.replace(':sts:', ':iam:').replace(/:assumed-role\/(.*)\/[^/]*$/, ':role/$1');
  return {
    names: [arn, principalArn],
    accountId,
    conditions: (resource) => ({
      'aws:principalarn': [principalArn],
      'aws:principalaccount': [accountId],
      'aws:principalisawsservice': ['false'],
      ...(organization !== undefined && { 'aws:principalorgid': [organization] }),
      ...ofEveryRequest(resource, { accountId, region }),
      ...Object.fromEntries(
        [...tagsOf(resource)].map(([key, value]) => [`aws:resourcetag/${key.toLowerCase()}`, [value]]),
      ),
    }),
  };
}

export function serviceRequester({ service, sourceArn }: ServiceSource, identity: AccountIdentity): Requester {
  return {
    names: [service],
    conditions: (resource) => ({
      'aws:principalisawsservice': ['true'],
      'aws:principalservicename': [service],
      'aws:sourcearn': [sourceArn],
      'aws:sourceaccount': [sourceArn.split(':')[4] || identity.accountId],
      ...ofEveryRequest(resource, identity),
    }),
  };
}

function ofEveryRequest(resource: string, { accountId, region }: AccountIdentity): ConditionContext {
  return {
    'aws:resourceaccount': [resource.split(':')[4] || accountId],
    'aws:requestedregion': [region],
    'aws:securetransport': ['true'],
  };
}
