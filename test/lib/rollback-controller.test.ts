import { CfnParameter, CfnWaitConditionHandle, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import type { GuardProps } from '../../lib/guard.ts';
import { RollbackController } from '../../lib/rollback-controller.ts';
import { RollbackControllerStack } from '../../lib/rollback-controller-stack.ts';
import { checkTemplateSize } from '../../lib/template-size.ts';
import { app, controllerStack, resolved, resources } from './synthesized.ts';

const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };

function guard(over: Partial<GuardProps> = {}): GuardProps {
  return { pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'], ...over };
}

function pipelineWithStage(scope: Construct, props: codepipeline.PipelineProps = {}) {
  const pipeline = new codepipeline.Pipeline(scope, 'Pipeline', {
    pipelineType: codepipeline.PipelineType.V2,
    ...props,
  });
  const source = new codepipeline.Artifact();
  pipeline.addStage({
    stageName: 'Source',
    actions: [
      new actions.CodeCommitSourceAction({
        actionName: 'Source',
        repository: codecommit.Repository.fromRepositoryName(scope, 'Repository', 'shop'),
        output: source,
      }),
    ],
  });
  const stage = pipeline.addStage({
    stageName: 'Prod',
    actions: [
      new actions.CodeBuildAction({
        actionName: 'Deploy',
        project: codebuild.Project.fromProjectName(scope, 'Project', 'deploy'),
        input: source,
      }),
    ],
  });
  return { pipeline, stage };
}

function alarm(scope: Construct, id = 'Alarm') {
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: '5xx' });
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

const LONG_NAMED = Array.from({ length: 25 }, (_, index) => `${index}`.padEnd(255, 'x'));
const fiveAlarms = (prefix: string) =>
  ['5xx', 'latency', 'health', 'queue', 'business'].map((kind) => `${prefix}-${kind}`);

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return 'nothing was thrown';
}

describe('a guard of constructs', () => {
  it('takes pipeline, stage and alarms of the same stack', () => {
    const { stack, controller } = controllerStack();
    const { pipeline, stage } = pipelineWithStage(stack);
    controller.guard({ pipeline, stage, alarms: [alarm(stack)] });
    const template = Template.fromStack(stack);
    const [parameter] = resources(template, 'AWS::SSM::Parameter');
    expect(resolved(parameter?.properties.Value)).toBe(
      '{"pipeline":"{PipelineC660917D}","stage":"Prod","alarms":["{Alarm7103F465}"],"mode":"enforce","bakeMinutes":60,"whileDeploying":"wait","freeze":true,"maxAutomaticRollbacks":1,"recoveryMinutes":15,"rollbackMinutes":60}',
    );
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudwatch'],
        resources: [{ 'Fn::GetAtt': ['Alarm7103F465', 'Arn'] }],
      },
    });
  });

  it('takes a pipeline and an alarm created in other stacks', () => {
    const { app: root, stack, controller } = controllerStack({}, ENVIRONMENT);
    const other = new Stack(root, 'Pipelines', { env: ENVIRONMENT });
    const { pipeline, stage } = pipelineWithStage(other);
    controller.guard({ pipeline, stage, alarms: [alarm(other)] });
    const template = Template.fromStack(stack);
    expect(JSON.stringify(template.toJSON())).toContain('Pipelines:ExportsOutputRefPipeline');
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['codepipeline:RollbackStage']),
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:aws:codepipeline:eu-west-1:111122223333:',
                  { 'Fn::ImportValue': Match.stringLikeRegexp('^Pipelines:ExportsOutputRefPipeline') },
                  '/Prod',
                ],
              ],
            },
          }),
        ]),
      },
    });
  });

  it('tells two pipelines apart that have the same logical id in different stacks', () => {
    const { app: root, stack, controller } = controllerStack();
    for (const id of ['Shop1', 'Shop2']) {
      const { pipeline } = pipelineWithStage(new Stack(root, id));
      controller.guard(guard({ pipeline: pipeline.pipelineName }));
    }
    Template.fromStack(stack).resourceCountIs('AWS::SSM::Parameter', 2);
  });

  it('takes an alarm by the Arn attribute of a resource', () => {
    const { stack, controller } = controllerStack();
    controller.guard(guard({ alarms: [alarm(stack).alarmArn] }));
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.cloudwatch'], resources: [{ 'Fn::GetAtt': ['Alarm7103F465', 'Arn'] }] },
    });
  });

  it('takes an alarm ARN that is partly unresolved, and finds the name in it', () => {
    const { stack, controller } = controllerStack();
    controller.guard(guard({ alarms: [stack.formatArn({ service: 'cloudwatch', resource: 'alarm:a:b' })] }));
    const [parameter] = resources(Template.fromStack(stack), 'AWS::SSM::Parameter');
    expect(JSON.stringify(parameter?.properties.Value)).toContain('"Fn::Split":[":alarm:"');
  });

  it('replaces @ in the parameter name, at synth or by CloudFormation', () => {
    const { stack, controller } = controllerStack();
    const name = new CfnParameter(stack, 'PipelineName');
    controller.guard(guard({ pipeline: 'shop@eu' }));
    controller.guard(guard({ pipeline: name.valueAsString }));
    const names = resources(Template.fromStack(stack), 'AWS::SSM::Parameter').map(({ properties }) => properties.Name);
    expect(names).toEqual([
      '/rollback-controller/Shop/guards/shop_AT_eu/Prod',
      {
        'Fn::Join': [
          '',
          [
            '/rollback-controller/Shop/guards/',
            { 'Fn::Join': ['_AT_', { 'Fn::Split': ['@', { Ref: 'PipelineName' }] }] },
            '/Prod',
          ],
        ],
      },
    ]);
  });

  it('takes unresolved settings and checks the others', () => {
    const { stack, controller } = controllerStack();
    const minutes = new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber;
    controller.guard(guard({ bakeMinutes: minutes, recoveryMinutes: 20 }));
    const [parameter] = resources(Template.fromStack(stack), 'AWS::SSM::Parameter');
    expect(resolved(parameter?.properties.Value)).toContain('"bakeMinutes":{Minutes},');
    expect(resolved(parameter?.properties.Value)).toContain('"recoveryMinutes":20');
    expect(
      messageOf(() => controller.guard(guard({ stage: 'B', bakeMinutes: minutes, recoveryMinutes: 0 }))),
    ).toContain('recoveryMinutes must be at least 1 minute');
  });
});

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
      'an alarm of another region',
      { alarms: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:a'] },
      'alarms[0]: is in region us-east-1, but the stack is deployed to eu-west-1; other regions are not supported yet',
    ],
  ])('%s', (_, over, expected) => {
    const { controller } = controllerStack({}, ENVIRONMENT);
    expect(messageOf(() => controller.guard(guard(over)))).toContain(expected);
  });

  it('constructs of another region or account', () => {
    const { app: root, controller } = controllerStack({}, ENVIRONMENT);
    const far = new Stack(root, 'Far', { env: { account: '444455556666', region: 'us-east-1' } });
    const { pipeline } = pipelineWithStage(far, { pipelineName: 'far' });
    const message = messageOf(() => controller.guard(guard({ pipeline, alarms: ['a', alarm(far)] })));
    expect(message).toContain('pipeline: is in region us-east-1, but the stack is deployed to eu-west-1');
    expect(message).toContain('pipeline: is in account 444455556666, but the stack is deployed to 111122223333');
    expect(message).toContain('alarms[1]: is in region us-east-1');
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
  });

  it('a policy that does not fit into its parameter', () => {
    const { controller } = controllerStack();
    const alarms = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(250, 'x'));
    expect(messageOf(() => controller.guard(guard({ alarms })))).toMatch(
      /guard shop\/Prod: the policy has up to \d+ bytes, but its SSM parameter holds 8192; name fewer alarms/,
    );
  });
});

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

  it('120 guards with the longest names fit into the limits of CloudFormation and IAM', () => {
    const { stack, controller } = controllerStack();
    for (let index = 0; index < 120; index += 1) {
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
    expect(new Set(stages.map(resolved)).size).toBe(120);
    expect(
      messageOf(() => controller.guard(guard({ pipeline: 'one-more'.padEnd(100, 'p'), stage: 's'.padEnd(100, 's') }))),
    ).toContain('121 guards with names of this length need 11 managed policies, but IAM attaches 10 to a role: move');
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

it('resources of a nested stack do not count: it has a template of its own', () => {
  const { stack, controller } = controllerStack();
  const nested = new NestedStack(stack, 'Nested');
  for (let index = 0; index < 490; index += 1) new CfnWaitConditionHandle(nested, `Handle${index}`);
  expect(messageOf(() => controller.guard(guard()))).toBe('nothing was thrown');
  for (let index = 0; index < 490; index += 1) new CfnWaitConditionHandle(stack, `Handle${index}`);
  expect(messageOf(() => controller.guard(guard({ stage: 'Staging' })))).toMatch(/the stack has 5\d\d resources/);
});

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
      return rules.map(({ properties }) => String(properties.Name)).find((name) => name.includes('-shop-Prod-'));
    });
    expect(prefixes[0]).toMatch(/^One-[0-9a-f]{8}-shop-Prod-/);
    expect(prefixes[1]).toMatch(/^Two-[0-9a-f]{8}-shop-Prod-/);
  });
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
