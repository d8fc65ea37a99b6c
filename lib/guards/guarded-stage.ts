import { type Stack, Token } from 'aws-cdk-lib';
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

/** `"arn:aws-us-gov:codepipeline:ap-southeast-1:123456789012:",`, the longest that surrounds the names. */
const LONGEST_ARN_PREFIX = 60;
const LONGEST_NAME = 100;

/** The most characters that the ARN of the pipeline takes in a list in JSON, wherever it is deployed. */
export function pipelineArnLength({ pipelineName }: GuardedStage): number {
  return LONGEST_ARN_PREFIX + nameLength(pipelineName);
}

/** The most characters that the ARN of the stage takes in a list in JSON. */
export function stageArnLength(stage: GuardedStage): number {
  return pipelineArnLength(stage) + 1 + stageNameLength(stage);
}

export function stageNameLength({ stageName }: GuardedStage): number {
  return nameLength(stageName);
}

/** A name not known at synth may be as long as the API allows. */
function nameLength(name: string): number {
  return Token.isUnresolved(name) ? LONGEST_NAME : name.length;
}
