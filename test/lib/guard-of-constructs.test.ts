import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ExecutionMode, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { describe, expect, it } from 'vitest';
import { RollbackController } from '../../lib/rollback-controller.ts';
import { alarm, ENVIRONMENT, guard, messageOf, pipelineWithStage } from './guards.ts';
import { app, controllerStack, resources } from './synthesized.ts';

describe('a guard of constructs', () => {
  it('takes pipeline, stage and alarms of the same stack', () => {
    const { stack, controller } = controllerStack();
    const { pipeline, stage } = pipelineWithStage(stack);
    controller.guard({ pipeline, stage, alarms: [alarm(stack)] });
    expect(declared(stack)).toEqual([
      { pipeline: { Ref: 'PipelineC660917D' }, stage: 'Prod', alarms: [{ 'Fn::GetAtt': ['Alarm7103F465', 'Arn'] }] },
    ]);
  });

  it('takes alarms that veto as it takes those that guard', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    const platform = alarm(stack, 'Platform');
    const byArn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:region';
    controller.guard(guard({ unlessAlarms: [platform, byArn, 'network'], deployActions: ['Deploy'] }));
    expect(declared(stack)).toMatchObject([
      {
        deployActions: ['Deploy'],
        unlessAlarms: [{ 'Fn::GetAtt': ['PlatformDD5CC455', 'Arn'] }, byArn, 'network'],
      },
    ]);
  });

  it('is made when everything is there that it needs, and answered within two minutes', () => {
    const { stack, controller } = controllerStack();
    controller.guard(guard());
    const [resource] = Object.values(Template.fromStack(stack).findResources('Custom::RollbackGuard'));
    expect(resource?.Properties).toMatchObject({ ServiceTimeout: '120' });
    const before = (kind: RegExp) => resource?.DependsOn.some((id: string) => kind.test(id));
    for (const kind of [/RoleDefaultPolicy/, /StagePermissions/, /Table/, /EventsAlarms/, /EventsStages/, /Function/]) {
      expect(before(kind), String(kind)).toBe(true);
    }
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
    expect(declared(stack)).toHaveLength(2);
  });

  it('takes unresolved settings and checks the others', () => {
    const { stack, controller } = controllerStack();
    const minutes = new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber;
    controller.guard(guard({ bakeMinutes: minutes, recoveryMinutes: 20 }));
    expect(declared(stack)).toMatchObject([{ bakeMinutes: { Ref: 'Minutes' }, recoveryMinutes: 20 }]);
    expect(
      messageOf(() => controller.guard(guard({ stage: 'B', bakeMinutes: minutes, recoveryMinutes: 0 }))),
    ).toContain('recoveryMinutes must be at least 1 minute');
  });
});

describe('a guard of a pipeline at hand', () => {
  it.each([
    ['whose stage it does not have', { stage: 'prod' }, {}, 'the pipeline has no stage "prod"; it has Source, Prod'],
    ['and its source stage', { stage: 'Source' }, {}, '"Source" is the source stage'],
    ['of type V1', {}, { pipelineType: PipelineType.V1 }, 'the pipeline is of type V1'],
    ['in PARALLEL mode', {}, { executionMode: ExecutionMode.PARALLEL }, 'the pipeline runs in PARALLEL mode'],
  ])('%s ends the synth', (_, over, props, says) => {
    const { app: root, stack, controller } = controllerStack();
    const { pipeline } = pipelineWithStage(stack, props);
    controller.guard(guard({ pipeline, ...over }));
    expect(messageOf(() => root.synth())).toContain(says);
  });
});

describe('a controller by the name of its stack', () => {
  it('is guarded with by its export, so that it cannot go first', () => {
    const stack = new Stack(app(), 'Team');
    const controller = RollbackController.fromName(stack, 'Rollback', 'RollbackController');
    controller.guard(guard({ bakeMinutes: 30 }));
    const [resource] = Object.values(Template.fromStack(stack).findResources('Custom::RollbackGuard'));
    expect(resource?.Properties).toEqual({
      ServiceToken: { 'Fn::ImportValue': 'RollbackController:RollbackGuards' },
      ServiceTimeout: '120',
      pipeline: 'shop',
      stage: 'Prod',
      alarms: ['shop-5xx'],
      bakeMinutes: 30,
    });
    expect(messageOf(() => controller.guard(guard()))).toContain('guarded twice');
  });
});

/** What the guards of a stack tell the function. */
function declared(stack: Stack) {
  return resources(Template.fromStack(stack), 'Custom::RollbackGuard').map(({ properties }) => {
    const { ServiceToken: _, ServiceTimeout: __, ...guarded } = properties;
    return guarded;
  });
}
