import type { Stack } from 'aws-cdk-lib';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';

/** The stage of a guard; all may be tokens. */
export interface GuardedStage {
  readonly pipelineName: string;
  readonly pipelineArn: string;
  readonly stageName: string;
  /** `PIPELINE-ARN/STAGE`: what IAM checks for RollbackStage (Service Authorization Reference). */
  readonly stageArn: string;
}

/** Names and ARNs of a stage given by names or constructs. */
export function guardedStage(
  stack: Stack,
  pipeline: string | codepipeline.IPipeline,
  stage: string | codepipeline.IStage,
): GuardedStage {
  const stageName = typeof stage === 'string' ? stage : stage.stageName;
  const pipelineName = typeof pipeline === 'string' ? pipeline : pipeline.pipelineName;
  const pipelineArn =
    typeof pipeline === 'string'
      ? stack.formatArn({ service: 'codepipeline', resource: pipeline })
      : pipeline.pipelineArn;
  return { pipelineName, pipelineArn, stageName, stageArn: `${pipelineArn}/${stageName}` };
}
