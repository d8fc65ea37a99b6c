import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ConsoleOrigin } from './console-origin.ts';
import type { GuardProps } from './guard.ts';
import { RollbackController, type RollbackControllerProps } from './rollback-controller.ts';

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
    this.controller = new RollbackController(this, 'Controller', props.controller);
    const [first] = props.guards.map((guard) => this.controller.guard(guard));
    Tags.of(this).add('rollback-controller', this.stackName);

    this.#output('FunctionName', 'The function to invoke by hand.', this.controller.function.functionName);
    this.#output('RoleArn', 'Give it to npm run doctor -- --role.', this.controller.role.roleArn);
    this.#output('TableName', 'Stage records and decision records.', this.controller.table.tableName);
    this.#output(
      'TopicArn',
      'Subscribe to it to be told what the controller does. An e-mail address is told nothing until the link in the mail from AWS has confirmed it.',
      this.controller.topic.topicArn,
    );
    this.#output(
      'ChatTopicArn',
      'Give it to a channel of Amazon Q Developer in chat applications.',
      this.controller.chatTopic.topicArn,
    );
    this.#outputLinks();
    if (first) {
      const { pipelineName, stageName } = first.stage;
      this.#output(
        'ManualEvent',
        'Shows what a rollback of the first guarded stage would do, without doing it.',
        this.toJsonString({ action: 'plan', pipeline: pipelineName, stage: stageName }),
      );
    }
  }

  #outputLinks(): void {
    const { url } = new ConsoleOrigin(this, 'Console');
    if (url === undefined) return;
    this.#output(
      'ConsoleLink',
      'The function in the AWS console; its Test tab takes the manual event.',
      `${url}/lambda/home?region=${this.region}#/functions/${this.controller.function.functionName}?tab=testing`,
    );
    const { dashboardName } = this.controller;
    if (dashboardName === undefined) return;
    this.#output(
      'DashboardLink',
      'What is guarded, what was decided, and how the controller is.',
      `${url}/cloudwatch/home?region=${this.region}#dashboards/dashboard/${dashboardName}`,
    );
  }

  #output(key: string, description: string, value: string): void {
    new CfnOutput(this, key, { key, description, value });
  }
}
