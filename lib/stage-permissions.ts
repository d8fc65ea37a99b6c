import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { GuardedStage } from './guarded-stage.ts';

/** IAM: a managed policy has at most 6,144 characters. */
const POLICY_LENGTH = 6144;
/** Actions and frame of the two statements. */
const FRAME_LENGTH = 700;
/** `"arn:aws-us-gov:codepipeline:ap-southeast-1:123456789012:",`, the longest that surrounds the names. */
const LONGEST_ARN_PREFIX = 60;
const LONGEST_NAME = 100;

/**
 * What the function may do to the guarded stages and their pipelines, each by its exact ARN, in as few managed policies as
 * hold them: 120 guards with the longest names need 10, and IAM attaches 10 to a role.
 */
export class StagePermissions extends Construct {
  readonly #role: iam.IRole;
  #number = 0;
  #room = 0;
  #statements: StageStatements | undefined;

  constructor(scope: Construct, id: string, role: iam.IRole) {
    super(scope, id);
    this.#role = role;
  }

  /** Lets the function observe, roll back, stop, freeze and release this stage. */
  allow(stage: GuardedStage): void {
    const pipelineLength = LONGEST_ARN_PREFIX + nameLength(stage.pipelineName);
    const length = 2 * pipelineLength + 1 + nameLength(stage.stageName);
    if (!this.#statements || length > this.#room) {
      this.#statements = this.#newPolicy();
      this.#room = POLICY_LENGTH - FRAME_LENGTH;
    }
    this.#statements.onStages.addResources(stage.stageArn);
    this.#statements.onPipelines.addResources(stage.pipelineArn);
    this.#room -= length;
  }

  #newPolicy(): StageStatements {
    this.#number += 1;
    const policy = new iam.ManagedPolicy(this, `${this.#number}`, {
      description: 'What the rollback controller may do to the stages it guards.',
      roles: [this.#role],
    });
    const statements = stageStatements();
    policy.addStatements(statements.onStages, statements.onPipelines);
    return statements;
  }
}

interface StageStatements {
  readonly onStages: iam.PolicyStatement;
  readonly onPipelines: iam.PolicyStatement;
}

function stageStatements(): StageStatements {
  // The Service Authorization Reference wants the stage for transitions, the CodePipeline user guide the pipeline: both are granted.
  const transitions = ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'];
  return {
    onStages: new iam.PolicyStatement({ actions: ['codepipeline:RollbackStage', ...transitions] }),
    onPipelines: new iam.PolicyStatement({
      actions: [
        'codepipeline:GetPipeline',
        'codepipeline:GetPipelineExecution',
        'codepipeline:GetPipelineState',
        'codepipeline:ListActionExecutions',
        'codepipeline:ListPipelineExecutions',
        'codepipeline:StopPipelineExecution',
        ...transitions,
      ],
    }),
  };
}

function nameLength(name: string): number {
  return Token.isUnresolved(name) ? LONGEST_NAME : name.length;
}
