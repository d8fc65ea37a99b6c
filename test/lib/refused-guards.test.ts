import { CfnParameter, type Environment, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { GuardProps } from '../../lib/guards/guard-props.ts';
import { alarm, ENVIRONMENT, guard, messageOf, pipelineWithStage } from './guards.ts';
import { controllerStack } from './synthesized.ts';

describe('a guard that cannot be deployed', () => {
  it.each<[string, Partial<GuardProps>, string]>([
    [
      'a name with a space',
      { pipeline: 'my shop' },
      'ConfigurationError: guard my shop/Prod cannot be used:\n  pipeline: pipeline name must be 1 to 100',
    ],
    ['negative minutes', { bakeMinutes: -1 }, 'bakeMinutes: bakeMinutes must be at least 1 minute'],
    ['no alarms', { alarms: [] }, 'alarms: alarms must name at least one CloudWatch alarm'],
    ['the same alarm twice', { alarms: ['a', 'a'] }, 'alarms[1]: "a" is the same alarm as alarms[0]; name it once'],
    [
      'an alarm that vetoes itself',
      { alarms: ['a'], unlessAlarms: ['a'] },
      'unlessAlarms[0]: "a" is the same alarm as',
    ],
    [
      'a veto of another account',
      { unlessAlarms: ['arn:aws:cloudwatch:eu-west-1:444455556666:alarm:a'] },
      'unlessAlarms[0]: is in account 444455556666, but the stack is deployed to 111122223333',
    ],
    [
      'an alarm of another region',
      { alarms: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:a'] },
      'alarms[0]: is in region us-east-1, but the stack is deployed to eu-west-1; an alarm may be elsewhere with spokes',
    ],
  ])('%s', (_, over, expected) => {
    const { controller } = controllerStack({}, ENVIRONMENT);
    expect(messageOf(() => controller.guard(guard(over)))).toContain(expected);
  });

  it.each<[string, Environment, string, string]>([
    [
      'neither is',
      {},
      'eu-west-1:111122223333',
      'is in region eu-west-1 of account 111122223333, but at synth it is not',
    ],
    ['the region is', { region: 'eu-west-1' }, 'eu-west-1:111122223333', 'is in account 111122223333, but at synth'],
    ['the account is', { account: '111122223333' }, 'us-east-1:111122223333', 'is in region us-east-1, but at synth'],
  ])('an alarm by an ARN that nothing can compare: of the place of the stack %s known', (_, env, place, expected) => {
    const { stack, controller } = controllerStack({}, env);
    const arn = `arn:aws:cloudwatch:${place}:alarm:a`;
    for (const given of [arn, cloudwatch.Alarm.fromAlarmArn(stack, 'Imported', arn)]) {
      const message = messageOf(() => controller.guard(guard({ alarms: ['b', given] })));
      expect(message).toContain(`alarms[1]: ${expected}`);
      expect(message).toContain('give the stack an env with account and region');
    }
  });

  it('an alarm by an ARN of which only a part is known, if that part is another', () => {
    const { stack, controller } = controllerStack({}, { region: 'eu-west-1' });
    const alarmIn = (region: string) => ({ alarms: [`arn:aws:cloudwatch:${region}:${stack.account}:alarm:a`] });
    expect(messageOf(() => controller.guard(guard(alarmIn('us-east-1'))))).toContain(
      'alarms[0]: is in region us-east-1',
    );
    expect(messageOf(() => controller.guard(guard(alarmIn('eu-west-1'))))).toBe('nothing was thrown');
  });

  it('constructs of another region or account', () => {
    const { app: root, controller } = controllerStack({}, ENVIRONMENT);
    const far = new Stack(root, 'Far', { env: { account: '444455556666', region: 'us-east-1' } });
    const { pipeline } = pipelineWithStage(far, { pipelineName: 'far' });
    const unlessAlarms = [alarm(far, 'Platform')];
    const message = messageOf(() => controller.guard(guard({ pipeline, alarms: ['a', alarm(far)], unlessAlarms })));
    expect(message).toContain('pipeline: is in region us-east-1, but the stack is deployed to eu-west-1');
    expect(message).toContain('pipeline: is in account 444455556666, but the stack is deployed to 111122223333');
    expect(message).toContain('  alarms[1]: is in region us-east-1');
    expect(message).toContain('  unlessAlarms[0]: is in region us-east-1');
  });

  it('a stage of another pipeline', () => {
    const { app: root, stack, controller } = controllerStack();
    const { pipeline } = pipelineWithStage(stack);
    const { stage } = pipelineWithStage(new Stack(root, 'Other'));
    expect(messageOf(() => controller.guard(guard({ pipeline, stage })))).toContain(
      'stage: is a stage of another pipeline; pass the pipeline it belongs to',
    );
  });

  it('a stage guarded twice, also by tokens', () => {
    const { stack, controller } = controllerStack();
    const pipeline = new CfnParameter(stack, 'PipelineName').valueAsString;
    controller.guard(guard());
    controller.guard(guard({ pipeline }));
    expect(messageOf(() => controller.guard(guard()))).toContain('guard shop/Prod: the stage is guarded twice');
    expect(messageOf(() => controller.guard(guard({ pipeline })))).toContain('the stage is guarded twice');
  });

  it('the same alarm construct twice', () => {
    const { stack, controller } = controllerStack();
    const errors = alarm(stack);
    expect(messageOf(() => controller.guard(guard({ alarms: ['a', errors, errors.alarmName] })))).toContain(
      'alarms[2]: is the same alarm as alarms[1]; name it once',
    );
    expect(messageOf(() => controller.guard(guard({ alarms: [errors], unlessAlarms: ['a', errors] })))).toContain(
      'unlessAlarms[1]: is the same alarm as alarms[0]; name it once',
    );
  });
});
