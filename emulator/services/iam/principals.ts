import type { AccountIdentity } from '../../account/account-identity.ts';
import type { DeployedFunction } from '../../account/template/deployed-stack.ts';
import type { DeployedRole } from '../../account/template/stack-extras.ts';
import { type Caller, type RequiredPermission, ServiceError } from '../service.ts';
import { compilePolicy, type Policy } from './policy.ts';
import { identityRequester, type TagsOf } from './requester.ts';

/** Credentials as the environment of a function holds them; they make the SDK sign as who they were issued to. */
export interface FunctionCredentials {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN: string;
}

/** One process of a function: it acts under the function's role. */
export interface FunctionPrincipal extends Caller {
  readonly kind: 'function';
  readonly functionName: string;
  /** Tells the processes of a function apart. */
  readonly instance: string;
}

/** A session of a role that somebody assumed (API:AssumeRole of STS). */
export interface RolePrincipal extends Caller {
  readonly kind: 'role';
}

/** Everybody else: an IAM user who may do everything. */
export interface UserPrincipal extends Caller {
  readonly kind: 'user';
}

export type Principal = FunctionPrincipal | RolePrincipal | UserPrincipal;

const FUNCTION_KEY = 'ASIAFUNCTION';
const ROLE_KEY = 'ASIAROLESESS';

/**
 * Who is who in the account. The access key id of a signed request names the principal; signatures are not verified.
 * A key that this object issued is a process of a function, any other is an administrator.
 */
export class Principals {
  readonly #identity: AccountIdentity;
  readonly #administrator: UserPrincipal;
  readonly #issued = new Map<
    string,
    { readonly principal: FunctionPrincipal | RolePrincipal; readonly policy: Policy }
  >();
  #tagsOf: TagsOf = () => new Map();

  constructor(identity: AccountIdentity) {
    this.#identity = identity;
    this.#administrator = { kind: 'user', arn: `arn:aws:iam::${identity.accountId}:user/administrator` };
  }

  /** From now on policies see the tags of resources (`aws:ResourceTag`) as this function tells them. */
  readTagsFrom(tagsOf: TagsOf): void {
    this.#tagsOf = tagsOf;
  }

  /** Credentials for a session of a role, of whichever account. They are of no use once the role is gone. */
  issueSession(
    { arn: roleArn, roleName, policyStatements }: DeployedRole,
    sessionName: string,
    isThere: () => boolean,
  ): FunctionCredentials {
    const arn = `arn:aws:sts::${roleArn.split(':')[4]}:assumed-role/${roleName}/${sessionName}`;
    const policy = compilePolicy(policyStatements);
    const whileThere: Policy = (...asked) => (isThere() ? policy(...asked) : 'implicitly-denied');
    return this.#issue(ROLE_KEY, { kind: 'role', arn }, whileThere, sessionName);
  }

  /** Credentials for one process of a function. `instance` is what the call log calls the process. */
  issue(deployed: DeployedFunction, instance: string): FunctionCredentials {
    const principal: FunctionPrincipal = {
      kind: 'function',
      arn: `arn:aws:sts::${this.#identity.accountId}:assumed-role/${deployed.roleName}/${deployed.functionName}`,
      functionName: deployed.functionName,
      instance,
    };
    return this.#issue(FUNCTION_KEY, principal, compilePolicy(deployed.policyStatements), instance);
  }

  #issue(
    keyPrefix: string,
    principal: FunctionPrincipal | RolePrincipal,
    policy: Policy,
    session: string,
  ): FunctionCredentials {
    const accessKeyId = `${keyPrefix}${String(this.#issued.size + 1).padStart(8, '0')}`;
    this.#issued.set(accessKeyId, { principal, policy });
    return {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local-account-secret',
      AWS_SESSION_TOKEN: `local-account-session-${session}`,
    };
  }

  /** The account that the holder of the key is in. */
  accountOf(accessKeyId: string): string {
    return this.#issued.get(accessKeyId)?.principal.arn.split(':')[4] ?? this.#identity.accountId;
  }

  /** Throws UnrecognizedClientException for a function's key that was not issued here. */
  principalOf(accessKeyId: string): Principal {
    const known = this.#issued.get(accessKeyId);
    if (known !== undefined) return known.principal;
    if (accessKeyId.startsWith(FUNCTION_KEY) || accessKeyId.startsWith(ROLE_KEY)) {
      throw new ServiceError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        403,
      );
    }
    return this.#administrator;
  }

  /**
   * Throws AccessDeniedException, in AWS's words, for the first permission that is not given: by the caller's policies or by that of
   * the resource, either of which may deny (IAM User Guide, "Policy evaluation logic"); across accounts both have to allow.
   */
  authorize(accessKeyId: string, permissions: readonly RequiredPermission[]): void {
    const known = this.#issued.get(accessKeyId);
    const caller = known?.principal ?? this.#administrator;
    const requester = identityRequester(caller.arn, this.#identity, this.#tagsOf);
    for (const { action, resource, resourcePolicy, bothSides } of permissions) {
      const byIdentity = known?.policy(action, resource, requester.conditions(resource)) ?? 'allowed';
      if (byIdentity === 'explicitly-denied') throw accessDenied(caller, action, resource, DENIED_BY_IDENTITY);
      const byResource = resourcePolicy?.(requester, action, resource);
      if (byResource === 'explicitly-denied') throw accessDenied(caller, action, resource, DENIED_BY_RESOURCE);
      if (bothSides === true && byIdentity === 'allowed' && byResource !== 'allowed') {
        throw accessDenied(caller, action, resource, `because no resource-based policy allows the ${action} action`);
      }
      if (byIdentity !== 'allowed' && (bothSides === true || byResource !== 'allowed')) {
        throw accessDenied(caller, action, resource, `because no identity-based policy allows the ${action} action`);
      }
    }
  }
}

const DENIED_BY_IDENTITY = 'with an explicit deny in an identity-based policy';
const DENIED_BY_RESOURCE = 'with an explicit deny in a resource-based policy';

function accessDenied(caller: Caller, action: string, resource: string, why: string) {
  return new ServiceError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  );
}
