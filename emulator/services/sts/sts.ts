import * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { DeployedRole } from '../../account/template/stack-extras.ts';
import type { Principals } from '../iam/principals.ts';
import { type Service, ServiceError } from '../service.ts';
import { parseInput, stringMember } from '../service-input.ts';

const AssumeRole = z.object({
  RoleArn: z.string().min(20),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
});

const SESSION_SECONDS = 3_600;

/** AWS STS, in the query protocol: who the caller is, and sessions of roles that a stack created. */
export function createSts(
  identity: AccountIdentity,
  clock: Clock,
  principals: Principals,
  roles: ReadonlyMap<string, DeployedRole>,
): Service {
  return {
    signingName: 'sts',
    targetPrefix: 'AWSSecurityTokenServiceV20110615',
    timestampMembers: ['Expiration'],
    operations: {
      GetCallerIdentity: {
        authorize: () => [],
        handle: (_, caller) => ({ Arn: caller.arn, Account: identity.accountId, UserId: 'AIDALOCAL' }),
      },
      AssumeRole: {
        authorize: (input) => [{ action: 'sts:AssumeRole', resource: stringMember(input, 'RoleArn') }],
        handle: (input, caller) => {
          const { RoleArn, RoleSessionName } = parseInput(AssumeRole, input, 'ValidationError');
          const role = roles.get(RoleArn);
          if (role === undefined) {
            const why = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
            throw new ServiceError('AccessDenied', why, 403);
          }
          const credentials = principals.issueSession(role.roleName, RoleSessionName, role.policyStatements);
          return {
            Credentials: {
              AccessKeyId: credentials.AWS_ACCESS_KEY_ID,
              SecretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
              SessionToken: credentials.AWS_SESSION_TOKEN,
              Expiration: clock.now() / 1000 + SESSION_SECONDS,
            },
            AssumedRoleUser: {
              AssumedRoleId: `AROALOCAL:${RoleSessionName}`,
              Arn: `arn:aws:sts::${identity.accountId}:assumed-role/${role.roleName}/${RoleSessionName}`,
            },
          };
        },
      },
    },
  };
}
