import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarm, ENVIRONMENT, guard, messageOf, pipelineWithStage } from './guards.ts';
import { controllerStack, resolved, resources } from './synthesized.ts';

describe('a guard of constructs', () => {
  it('takes pipeline, stage and alarms of the same stack', () => {
    const { stack, controller } = controllerStack();
    const { pipeline, stage } = pipelineWithStage(stack);
    controller.guard({ pipeline, stage, alarms: [alarm(stack)] });
    const template = Template.fromStack(stack);
    const [parameter] = resources(template, 'AWS::SSM::Parameter');
    expect(resolved(parameter?.properties.Value)).toBe(
      '{"pipeline":"{PipelineC660917D}","stage":"Prod","alarms":["{Alarm7103F465}"],"mode":"enforce","bakeMinutes":60,"whileDeploying":"wait","freeze":true,"maxAutomaticRollbacks":1,"recoveryMinutes":15,"rollbackMinutes":60,"downstream":"hold","unlessAlarms":[]}',
    );
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudwatch'],
        resources: [{ 'Fn::GetAtt': ['Alarm7103F465', 'Arn'] }],
      },
    });
  });

  it('takes alarms that veto as it takes those that guard, and wakes nobody for them', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    const platform = alarm(stack, 'Platform');
    const byArn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:region';
    controller.guard(guard({ unlessAlarms: [platform, byArn, 'network'], deployActions: ['Deploy'] }));
    const template = Template.fromStack(stack);
    const [parameter] = resources(template, 'AWS::SSM::Parameter');
    expect(resolved(parameter?.properties.Value)).toContain(
      '"deployActions":["Deploy"],"unlessAlarms":["{PlatformDD5CC455}","arn:aws:cloudwatch:eu-west-1:111122223333:alarm:region","network"]}',
    );
    const rules = resources(template, 'AWS::Events::Rule').map(({ properties }) => JSON.stringify(properties));
    expect(rules.filter((rule) => rule.includes('network') || rule.includes('Platform'))).toEqual([]);
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
