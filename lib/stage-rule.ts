import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { GuardedStage } from './guarded-stage.ts';

export interface StageRuleProps {
  readonly stage: GuardedStage;
  readonly ruleName: string;
  readonly target: events.IRuleTarget;
}

/** The rule that wakes the controller when the guarded stage starts, resumes or ends. */
export class StageRule extends events.Rule {
  constructor(scope: Construct, id: string, { stage, ruleName, target }: StageRuleProps) {
    super(scope, id, {
      ruleName,
      description: `Stage ${stage.stageName} of pipeline ${stage.pipelineName} starts, resumes or ends.`,
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Stage Execution State Change'],
        resources: [stage.pipelineArn],
        detail: {
          pipeline: [stage.pipelineName],
          stage: [stage.stageName],
          state: ['STARTED', 'RESUMED', 'SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED'],
        },
      },
      targets: [target],
    });
  }
}
