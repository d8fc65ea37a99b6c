import type { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AUTO,
  type Day,
  DEPLOY,
  GATE,
  LIVE_PREFIX,
  NEEDED,
  OPTIONAL,
  PROD,
  RELEASE_KEY,
  SOURCE,
  VARIABLE,
} from './day.ts';

type StageProps = codepipeline.CfnPipeline.StageDeclarationProperty;
type ActionProps = codepipeline.CfnPipeline.ActionDeclarationProperty;

const ARTIFACT = 'Release';

/** The pipelines of the day: they copy one small file within the day's bucket, by steps of S3 and approvals only. */
export function addPipelines(stack: Stack, day: Day): void {
  const { roleArn } = pipelineRole(stack, day);
  const add = (id: string, name: string, stages: StageProps[], more: Partial<codepipeline.CfnPipelineProps> = {}) =>
    new codepipeline.CfnPipeline(stack, id, {
      name,
      roleArn,
      artifactStore: { type: 'S3', location: day.bucket },
      pipelineType: 'V2',
      executionMode: 'SUPERSEDED',
      stages: [sourceStage(day), ...stages],
      ...more,
    });
  const deploy: StageProps = { name: DEPLOY, actions: [copy(day, 'Copy', 1), copy(day, 'CopyAgain', 2)] };
  add('Shop', day.shop, [{ name: PROD, actions: [copy(day, 'Deploy', 1, LIVE_PREFIX)] }]);
  add('Lab', day.lab, [
    deploy,
    { name: GATE, actions: [approval('ApproveA', 1), approval('ApproveB', 1), copy(day, 'Copy', 2)] },
    { name: AUTO, actions: [approval('Approve', 1)], onFailure: { result: 'ROLLBACK' } },
  ]);
  add('V1', day.v1, [deploy], { pipelineType: 'V1' });
  add('Parallel', day.parallel, [deploy], { executionMode: 'PARALLEL' });
  add(
    'Optional',
    day.optional,
    [{ name: OPTIONAL, actions: [copy(day, 'Copy', 1)], beforeEntry: { conditions: [skippedUnless('run')] } }],
    { variables: [{ name: VARIABLE, defaultValue: 'run' }, { name: NEEDED }] },
  );
}

/** The policy is in the role itself: a pipeline that starts as soon as it is made must be able to work. */
function pipelineRole(stack: Stack, day: Day): iam.Role {
  const bucketArn = stack.formatArn({ service: 's3', region: '', account: '', resource: day.bucket });
  return new iam.Role(stack, 'PipelineRole', {
    assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com'),
    inlinePolicies: {
      Bucket: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            actions: ['s3:GetBucket*', 's3:GetObject*', 's3:ListBucket*', 's3:PutObject*', 's3:AbortMultipartUpload'],
            resources: [bucketArn, `${bucketArn}/*`],
          }),
        ],
      }),
    },
  });
}

function sourceStage(day: Day): StageProps {
  const configuration = { S3Bucket: day.bucket, S3ObjectKey: RELEASE_KEY, PollForSourceChanges: 'false' };
  return {
    name: SOURCE,
    actions: [
      { name: SOURCE, actionTypeId: s3('Source'), runOrder: 1, configuration, outputArtifacts: [{ name: ARTIFACT }] },
    ],
  };
}

/** Unpacks the release below a prefix of the bucket. */
function copy(day: Day, name: string, runOrder: number, place = 'elsewhere'): ActionProps {
  return {
    name,
    actionTypeId: s3('Deploy'),
    runOrder,
    configuration: { BucketName: day.bucket, Extract: 'true', ObjectKey: place },
    inputArtifacts: [{ name: ARTIFACT }],
  };
}

function approval(name: string, runOrder: number): ActionProps {
  return { name, actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' }, runOrder };
}

function skippedUnless(value: string): codepipeline.CfnPipeline.ConditionProperty {
  const configuration = { Variable: `#{variables.${VARIABLE}}`, Value: value, Operator: 'EQ' };
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' };
  return { result: 'SKIP', rules: [{ name: 'Wanted', ruleTypeId, configuration }] };
}

function s3(category: string): codepipeline.CfnPipeline.ActionTypeIdProperty {
  return { category, owner: 'AWS', provider: 'S3', version: '1' };
}
