import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { GuardProps } from '../../lib/guards/guard-props.ts';

export const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };

/** A guard of shop/Prod by names. */
export function guard(over: Partial<GuardProps> = {}): GuardProps {
  return { pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx'], ...over };
}

/** A pipeline of constructs with the stages Source and Prod. */
export function pipelineWithStage(scope: Construct, props: codepipeline.PipelineProps = {}) {
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

export function alarm(scope: Construct, id = 'Alarm') {
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: '5xx' });
  return new cloudwatch.Alarm(scope, id, { metric, threshold: 1, evaluationPeriods: 1 });
}

/** Name and message of what is thrown. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return 'nothing was thrown';
}
