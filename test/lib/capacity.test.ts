import { CfnWaitConditionHandle, NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { RollbackControllerStack } from '../../lib/app/rollback-controller-stack.ts';
import { checkTemplateSize } from '../../lib/controller/template-size.ts';
import { RULES_NEEDED } from '../../lib/doctor/quota-findings.ts';
import type { GuardProps } from '../../lib/guards/guard-props.ts';
import { ENVIRONMENT, guard, messageOf } from './guards.ts';
import { app, controllerStack, resolved, resources } from './synthesized.ts';

const fiveAlarms = (prefix: string) =>
  ['5xx', 'latency', 'health', 'queue', 'business'].map((kind) => `${prefix}-${kind}`);

describe('many alarms and guards', () => {
  it('90 guards with the longest names fit into the limits of CloudFormation and IAM', () => {
    const { stack, controller } = controllerStack();
    for (let index = 0; index < 90; index += 1) {
      controller.guard(guard({ pipeline: `${index}`.padEnd(100, 'p'), stage: `${index}`.padEnd(100, 's') }));
    }
    const template = Template.fromStack(stack);
    expect(Object.keys(template.toJSON().Resources).length).toBeLessThanOrEqual(500);
    const policies = resources(template, 'AWS::IAM::ManagedPolicy').map(({ properties }) => properties.PolicyDocument);
    expect(policies.length).toBeLessThanOrEqual(10);
    for (const policy of policies) expect(lengthInIam(policy)).toBeLessThanOrEqual(6144);
    const inline = resources(template, 'AWS::IAM::Policy').map(({ properties }) =>
      lengthInIam(properties.PolicyDocument),
    );
    expect(inline.reduce((sum, length) => sum + length)).toBeLessThanOrEqual(10_240);
    const stages = policies.flatMap(({ Statement }) => Statement[0].Resource);
    expect(new Set(stages.map(resolved)).size).toBe(90);
    expect(
      messageOf(() => controller.guard(guard({ pipeline: 'one-more'.padEnd(100, 'p'), stage: 's'.padEnd(100, 's') }))),
    ).toContain('need 11 managed policies, but IAM attaches 10 to a role: allow pipelines by name or tag instead');
  });

  it('200 guards with usual names, each by its exact ARN, fit into one stack', () => {
    const guards = Array.from({ length: 199 }, (_, index) =>
      guard({ pipeline: `team-${index % 20}-service-${index}`, alarms: fiveAlarms(`service-${index}`) }),
    );
    const root = app();
    const stack = new RollbackControllerStack(root, 'Shop', { env: ENVIRONMENT, guards: [guard(), ...guards] });
    for (const policy of resources(Template.fromStack(stack), 'AWS::IAM::ManagedPolicy')) {
      expect(lengthInIam(policy.properties.PolicyDocument)).toBeLessThanOrEqual(6144);
    }
    expect(() => checkTemplateSize(root.synth())).not.toThrow();
  });

  it('1,000 guards with five alarms each take few resources more than one, and the same rules and policies', () => {
    const guards = Array.from({ length: 999 }, (_, index) =>
      guard({ pipeline: `team-${index % 20}-service-${index}`, alarms: fiveAlarms(`team-service-${index}`) }),
    );
    const scope = { pipelines: ['shop', 'team-*'] };
    const stackOf = (all: readonly GuardProps[]) => {
      const root = app();
      const controller = { scope };
      const stack = new RollbackControllerStack(root, 'Shop', { guards: [guard(), ...all], controller });
      return { root, template: Template.fromStack(stack) };
    };
    const [one, thousand] = [stackOf([]), stackOf(guards)];
    const count = ({ template }: typeof one) => Object.keys(template.toJSON().Resources).length;
    expect(count(thousand) - count(one)).toBeLessThanOrEqual(60);
    expect(resources(thousand.template, 'AWS::Events::Rule')).toHaveLength(RULES_NEEDED);
    const [policy, ...others] = resources(thousand.template, 'AWS::IAM::ManagedPolicy');
    expect(others).toEqual([]);
    expect(lengthInIam(policy?.properties.PolicyDocument)).toBeLessThanOrEqual(6144);
    expect(() => checkTemplateSize(thousand.root.synth())).not.toThrow();
  });

  it('more resources than CloudFormation takes are refused', () => {
    const { controller } = controllerStack({ scope: { pipelines: ['shop-*'] } });
    const message = messageOf(() => {
      for (let index = 0; index < 500; index += 1) controller.guard(guard({ pipeline: `shop-${index}` }));
    });
    expect(message).toMatch(
      /^ConfigurationError: the stack has 501 resources, but CloudFormation takes 500: declare guards in guards\.json/,
    );
  });

  it('a guard outside of the scope is refused, with what to change', () => {
    const { controller } = controllerStack({ scope: { pipelines: ['team-*'] } });
    expect(messageOf(() => controller.guard(guard()))).toContain(
      'pipeline shop is not in the scope of the controller (team-*)',
    );
  });
});

it('resources of a nested stack do not count: it has a template of its own', () => {
  const { stack, controller } = controllerStack();
  const nested = new NestedStack(stack, 'Nested');
  for (let index = 0; index < 490; index += 1) new CfnWaitConditionHandle(nested, `Handle${index}`);
  expect(messageOf(() => controller.guard(guard()))).toBe('nothing was thrown');
  for (let index = 0; index < 490; index += 1) new CfnWaitConditionHandle(stack, `Handle${index}`);
  expect(messageOf(() => controller.guard(guard({ stage: 'Staging' })))).toMatch(/the stack has 5\d\d resources/);
});

/** IAM does not count white space. Measured with the longest partition and region. */
function lengthInIam(policy: unknown): number {
  const text = JSON.stringify(policy, (_, value: unknown) =>
    typeof value === 'object' && value !== null && ('Fn::Join' in value || 'Fn::GetAtt' in value || 'Ref' in value)
      ? resolved(value).replace('arn:aws:', 'arn:aws-us-gov:').replace('eu-west-1', 'ap-southeast-1')
      : value,
  );
  return text.replaceAll(/\s/g, '').length;
}
