import { describe, expect, it } from 'vitest';
import type { ResourcePolicyStatement } from '../../../../emulator/account/template/deployed-stack.ts';
import { identityRequester, serviceRequester } from '../../../../emulator/services/iam/requester.ts';
import { compileResourcePolicy } from '../../../../emulator/services/iam/resource-policy.ts';

const IDENTITY = { accountId: '111122223333', region: 'eu-west-1' };
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:watch';
const ROLE = 'arn:aws:iam::111122223333:role/controller';
const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/controller-alarms';

const role = identityRequester('arn:aws:sts::111122223333:assumed-role/controller/function', IDENTITY);
const person = identityRequester('arn:aws:iam::111122223333:user/alice', IDENTITY);
const events = (sourceArn: string) => serviceRequester({ service: 'events.amazonaws.com', sourceArn }, IDENTITY);

function statement(part: Partial<ResourcePolicyStatement>): ResourcePolicyStatement {
  return {
    effect: 'Allow',
    principals: '*',
    actions: ['sqs:SendMessage'],
    resources: [QUEUE],
    conditions: {},
    ...part,
  };
}

describe('A resource policy', () => {
  it.each([
    { principals: '*', verdicts: ['allowed', 'allowed', 'allowed'] },
    { principals: [ROLE], verdicts: ['allowed', 'implicitly-denied', 'implicitly-denied'] },
    {
      principals: ['arn:aws:sts::111122223333:assumed-role/controller/function'],
      verdicts: ['allowed', 'implicitly-denied', 'implicitly-denied'],
    },
    { principals: ['events.amazonaws.com'], verdicts: ['implicitly-denied', 'implicitly-denied', 'allowed'] },
  ] as const)('that allows $principals means role, person, service: $verdicts', ({ principals, verdicts }) => {
    const policy = compileResourcePolicy([statement({ principals })]);
    const judged = [role, person, events(RULE)].map((requester) => policy(requester, 'sqs:SendMessage', QUEUE));
    expect(judged).toEqual(verdicts);
  });

  it('leaves an allowed account to its own policies, but denies everybody in a denied one', () => {
    const principals = ['arn:aws:iam::111122223333:root'];
    const allowing = compileResourcePolicy([statement({ principals })]);
    const denying = compileResourcePolicy([statement({ principals, effect: 'Deny' })]);
    expect(allowing(person, 'sqs:SendMessage', QUEUE)).toBe('implicitly-denied');
    expect(denying(person, 'sqs:SendMessage', QUEUE)).toBe('explicitly-denied');
    expect(denying(events(RULE), 'sqs:SendMessage', QUEUE)).toBe('implicitly-denied');
  });

  it('tells services from people by aws:PrincipalIsAWSService, and services by aws:SourceArn', () => {
    const policy = compileResourcePolicy([
      statement({}),
      statement({ effect: 'Deny', conditions: { Bool: { 'aws:PrincipalIsAWSService': 'false' } } }),
      statement({
        effect: 'Deny',
        conditions: { ArnNotLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/controller-*' } },
      }),
    ]);
    expect(policy(events(RULE), 'sqs:SendMessage', QUEUE)).toBe('allowed');
    expect(policy(events(`${RULE.replace('controller', 'other')}`), 'sqs:SendMessage', QUEUE)).toBe(
      'explicitly-denied',
    );
    expect(policy(person, 'sqs:SendMessage', QUEUE)).toBe('explicitly-denied');
  });

  it('says nothing of other actions and other resources', () => {
    const policy = compileResourcePolicy([statement({ effect: 'Deny' })]);
    expect(policy(person, 'sqs:ReceiveMessage', QUEUE)).toBe('implicitly-denied');
    expect(policy(person, 'sqs:SendMessage', `${QUEUE}-other`)).toBe('implicitly-denied');
  });
});
