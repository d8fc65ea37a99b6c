import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../emulator/account/json-object.ts';
import type { PolicyStatement } from '../../../../emulator/account/template/deployed-stack.ts';
import type { ConditionContext } from '../../../../emulator/services/iam/conditions.ts';
import { compilePolicy } from '../../../../emulator/services/iam/policy.ts';
import { statement } from '../../account/front-door/account.ts';

const STAGE = 'arn:aws:codepipeline:us-east-1:123456789012:shop/Prod';

function verdict(statements: readonly PolicyStatement[], context: ConditionContext = {}) {
  return compilePolicy(statements)('codepipeline:RollbackStage', STAGE, context);
}

test('nothing is allowed that no statement allows', () => {
  expect(verdict([])).toBe('implicitly-denied');
});

test.each([
  [{ actions: ['codepipeline:RollbackStage'], resources: [STAGE] }, 'allowed'],
  [{ actions: ['CODEPIPELINE:rollback*'], resources: ['*'] }, 'allowed'],
  [{ actions: ['codepipeline:GetPipeline', '*:Rollback?tage'], resources: ['arn:aws:s3:::b', '*shop/*'] }, 'allowed'],
  [{ actions: ['codepipeline:GetPipeline'], resources: ['*'] }, 'implicitly-denied'],
  [{ actions: ['*'], resources: ['arn:aws:codepipeline:us-east-1:123456789012:shop'] }, 'implicitly-denied'],
  [{ actions: ['*'], resources: ['arn:aws:codepipeline:us-east-1:123456789012:SHOP/Prod'] }, 'implicitly-denied'],
])('%o: %s', (part, expected) => {
  expect(verdict([statement(part)])).toBe(expected);
});

test('a deny beats every allow', () => {
  expect(verdict([statement({}), statement({ effect: 'Deny', actions: ['codepipeline:R*'] })])).toBe(
    'explicitly-denied',
  );
});

test('a deny of something else changes nothing', () => {
  expect(verdict([statement({}), statement({ effect: 'Deny', actions: ['ssm:*'] })])).toBe('allowed');
});

test('a policy variable is refused when the policy is compiled', () => {
  const own = statement({ resources: [`arn:aws:s3:::home/${'$'}{aws:username}`] });
  expect(() => compilePolicy([own])).toThrow(/knows no policy variables.*aws:username/);
});

describe('conditions', () => {
  const context: ConditionContext = {
    'aws:resourceaccount': ['123456789012'],
    'aws:securetransport': ['true'],
    'aws:principalarn': ['arn:aws:iam::123456789012:role/controller'],
    's:count': ['5'],
    's:tags': ['team', 'cost'],
  };

  test.each<[JsonObject, boolean]>([
    [{ StringEquals: { 'aws:ResourceAccount': '123456789012' } }, true],
    [{ StringEquals: { 'aws:resourceAccount': ['1', '123456789012'] } }, true],
    [{ StringEquals: { 'aws:ResourceAccount': '1' } }, false],
    [{ StringEquals: { 'aws:Absent': '1' } }, false],
    [{ StringEqualsIfExists: { 'aws:Absent': '1' } }, true],
    [{ StringEqualsIfExists: { 'aws:ResourceAccount': '1' } }, false],
    [{ StringNotEquals: { 'aws:ResourceAccount': ['1', '2'] } }, true],
    [{ StringNotEquals: { 'aws:ResourceAccount': ['1', '123456789012'] } }, false],
    [{ StringNotEquals: { 'aws:Absent': '1' } }, true],
    [{ StringLike: { 'aws:ResourceAccount': '1234*' } }, true],
    [{ StringEquals: { 'aws:ResourceAccount': '1234*' } }, false],
    [{ StringNotLike: { 'aws:ResourceAccount': '1234*' } }, false],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/c*' } }, true],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam:*:role/c*' } }, false],
    [{ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x*' } }, true],
    [{ Bool: { 'aws:SecureTransport': true } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ NumericLessThanEquals: { 's:Count': 5 } }, true],
    [{ NumericGreaterThan: { 's:Count': '5' } }, false],
    [{ Null: { 'aws:Absent': 'true' } }, true],
    [{ Null: { 'aws:ResourceAccount': 'true' } }, false],
    [{ 'ForAllValues:StringEquals': { 's:Tags': ['team', 'cost', 'x'] } }, true],
    [{ 'ForAllValues:StringEquals': { 's:Tags': ['team'] } }, false],
    [{ 'ForAllValues:StringEquals': { 's:Absent': ['team'] } }, true],
    [{ 'ForAnyValue:StringLike': { 's:Tags': ['te*'] } }, true],
    [{ 'ForAnyValue:StringLike': { 's:Tags': ['x*'] } }, false],
    [{ Bool: { 'aws:SecureTransport': true }, StringEquals: { 'aws:ResourceAccount': '1' } }, false],
  ])('%o holds: %s', (conditions, holds) => {
    expect(verdict([statement({ conditions })], context)).toBe(holds ? 'allowed' : 'implicitly-denied');
  });

  test('an unknown operator is refused when the policy is compiled', () => {
    expect(() => compilePolicy([statement({ conditions: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })])).toThrow(
      /does not know the condition operator "IpAddress" \(key "aws:sourceip"\); it knows StringEquals,/,
    );
  });

  test('a malformed condition is refused when the policy is compiled', () => {
    expect(() => compilePolicy([statement({ conditions: { Bool: 'yes' } })])).toThrow(/Condition is malformed/);
  });
});
