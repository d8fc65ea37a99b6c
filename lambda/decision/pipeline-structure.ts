/** What GetPipeline tells about a pipeline, as far as rollbacks depend on it (API:PipelineDeclaration). */
export interface PipelineStructure {
  readonly version: number;
  /** V1 where AWS says nothing: pipelines from before V2 carry no type. */
  readonly type: 'V1' | 'V2';
  readonly executionMode: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL';
  readonly stages: readonly StageStructure[];
  readonly sources: readonly SourceAction[];
  /** Names of the variables that it declares. */
  readonly variables: readonly string[];
}

export interface SourceAction {
  readonly name: string;
  /** `CodeCommit`, `CodeStarSourceConnection`, `ECR`, `S3`, ... */
  readonly provider: string;
}

export interface StageStructure {
  readonly name: string;
  readonly actions: readonly ActionStructure[];
}

export interface ActionStructure {
  readonly name: string;
  /** `Source`, `Build`, `Deploy`, `Test`, `Invoke`, `Approval`, `Compute`. */
  readonly category: string;
  /** `ActionMode` of a CloudFormation action; absent for others. */
  readonly mode?: string;
}
