import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CfnOutput,
  CfnParameter,
  CfnResource,
  Fn,
  aws_iam as iam,
  aws_lambda as lambda,
  Stack,
  aws_sqs as sqs,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { loadAssembly } from '../../../../emulator/account/template/assembly.ts';
import { deploy, deployStack, identity, temporaryDirectory } from './deployed.ts';

describe('what the local account cannot play is an error that names the place', () => {
  const code = 'exports.handler = async () => {}';
  const inlineFunction = (stack: Stack, props: Partial<lambda.FunctionProps> = {}) =>
    new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(code),
      ...props,
    });

  test.each<[string, RegExp, (stack: Stack) => void]>([
    [
      'an intrinsic function',
      /^Outputs\.Net\.Value\.Fn::Select\.Fn::Cidr: .* does not know the intrinsic function Fn::Cidr/,
      (stack) => new CfnOutput(stack, 'Net', { value: Fn.select(0, Fn.cidr('10.0.0.0/16', 2)) }),
    ],
    [
      'a reference to a type of resource',
      /^Outputs\.Vpc\.Value\.Ref: .* does not know how to refer to Net \(AWS::EC2::VPC\)/,
      (stack) => {
        const vpc = new CfnResource(stack, 'Net', { type: 'AWS::EC2::VPC' });
        new CfnOutput(stack, 'Vpc', { value: vpc.ref });
      },
    ],
    [
      'an attribute',
      /^Outputs\.Age\.Value\.Fn::GetAtt: .* does not know the attribute Age of Q \(AWS::SQS::Queue\)/,
      (stack) => new CfnOutput(stack, 'Age', { value: new sqs.CfnQueue(stack, 'Q').getAtt('Age').toString() }),
    ],
    [
      'a parameter without a value',
      /^Outputs\.Given\.Value\.Ref: the parameter Size has no default/,
      (stack) => new CfnOutput(stack, 'Given', { value: new CfnParameter(stack, 'Size').valueAsString }),
    ],
    [
      'a value from Systems Manager',
      /is read from Systems Manager at deployment/,
      (stack) => new CfnOutput(stack, 'V', { value: ssm.StringParameter.valueForStringParameter(stack, '/a') }),
    ],
    ['inline code', /^Resources\.Fn\w+\.Properties\.Code: .* runs code assets only/, (stack) => inlineFunction(stack)],
    [
      'NotAction',
      /^Resources\.RoleDefaultPolicy\w+\.Properties: .*\n?.*NotAction/s,
      (stack) => {
        const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ notActions: ['s3:*'], resources: ['*'] }));
      },
    ],
  ])('%s', (_, message, fill) => {
    expect(() => deployStack(fill)).toThrow(message);
  });

  test('a managed policy of AWS', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'index.js'), code);
    const role = (stack: Stack) =>
      new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
      });

    expect(() =>
      deploy((app) => {
        const stack = new Stack(app, 'Small');
        inlineFunction(stack, { code: lambda.Code.fromAsset(directory, { exclude: ['cdk.out'] }), role: role(stack) });
      }, directory),
    ).toThrow(/does not know what arn:aws:iam::aws:policy\/AdministratorAccess allows/);
  });

  test('a directory without an assembly', () => {
    expect(() => loadAssembly('/nowhere', identity)).toThrow('/nowhere is no cloud assembly: run "cdk synth" first');
  });
});
