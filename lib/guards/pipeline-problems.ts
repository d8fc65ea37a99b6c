import { CfnPipeline, Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { titleOf } from './guard-check.ts';
import type { GuardProps } from './guard-props.ts';

/** What keeps CodePipeline from ever rolling the stage of a guard back, as far as its pipeline is at hand as a construct. */
export function pipelineProblems(guard: GuardProps): string[] {
  const { pipeline, stage } = guard;
  if (!(pipeline instanceof Pipeline)) return [];
  const name = typeof stage === 'string' ? stage : stage.stageName;
  const stages = pipeline.stages.map(({ stageName }) => stageName);
  const resource = pipeline.node.defaultChild;
  const { pipelineType, executionMode } = resource instanceof CfnPipeline ? resource : {};
  const problems = [
    ...(stages.includes(name) ? [] : [`the pipeline has no stage "${name}"; it has ${stages.join(', ')}`]),
    ...(stages[0] === name ? [`"${name}" is the source stage; CodePipeline cannot roll it back`] : []),
    ...(pipelineType === 'V1'
      ? ['the pipeline is of type V1; CodePipeline rolls back only stages of V2 pipelines']
      : []),
    ...(executionMode === 'PARALLEL'
      ? ['the pipeline runs in PARALLEL mode, in which CodePipeline cannot roll back']
      : []),
  ];
  return problems.map((problem) => `guard ${titleOf(guard)}: ${problem}`);
}
