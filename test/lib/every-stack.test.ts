import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { addRollbackController } from '../../lib/app/rollback-controller-app.ts';
import { allowed, app, resources, rules } from './synthesized.ts';

describe('every stack', () => {
  let template: Template;

  beforeAll(() => {
    const root = app({ context: { guards: 'guards.example.json', notifyEmail: 'ops@example.com, dev@example.com' } });
    template = Template.fromStack(addRollbackController(root, { account: '111122223333', region: 'eu-west-1' }));
  });

  it('runs on arm64 only, but for the function of AWS that saves the test events at deployment', () => {
    const [providerOf] = resources(template, 'Custom::AWS').map(({ properties }) => properties.ServiceToken);
    const functions = resources(template, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(2);
    for (const { id, properties } of functions) {
      if (providerOf['Fn::GetAtt'][0] !== id) expect(properties.Architectures).toEqual(['arm64']);
    }
  });

  it('encrypts every queue and refuses requests without TLS', () => {
    const queues = resources(template, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(3);
    for (const { id, properties } of queues) {
      expect(properties.SqsManagedSseEnabled, id).toBe(true);
      template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          ]),
        },
      });
    }
  });

  it('gives every rule one target with retries and a dead-letter queue, and a name of its own', () => {
    const all = rules(template);
    expect(all).toHaveLength(5);
    for (const { name, target } of all) {
      expect(target).toMatchObject({
        DeadLetterConfig: { Arn: expect.anything() },
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 21600 },
      });
      expect(name.length).toBeLessThanOrEqual(64);
    }
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('allows the function no wildcard but those that AWS leaves no way around', () => {
    const wildcards = allowed(template).filter(({ action, resource }) => `${action} ${resource}`.includes('*'));
    expect(wildcards).toEqual([
      { action: 'cloudwatch:DescribeAlarmHistory', resource: '*' },
      { action: 'cloudwatch:DescribeAlarms', resource: '*' },
      { action: 'events:ListRules', resource: '*' },
      // The approvals in the stages behind: which there are is not known at synth.
      ...['billing', 'shop'].map((pipeline) => ({
        action: 'codepipeline:PutApprovalResult',
        resource: expect.stringMatching(new RegExp(`:${pipeline}/\\*/\\*$`)),
      })),
    ]);
  });

  it('allows rollbacks of the guarded stages by their exact ARNs', () => {
    const of = (wanted: string) =>
      allowed(template)
        .filter(({ action }) => action === wanted)
        .map(({ resource }) => resource.slice('arn:aws:codepipeline:eu-west-1:111122223333:'.length))
        .sort();
    expect(of('codepipeline:RollbackStage')).toEqual(['billing/Prod', 'shop/Prod', 'shop/Staging']);
    expect(of('codepipeline:PutApprovalResult')).toEqual(['billing/*/*', 'shop/*/*']);
    expect(of('codepipeline:GetPipelineState')).toEqual(['billing', 'shop']);
    expect(of('codepipeline:StopPipelineExecution')).toEqual(['billing', 'shop']);
    const transitions = ['billing', 'billing/Prod', 'shop', 'shop/Prod', 'shop/Staging'];
    expect(of('codepipeline:DisableStageTransition')).toEqual(transitions);
    expect(of('codepipeline:EnableStageTransition')).toEqual(transitions);
  });

  it('subscribes the addresses of the context key notifyEmail', () => {
    expect(resources(template, 'AWS::SNS::Subscription').map(({ properties }) => properties.Endpoint)).toEqual([
      'ops@example.com',
      'dev@example.com',
    ]);
  });
});
