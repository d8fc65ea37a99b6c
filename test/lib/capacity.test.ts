import { CfnParameter, CfnWaitConditionHandle, NestedStack, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { RollbackControllerStack } from '../../lib/app/rollback-controller-stack.ts';
import { checkTemplateSize } from '../../lib/controller/template-size.ts';
import type { GuardProps } from '../../lib/guards/guard-props.ts';
import { ENVIRONMENT, guard, messageOf } from './guards.ts';
import { app, controllerStack, resolved, resources } from './synthesized.ts';

const LONG_NAMED = Array.from({ length: 25 }, (_, index) => `${index}`.padEnd(255, 'x'));
const fiveAlarms = (prefix: string) =>
  ['5xx', 'latency', 'health', 'queue', 'business'].map((kind) => `${prefix}-${kind}`);

describe('many alarms and guards', () => {
  it.each([
    ['names', () => Array.from({ length: 100 }, (_, index) => `shop-alarm-number-${index}`)],
    ['the longest names', () => Array.from({ length: 25 }, (_, index) => `${index}`.padEnd(255, 'x'))],
    ['names that JSON escapes', () => Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(120, '"\\'))],
    ['names beyond ASCII', () => Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(100, 'ü'))],
    [
      'tokens',
      (stack: Stack) => Array.from({ length: 20 }, (_, index) => new CfnParameter(stack, `Name${index}`).valueAsString),
    ],
  ])('many alarms are split over rules below 2,048 characters: %s', (_, alarmsOf) => {
    const { stack, controller } = controllerStack();
    const alarms = alarmsOf(stack);
    controller.guard(guard({ alarms }));
    const patterns = resources(Template.fromStack(stack), 'AWS::Events::Rule')
      .map(({ properties }) => properties.EventPattern)
      .filter((pattern) => pattern?.source[0] === 'aws.cloudwatch');
    const listed = patterns.flatMap((pattern) => pattern.resources.map(resolved));
    expect(new Set(listed).size).toBe(new Set(alarms).size);
    for (const pattern of patterns) {
      const arns = pattern.resources.map((arn: unknown) =>
        resolved(arn)
          .replace('arn:aws:', 'arn:aws-us-gov:')
          .replace(/\{Name\d+\}/, 'x'.repeat(255)),
      );
      expect(Buffer.byteLength(JSON.stringify({ ...pattern, resources: arns }))).toBeLessThan(2048);
    }
  });

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
    ).toContain('91 guards with names of this length need 11 managed policies, but IAM attaches 10 to a role: move');
  });

  it('200 guards with usual names fit into one stack and one event bus; the next one needs a second stack', () => {
    const guards = Array.from({ length: 199 }, (_, index) =>
      guard({ pipeline: `team-${index % 20}-service-${index}`, alarms: fiveAlarms(`service-${index}`) }),
    );
    const root = app();
    const stack = new RollbackControllerStack(root, 'Shop', { env: ENVIRONMENT, guards: [guard(), ...guards] });
    expect(messageOf(() => stack.controller.guard(guard({ pipeline: 'one-more' })))).toContain(
      '201 guards are too many for one stack: it holds 200; move guards to a second stack',
    );
    const template = Template.fromStack(stack);
    expect(Object.keys(template.toJSON().Resources).length).toBeLessThanOrEqual(500);
    expect(resources(template, 'AWS::Events::Rule').length).toBeLessThanOrEqual(300);
    for (const policy of resources(template, 'AWS::IAM::ManagedPolicy')) {
      expect(lengthInIam(policy.properties.PolicyDocument)).toBeLessThanOrEqual(6144);
    }
    expect(() => checkTemplateSize(root.synth())).not.toThrow();
  });

  it.each<[string, (index: number) => Partial<GuardProps>, RegExp]>([
    [
      'rules than an event bus holds, for their alarms',
      () => ({ alarms: LONG_NAMED }),
      /^ConfigurationError: the guards need \d+ EventBridge rules, but an event bus holds 300: name fewer alarms/,
    ],
    [
      'rules than an event bus holds, for their stages',
      (index) => ({ stage: `Prod-${index}` }),
      /^ConfigurationError: the guards need 302 EventBridge rules, but an event bus holds 300/,
    ],
    [
      'resources than CloudFormation takes',
      (index) => (index < 80 ? { alarms: LONG_NAMED.slice(0, 8) } : {}),
      /^ConfigurationError: with \d+ guards the stack has 50\d resources, but CloudFormation takes 500: name fewer alarms/,
    ],
  ])('more %s are refused', (_, over, expected) => {
    const { controller } = controllerStack();
    const message = messageOf(() => {
      for (let index = 0; index < 200; index += 1) {
        controller.guard(guard({ pipeline: `shop-${index}`, ...over(index) }));
      }
    });
    expect(message).toMatch(expected);
  });
});

it.each(['af-south-1', 'eu-south-1'])('an event bus in %s holds 100 rules', (region) => {
  const { controller } = controllerStack({}, { account: '111122223333', region });
  const message = messageOf(() => {
    for (let index = 0; index < 200; index += 1) controller.guard(guard({ pipeline: `shop-${index}` }));
  });
  expect(message).toContain(
    `the guards need 101 EventBridge rules, but an event bus holds 100 in ${region}: name fewer`,
  );
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
