import * as z from 'zod';
import type { Clock } from '../../account/clock.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { DeployedRole } from '../../account/template/stack-extras.ts';
import type { Principals } from '../iam/principals.ts';
import { compileResourcePolicy, type ResourcePolicy } from '../iam/resource-policy.ts';
import { type Service, ServiceError } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';

const AssumeRole = z.object({
  RoleArn: z.string().min(20),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  ExternalId: z.string().min(2).max(1224).optional(),
});

const SESSION_SECONDS = 3_600;

/** AWS STS, in the query protocol: who the caller is, and sessions of roles that stacks created, of whichever account. */
export function createSts(
  clock: Clock,
  principals: Principals,
  roleOf: (arn: string) => DeployedRole | undefined,
): Service {
  return {
    signingName: 'sts',
    targetPrefix: 'AWSSecurityTokenServiceV20110615',
    timestampMembers: ['Expiration'],
    operations: {
      GetCallerIdentity: {
        authorize: () => [],
        handle: (_, caller) => ({ Arn: caller.arn, Account: caller.arn.split(':')[4] ?? '', UserId: 'AIDALOCAL' }),
      },
      AssumeRole: {
        authorize: (input) => {
          const resource = stringMember(input, 'RoleArn');
          const trust = roleOf(resource)?.trust ?? [];
          return [{ action: 'sts:AssumeRole', resource, resourcePolicy: trusting(trust, input), bothSides: true }];
        },
        handle: (input, caller) => {
          const { RoleArn, RoleSessionName } = parseInput(AssumeRole, input, 'ValidationError');
          const role = roleOf(RoleArn);
          if (role === undefined) {
            const why = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
            throw new ServiceError('AccessDenied', why, 403);
          }
          const credentials = principals.issueSession(role, RoleSessionName, () => roleOf(RoleArn) !== undefined);
          return {
            Credentials: {
              AccessKeyId: credentials.AWS_ACCESS_KEY_ID,
              SecretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
              SessionToken: credentials.AWS_SESSION_TOKEN,
              Expiration: clock.now() / 1000 + SESSION_SECONDS,
            },
            AssumedRoleUser: {
              AssumedRoleId: `AROALOCAL:${RoleSessionName}`,
              Arn: `arn:aws:sts::${RoleArn.split(':')[4]}:assumed-role/${role.roleName}/${RoleSessionName}`,
            },
          };
        },
      },
    },
  };
}

/** The trust policy of a role, with the external id that the caller gives as condition key. */
function trusting(trust: DeployedRole['trust'], input: JsonObject): ResourcePolicy {
  const policy = compileResourcePolicy(trust, { both: true });
  const { ExternalId: externalId } = input;
  return (requester, action, resource) => {
    const conditions = (asked: string) => ({
      ...requester.conditions(asked),
      ...(typeof externalId === 'string' && { 'sts:externalid': [externalId] }),
    });
    return policy({ ...requester, conditions }, action, resource);
  };
}
