import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CfnCondition,
  CfnMapping,
  CfnOutput,
  CfnParameter,
  aws_events as events,
  Fn,
  aws_iam as iam,
  aws_lambda as lambda,
  Stack,
  Stage,
  aws_sns as sns,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { deploy, deployStack, temporaryDirectory } from './deployed.ts';

test('conditions choose values and leave resources out', () => {
  const deployed = deployStack((stack) => {
    const size = new CfnParameter(stack, 'Size', { default: 'large' });
    const large = new CfnCondition(stack, 'Large', { expression: Fn.conditionEquals(size, 'large') });
    const small = new CfnCondition(stack, 'SmallOne', { expression: Fn.conditionNot(large) });
    const queue = new sqs.CfnQueue(stack, 'Gone', {});
    queue.cfnOptions.condition = small;
    new CfnOutput(stack, 'Chosen', { value: Fn.conditionIf(large.logicalId, 'big', 'little').toString() });
    const here = new sqs.CfnQueue(stack, 'Here', { queueName: 'here' });
    here.addPropertyOverride('DelaySeconds', { 'Fn::If': [small.logicalId, 7, { Ref: 'AWS::NoValue' }] });
  });

  expect(deployed?.queues).toMatchObject([{ queueName: 'here', delaySeconds: 0 }]);
  expect(deployed?.outputs.Chosen).toBe('big');
});

test('AWS::NoValue leaves no hole in a list', () => {
  const deployed = deployStack((stack) => {
    const rule = new events.CfnRule(stack, 'Rule', { name: 'r', scheduleExpression: 'rate(1 day)' });
    rule.addPropertyOverride('Targets', [{ Ref: 'AWS::NoValue' }, { Id: 'one', Arn: 'arn' }]);
  });

  expect(deployed?.rules[0]?.targets).toMatchObject([{ id: 'one' }]);
});

test('a role has the policies that it names itself', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'index.js'), 'exports.handler = async () => {};');
  const [deployed] = deploy((app) => {
    const stack = new Stack(app, 'Small');
    const statements = [new iam.PolicyStatement({ actions: ['ssm:GetParameter'], resources: ['*'] })];
    const document = new iam.PolicyDocument({
      statements: [new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })],
    });
    const role = new iam.Role(stack, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [
        new iam.ManagedPolicy(stack, 'Named', { statements }),
        iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole'),
      ],
      inlinePolicies: { publish: document },
    });
    new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(directory, { exclude: ['cdk.out'] }),
      role,
    });
  }, directory);

  expect(deployed?.functions[0]?.policyStatements).toMatchObject([
    { actions: ['sns:Publish'] },
    { actions: ['ssm:GetParameter'] },
  ]);
});

test('mappings, Select and Split are resolved', () => {
  const deployed = deployStack((stack) => {
    const map = new CfnMapping(stack, 'Teams', { mapping: { 'eu-west-1': { name: 'a-b-c' } } });
    const name = Fn.findInMap(map.logicalId, stack.region, 'name');
    new CfnOutput(stack, 'Middle', { value: Fn.select(1, Fn.split('-', name)) });
  });

  expect(deployed?.outputs.Middle).toBe('b');
});

test('the stacks of a stage are loaded too', () => {
  const stacks = deploy((app) => {
    const stage = new Stage(app, 'Live');
    new sns.Topic(new Stack(stage, 'Inner'), 'People', { topicName: 'people' });
  });

  expect(stacks).toMatchObject([{ stackName: 'Live-Inner', topics: [{ topicName: 'people' }] }]);
});
