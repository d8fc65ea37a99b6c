import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Intrinsics } from '../../emulator/account/template/intrinsics.ts';
import { Template as TemplateFile } from '../../emulator/account/template/template.ts';
import { RollbackControllerStack } from '../../lib/app/rollback-controller-stack.ts';
import { guard } from './guards.ts';
import { app } from './synthesized.ts';

const account = '111122223333';

function outputs(env: { account?: string; region?: string }) {
  const stack = new RollbackControllerStack(app(), 'Shop', { env, guards: [guard()] });
  return Template.fromStack(stack).toJSON();
}

describe('the links of the outputs', () => {
  it.each([
    ['eu-west-1', 'https://console.aws.amazon.com/'],
    ['cn-north-1', 'https://console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/'],
  ])('lead to the console of the partition of %s', (region, expected) => {
    const { ConsoleLink, DashboardLink } = outputs({ account, region }).Outputs;
    expect(JSON.stringify(ConsoleLink.Value)).toContain(`${expected}lambda/home?region=${region}#/functions/`);
    expect(JSON.stringify(DashboardLink.Value)).toContain(`${expected}cloudwatch/home?region=${region}#dashboards`);
  });

  it('are left out where no console is known', () => {
    expect(Object.keys(outputs({ account, region: 'us-iso-east-1' }).Outputs)).not.toContain('ConsoleLink');
  });

  it('are decided by CloudFormation where the stack is for any region', () => {
    const template = outputs({});
    const identity = { accountId: account, region: 'eu-west-1' };
    const scope = { identity, stackName: 'Shop', queueOrigin: 'https://sqs.example.com' };
    const intrinsics = new Intrinsics(TemplateFile.parse(template), scope);
    expect(intrinsics.resolve(template.Outputs.DashboardLink.Value, [])).toBe(
      'https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Shop-eu-west-1',
    );
    const conditions = Object.values(template.Conditions);
    expect(conditions).toEqual([
      { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-us-gov'] },
      { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
    ]);
  });
});
