import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { VERSION } from '../../lambda/version.ts';
import type { GuardProps } from '../guards/guard-props.ts';
import { RollbackController } from '../rollback-controller.ts';
import type { RollbackControllerProps } from '../rollback-controller-props.ts';

export interface RollbackControllerStackProps extends StackProps {
  /** At least one. */
  readonly guards: readonly [GuardProps, ...GuardProps[]];
  readonly controller?: RollbackControllerProps;
}

/** Up to here the template is indented for people; beyond, white space would use up the 1 MB that CloudFormation takes. */
const READABLE_GUARDS = 20;

/** A stack with one controller and its guards. */
export class RollbackControllerStack extends Stack {
  readonly controller: RollbackController;

  constructor(scope: Construct, id: string, props: RollbackControllerStackProps) {
    super(scope, id, {
      description:
        'Rolls CodePipeline stages back to their last good execution when alarms fire soon after a deployment.',
      suppressTemplateIndentation: props.guards.length > READABLE_GUARDS,
      ...props,
    });
    this.controller = new RollbackController(this, 'Controller', { outputPrefix: '', ...props.controller });
    const [first] = this.controller.guardAll(props.guards);
    Tags.of(this).add('rollback-controller', this.stackName);
    Tags.of(this).add('rollback-controller-version', VERSION);

    if (first) {
      const { pipelineName, stageName } = first;
      new CfnOutput(this, 'ManualEvent', {
        description: 'Shows what a rollback of the first guarded stage would do, without doing it.',
        value: this.toJsonString({ action: 'plan', pipeline: pipelineName, stage: stageName }),
      });
    }
  }
}
