import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { type GuardedStage, pipelineArnLength, stageArnLength } from './guarded-stage.ts';
import { Room } from './room.ts';
import { APPROVAL_ACTIONS, PIPELINE_ACTIONS, STAGE_ACTIONS } from './stage-actions.ts';

/** IAM: a managed policy has at most 6,144 characters. */
const POLICY_LENGTH = 6144;
/** Actions and frame of the two statements. */
const FRAME_LENGTH = 700;

/**
 * What the function may do to the guarded stages and their pipelines, each by its exact ARN, in as few managed policies as
 * hold them. IAM attaches 10 to a role: enough for 90 guards with the longest names, for more than 200 with usual ones.
 */
export class StagePermissions extends Construct {
  readonly #role: iam.IRole;
  #number = 0;
  #room = new Room(0);
  #statements: StageStatements | undefined;

  constructor(scope: Construct, id: string, role: iam.IRole) {
    super(scope, id);
    this.#role = role;
  }

  /** Lets the function observe, roll back, stop, freeze and release this stage. */
  allow(stage: GuardedStage): void {
    const length = 2 * pipelineArnLength(stage) + stageArnLength(stage) + APPROVALS.length;
    if (!this.#statements || !this.#room.take(length)) {
      this.#statements = this.#newPolicy();
      this.#room = new Room(POLICY_LENGTH - FRAME_LENGTH);
      this.#room.take(length);
    }
    this.#statements.onStages.addResources(stage.stageArn);
    this.#statements.onPipelines.addResources(stage.pipelineArn);
    this.#statements.onApprovals.addResources(`${stage.pipelineArn}${APPROVALS}`);
    this.#acknowledge(stage);
  }

  #acknowledge({ pipelineName }: GuardedStage): void {
    const stack = Stack.of(this);
    const shown = (value: string, pseudoParameter: string) =>
      Token.isUnresolved(value) ? `<AWS::${pseudoParameter}>` : value;
    const place = [
      shown(stack.partition, 'Partition'),
      'codepipeline',
      shown(stack.region, 'Region'),
      shown(stack.account, 'AccountId'),
    ];
    acknowledge(this, {
      // The rule names a finding by what the name resolves to, which is not known yet.
      id: Token.isUnresolved(pipelineName)
        ? 'AwsSolutions-IAM5'
        : `AwsSolutions-IAM5[Resource::arn:${place.join(':')}:${pipelineName}${APPROVALS}]`,
      reason:
        'PutApprovalResult on the approvals of this pipeline: the stages and actions behind the guarded stage are not known at synth. A blamed release is rejected there.',
    });
  }

  #newPolicy(): StageStatements {
    this.#number += 1;
    const policy = new iam.ManagedPolicy(this, `${this.#number}`, {
      description: 'What the rollback controller may do to the stages it guards.',
      roles: [this.#role],
    });
    const statements = stageStatements();
    policy.addStatements(statements.onStages, statements.onPipelines, statements.onApprovals);
    return statements;
  }
}

interface StageStatements {
  readonly onStages: iam.PolicyStatement;
  readonly onPipelines: iam.PolicyStatement;
  readonly onApprovals: iam.PolicyStatement;
}

/** Every action of every stage: `PIPELINE/STAGE/ACTION`. PutApprovalResult answers approvals alone. */
const APPROVALS = '/*/*';

function stageStatements(): StageStatements {
  return {
    onStages: new iam.PolicyStatement({ actions: [...STAGE_ACTIONS] }),
    onPipelines: new iam.PolicyStatement({ actions: [...PIPELINE_ACTIONS] }),
    onApprovals: new iam.PolicyStatement({ actions: [...APPROVAL_ACTIONS] }),
  };
}
