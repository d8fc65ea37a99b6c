import { App, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../lib/configuration-error.ts';
import { RollbackController } from '../../lib/rollback-controller.ts';
import { spokeTemplate } from '../../lib/spoke/spoke-template.ts';
import type { Spokes } from '../../lib/spoke/spokes.ts';

const ACCOUNT = '123456789012';
const SHOP = '210987654321';
const SPOKES: Spokes = {
  organization: 'o-a1b2c3d4e5',
  accounts: [SHOP],
  regions: ['eu-west-1', 'us-east-1'],
  externalId: 'shop-1',
};

function controllerWith(spokes: Spokes | undefined, alarms: readonly string[]): Template {
  const app = new App();
  const stack = new Stack(app, 'Rollback', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const controller = new RollbackController(stack, 'Controller', { testEvents: false, ...(spokes && { spokes }) });
  controller.guard({ pipeline: 'shop', stage: 'Prod', alarms });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return Template.fromStack(stack);
}

const FOREIGN = `arn:aws:cloudwatch:us-east-1:${SHOP}:alarm:errors`;

describe('a controller with spokes', () => {
  it('has a bus that takes alarm events of these accounts of the organization, and nothing else', () => {
    const template = controllerWith(SPOKES, ['errors', FOREIGN]);
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'rollback-alarms' });
    template.hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: {
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Condition: {
          StringEquals: {
            'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
            'aws:PrincipalAccount': [SHOP],
            'events:source': 'aws.cloudwatch',
            'events:detail-type': 'CloudWatch Alarm State Change',
          },
        },
      },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('Spokes') },
      EventPattern: { account: [SHOP], region: ['eu-west-1', 'us-east-1'], detail: { state: { value: ['ALARM'] } } },
    });
  });

  it('may assume the reader role of each account, and no other', () => {
    const template = controllerWith(SPOKES, ['errors']);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'sts:AssumeRole',
            Resource: {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${SHOP}:role/rollback-spoke-reader`]],
            },
          }),
        ]),
      },
    });
  });

  it('lets the rule of that bus invoke the function and put what fails aside', () => {
    const template = controllerWith(SPOKES, ['errors']);
    const ofBus = JSON.stringify(template.findResources('AWS::Lambda::Permission'));
    expect(ofBus).toContain(':rule/rollback-alarms/Rollback-');
    expect(JSON.stringify(template.findResources('AWS::SQS::QueuePolicy'))).toContain(
      ':rule/rollback-alarms/Rollback-',
    );
  });

  it('keeps alarms of one name in two accounts apart', () => {
    const [guard] = Object.values(controllerWith(SPOKES, ['errors', FOREIGN]).toJSON().Resources).filter(
      (resource) =>
        JSON.stringify(resource).includes('bakeMinutes') || JSON.stringify(resource).includes('Custom::RollbackGuard'),
    );
    expect(JSON.stringify(guard)).toContain(FOREIGN);
  });

  it('is asked for them by guards of other stacks, too: only it knows its spokes', () => {
    const stack = new Stack(new App(), 'Team', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    const controller = RollbackController.fromName(stack, 'Rollback', 'Rollback');
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['errors', FOREIGN] });
    Template.fromStack(stack).hasResourceProperties('Custom::RollbackGuard', { alarms: ['errors', FOREIGN] });
  });

  it('tells alarms of one name apart where it is not known at synth where the stack goes', () => {
    const stack = new Stack(new App(), 'Rollback');
    const controller = new RollbackController(stack, 'Controller', { spokes: SPOKES, testEvents: false });
    const other = FOREIGN.replace('us-east-1', 'eu-west-1');
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['errors', FOREIGN, other] });
    Template.fromStack(stack).hasResourceProperties('Custom::RollbackGuard', { alarms: ['errors', FOREIGN, other] });
  });

  it('refuses alarms where there is no spoke, and says what to do', () => {
    const elsewhere = `arn:aws:cloudwatch:ap-south-1:${SHOP}:alarm:errors`;
    expect(() => controllerWith(SPOKES, [elsewhere])).toThrow('none of the spokes');
    expect(() => controllerWith(undefined, [FOREIGN])).toThrow('docs/spokes.md');
  });

  it.each<[keyof Spokes, object]>([
    ['organization', { organization: 'acme' }],
    ['accounts', { accounts: ['1234'] }],
    ['accounts', { accounts: [] }],
    ['regions', { regions: ['Ireland'] }],
    ['externalId', { externalId: 'a b' }],
  ])('refuses spokes with a wrong field %s', (field, but) => {
    expect(() => controllerWith({ ...SPOKES, ...but }, ['errors'])).toThrow(`spokes.${field}: must be`);
  });

  it('has nothing of it without spokes', () => {
    const text = JSON.stringify(controllerWith(undefined, ['errors']).toJSON());
    expect(text).not.toContain('rollback-alarms');
    expect(text).not.toContain('sts:AssumeRole"}');
  });
});

describe('the template of a spoke', () => {
  const props = {
    controllerRole: `arn:aws:iam::${ACCOUNT}:role/Rollback-Role`,
    controllerRegion: 'eu-west-1',
    organization: 'o-a1b2c3d4e5',
    externalId: 'shop-1',
    readerRegion: 'eu-west-1',
  };
  const template = spokeTemplate(props);

  it('is plain CloudFormation, without assets and parameters, and the same every time', () => {
    expect(Object.keys(template).sort()).toEqual(['Conditions', 'Description', 'Resources']);
    expect(JSON.stringify(template)).not.toContain('cdk-');
    expect(spokeTemplate(props)).toEqual(template);
  });

  it('forwards what goes into ALARM by a role of its own, and keeps what cannot be delivered', () => {
    expect(template).toMatchObject({
      Resources: expect.objectContaining({
        SpokeIntoAlarm2E60F0CC: expect.objectContaining({
          Properties: expect.objectContaining({
            Name: 'rollback-spoke',
            Targets: [
              expect.objectContaining({
                Arn: `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/rollback-alarms`,
                RoleArn: expect.anything(),
                DeadLetterConfig: expect.anything(),
              }),
            ],
          }),
        }),
      }),
    });
  });

  it('has the reader role in one region only, which trusts the role of the controller with the external id', () => {
    const { Resources: resources }: { readonly Resources?: object } = template;
    const reader = Object.values(resources ?? {}).find(
      ({ Properties }) => Properties.RoleName === 'rollback-spoke-reader',
    );
    expect(reader).toMatchObject({
      Condition: expect.stringContaining('IsReaderRegion'),
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Condition: {
                StringEquals: { 'sts:ExternalId': 'shop-1', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
                ArnEquals: { 'aws:PrincipalArn': props.controllerRole },
              },
            },
          ],
        },
        Policies: [
          {
            PolicyDocument: {
              Statement: [
                { Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'], Resource: '*' },
                { Action: ['events:DescribeRule', 'events:ListTargetsByRule'] },
              ],
            },
          },
        ],
      },
    });
  });

  it('is refused for what is no role', () => {
    expect(() => spokeTemplate({ ...props, controllerRole: 'controller' })).toThrow(ConfigurationError);
  });
});
