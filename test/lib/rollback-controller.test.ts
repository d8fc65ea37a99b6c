import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { RollbackController } from '../../lib/rollback-controller.ts';
import { guard, messageOf } from './guards.ts';
import { app, controllerStack, resources } from './synthesized.ts';

describe('the controller', () => {
  it.each([
    [30, 30],
    [30, 34],
    [60, 40],
  ])('refuses a timeout of %i s with a lease of %i s', (timeout, lease) => {
    const props = { timeout: Duration.seconds(timeout), lease: Duration.seconds(lease) };
    expect(messageOf(() => controllerStack(props))).toBe(
      `ConfigurationError: lease: ${lease} seconds is too short for a function timeout of ${timeout} seconds; a lease must be at least 5 seconds longer than the timeout: use a lease of ${timeout + 5} seconds or more`,
    );
  });

  it('hands lease and timeout on, and shows no watch message again while it may still be worked on', () => {
    const { stack } = controllerStack({ timeout: Duration.seconds(60), lease: Duration.seconds(65) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 60,
      Environment: { Variables: { LEASE_SECONDS: '65' } },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  });

  it('is the only one of its stack', () => {
    const { stack } = controllerStack();
    expect(messageOf(() => new RollbackController(stack, 'Second'))).toContain(
      'stack Shop has two rollback controllers',
    );
  });

  it('names its rules differently in each stack', () => {
    const prefixes = ['One', 'Two'].map((stackName) => {
      const stack = new Stack(app(), 'Same', { stackName });
      new RollbackController(stack, 'Controller').guard(guard());
      const rules = resources(Template.fromStack(stack), 'AWS::Events::Rule');
      return rules.map(({ properties }) => String(properties.Name)).find((name) => name.endsWith('-alarms'));
    });
    expect(prefixes[0]).toMatch(/^One-[0-9a-f]{8}-events-/);
    expect(prefixes[1]).toMatch(/^Two-[0-9a-f]{8}-events-/);
  });
});
