import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Scope } from './guard-scope.ts';
import { type GuardedStage, pipelineArnLength, stageArnLength } from './guarded-stage.ts';
import { Room } from './room.ts';
import { APPROVAL_ACTIONS, PIPELINE_ACTIONS, STAGE_ACTIONS } from './stage-actions.ts';

/** IAM: a managed policy has at most 6,144 characters. */
const POLICY_LENGTH = 6144;
/** Actions and frame of the two statements. */
const FRAME_LENGTH = 700;

/**
 * What the function may do to pipelines and their stages: to those of a scope, in one policy; or without one to the guarded stages, each by its
 * exact ARN, in as few managed policies as hold them. IAM attaches 10 to a role: enough for 90 guards with the longest names, for more than 200
 * with usual ones.
 */
export class StagePermissions extends Construct {
  readonly #role: iam.Role;
  readonly #scope: Scope | undefined;
  #number = 0;
  #room = new Room(0);
  #statements: StageStatements | undefined;

  constructor(scope: Construct, id: string, role: iam.Role, allowed: Scope | undefined) {
    super(scope, id);
    this.#role = role;
    this.#scope = allowed;
    if (allowed !== undefined) this.#allowScope(allowed);
  }

  #allowScope(allowed: Scope): void {
    const names = 'pipelines' in allowed ? allowed.pipelines : ['*'];
    const tags = 'tag' in allowed ? Object.entries(allowed.tag) : [];
    const resourceNames = names.flatMap((name) => (name.endsWith('*') ? [name] : [name, `${name}/*`]));
    const stack = Stack.of(this);
    const policy = new iam.ManagedPolicy(this, 'Scope', {
      description: 'What the rollback controller may do to the pipelines of its scope.',
      roles: [this.#role],
      statements: [
        new iam.PolicyStatement({
          actions: [...new Set([...STAGE_ACTIONS, ...PIPELINE_ACTIONS, ...APPROVAL_ACTIONS])],
          resources: resourceNames.map((name) => stack.formatArn({ service: 'codepipeline', resource: name })),
          ...(tags.length > 0 && {
            conditions: {
              StringEquals: Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
            },
          }),
        }),
      ],
    });
    acknowledge(
      policy,
      ...resourceNames
        .filter((name) => name.includes('*'))
        .map((name) => ({
          id: this.#findingAbout(name),
          reason:
            'The deployer of the controller has set this scope: guards of other stacks are in it, which are not known here.',
        })),
    );
  }

  /** Lets the function observe, roll back, stop, freeze and release this stage. */
  allow(stage: GuardedStage): void {
    if (this.#scope !== undefined) return;
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
    acknowledge(this, {
      // The rule names a finding by what the name resolves to, which is not known yet.
      id: Token.isUnresolved(pipelineName) ? 'AwsSolutions-IAM5' : this.#findingAbout(`${pipelineName}${APPROVALS}`),
      reason:
        'PutApprovalResult on the approvals of this pipeline: the stages and actions behind the guarded stage are not known at synth. A blamed release is rejected there.',
    });
  }

  /** How cdk-nag names its finding about a wildcard in the name of a resource of CodePipeline. */
  #findingAbout(name: string): string {
    const stack = Stack.of(this);
    const shown = (value: string, pseudoParameter: string) =>
      Token.isUnresolved(value) ? `<AWS::${pseudoParameter}>` : value;
    const place = [
      shown(stack.partition, 'Partition'),
      'codepipeline',
      shown(stack.region, 'Region'),
      shown(stack.account, 'AccountId'),
    ];
    return `AwsSolutions-IAM5[Resource::arn:${place.join(':')}:${name}]`;
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
