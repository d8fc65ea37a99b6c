import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { RollbackController } from '../../lib/rollback-controller.ts';
import type { RollbackControllerProps } from '../../lib/rollback-controller-props.ts';
import { allowed, app, resources } from './synthesized.ts';

const GUARD = { pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'] };

function templateOf(propsOf: (stack: Stack) => RollbackControllerProps): Template {
  const stack = new Stack(app(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  new RollbackController(stack, 'RollbackController', propsOf(stack)).guard(GUARD);
  return Template.fromStack(stack);
}

describe('what a company may ask for', () => {
  it('one key encrypts the table, the queues, the topics, the logs and the environment, and its policy lets the services use it', () => {
    const template = templateOf((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
    const [key] = resources(template, 'AWS::KMS::Key');
    const arn = { 'Fn::GetAtt': [key?.id, 'Arn'] };
    template.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: arn } });
    template.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: arn });
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: arn });
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: arn });
    template.hasResourceProperties('AWS::Lambda::Function', {
      KmsKeyArn: arn,
      Handler: 'index.handler',
      MemorySize: 1024,
    });
    for (const service of ['events.amazonaws.com', 'cloudwatch.amazonaws.com', 'logs.eu-west-1.amazonaws.com']) {
      template.hasResourceProperties('AWS::KMS::Key', {
        KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: service } })]) },
      });
    }
    expect(allowed(template).map(({ action }) => action)).toContain('kms:Decrypt');
  });

  it('names the role, puts the boundary on every role, and reserves and traces', () => {
    const template = templateOf((stack) => ({
      roleName: 'rollback',
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
      reservedConcurrentExecutions: 10,
      tracing: lambda.Tracing.ACTIVE,
    }));
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'rollback' });
    template.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
    template.hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 10,
      TracingConfig: { Mode: 'Active' },
    });
    expect(allowed(template).map(({ action }) => action)).toContain('xray:PutTraceSegments');
  });

  it('tells an existing topic, and keeps to an existing table', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:on-call';
    const tableArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/records';
    const template = templateOf((stack) => ({
      topic: sns.Topic.fromTopicArn(stack, 'OnCall', topicArn),
      table: dynamodb.Table.fromTableArn(stack, 'Records', tableArn),
    }));
    template.resourceCountIs('AWS::DynamoDB::Table', 0);
    template.resourceCountIs('AWS::SNS::Topic', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TOPIC_ARN: topicArn, TABLE_NAME: 'records' }) },
    });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [topicArn] });
    expect(allowed(template)).toContainEqual({ action: 'sns:Publish', resource: topicArn });
    expect(allowed(template)).toContainEqual({ action: 'dynamodb:PutItem', resource: tableArn });
  });

  it('looks for artifacts in the buckets that are named, and may do nothing in any other', () => {
    const ofS3 = (template: Template) => allowed(template).filter(({ action }) => action.startsWith('s3:'));
    const template = templateOf(() => ({ artifactBuckets: ['shop-artifacts'] }));
    expect(ofS3(template)).toEqual([
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::shop-artifacts' },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::shop-artifacts/*' },
    ]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ ARTIFACT_BUCKETS: '["shop-artifacts"]' }) },
    });
    expect(ofS3(templateOf(() => ({})))).toEqual([]);
  });

  it('keeps the table when the stack is deleted, but not when its first creation fails; the log for a year', () => {
    const template = templateOf(() => ({}));
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 365 } });
  });

  it('keeps or deletes both where the company says so', () => {
    const template = templateOf(() => ({ removalPolicy: RemovalPolicy.DESTROY }));
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
  });
});
