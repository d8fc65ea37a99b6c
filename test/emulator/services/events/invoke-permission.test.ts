import { describe, expect, it } from 'vitest';
import { allowsInvocation, arnLike } from '../../../../emulator/services/events/invoke-permission.ts';

const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/shop-alarms';
const by = { principal: 'events.amazonaws.com', sourceArn: ruleArn };
const permission = { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com' };

describe('the resource policy of a function', () => {
  it.each([
    ['for every rule', [permission], true],
    ['for this rule', [{ ...permission, sourceArn: ruleArn }], true],
    ['for rules of that kind', [{ ...permission, sourceArn: 'arn:aws:events:*:111122223333:rule/shop-*' }], true],
    ['for another rule', [{ ...permission, sourceArn: `${ruleArn}2` }], false],
    ['for another service', [{ ...permission, principal: 'sns.amazonaws.com' }], false],
    ['for another action', [{ ...permission, action: 'lambda:GetFunction' }], false],
    ['for an account, which EventBridge does not tell', [{ ...permission, sourceAccount: '111122223333' }], false],
    ['of two, one of which fits', [{ ...permission, sourceArn: 'arn:x' }, permission], true],
    ['that is empty', [], false],
  ])('%s', (_name, permissions, allowed) => {
    expect(allowsInvocation(permissions, by)).toBe(allowed);
  });

  it('holds for a service that tells its account', () => {
    const alarm = {
      principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      sourceArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a',
      sourceAccount: '111122223333',
    };
    expect(
      allowsInvocation([{ ...permission, principal: alarm.principal, sourceAccount: '111122223333' }], alarm),
    ).toBe(true);
  });
});

describe('ArnLike', () => {
  it.each([
    ['arn:aws:events:eu-west-1:1:rule/*', true],
    ['arn:aws:events:eu-west-?:1:rule/a', true],
    ['arn:*:events:*:*:*', true],
    ['arn:aws:events:*', false],
    ['arn:aws:events:eu-west-1:1:rule/b', false],
  ])('%s', (pattern, like) => {
    expect(arnLike(pattern, 'arn:aws:events:eu-west-1:1:rule/a')).toBe(like);
  });
});
