import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { exportOf } from '../guards/remote-controller.ts';
import { ConsoleOrigin } from './console-origin.ts';

/** What people ask for who operate the controller; `docs/runbook.md` goes by these keys. */
export class ControllerOutputs extends Construct {
  readonly #prefix: string;

  /** `prefix`: what the keys begin with, so that a stack with outputs of its own can tell them. */
  constructor(scope: Construct, id: string, prefix: string, names: OutputNames, dashboardName?: string) {
    super(scope, id);
    this.#prefix = prefix.replaceAll(/[^A-Za-z0-9]/g, '');
    const { GuardProvider, ...others } = names;
    for (const [key, value] of Object.entries(others)) this.#output(key, descriptions.get(key), value);
    this.#output('GuardProvider', DESCRIPTIONS.GuardProvider, GuardProvider, exportOf(Stack.of(this).stackName));
    this.#outputLinks(names.FunctionName, dashboardName);
  }

  #outputLinks(functionName: string, dashboardName: string | undefined): void {
    const { url } = new ConsoleOrigin(this, 'Console');
    if (url === undefined) return;
    const { region } = Stack.of(this);
    this.#output(
      'ConsoleLink',
      'The function in the AWS console; its Test tab takes the manual event.',
      `${url}/lambda/home?region=${region}#/functions/${functionName}?tab=testing`,
    );
    if (dashboardName === undefined) return;
    this.#output(
      'DashboardLink',
      'What is guarded, what was decided, and how the controller is.',
      `${url}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`,
    );
  }

  #output(name: string, description: string | undefined, value: string, exportName?: string): void {
    const key = `${this.#prefix}${name}`;
    new CfnOutput(this, name, {
      key,
      value,
      ...(description !== undefined && { description }),
      ...(exportName !== undefined && { exportName }),
    });
  }
}

const DESCRIPTIONS = {
  FunctionName: 'The function to invoke by hand.',
  RoleArn: 'Give it to npm run doctor -- --role.',
  TableName: 'Stage records and decision records.',
  TopicArn:
    'Subscribe to it to be told what the controller does. An e-mail address is told nothing until the link in the mail from AWS has confirmed it.',
  ChatTopicArn: 'Give it to a channel of Amazon Q Developer in chat applications.',
  WatchQueueUrl: 'What the controller is to look at again, and when.',
  WatchDeadLettersUrl: 'Watch messages that failed again and again.',
  FailedEventsUrl: 'Events that could not be delivered, or that the function failed on.',
  RuleNamePrefix: 'What the names of the EventBridge rules of the controller begin with, and no others.',
  AlarmNames: 'The alarms on the controller itself.',
  GuardProvider: 'The service token of guards in other stacks (docs/guards.md).',
} as const;

const descriptions = new Map<string, string>(Object.entries(DESCRIPTIONS));

/** A value for each of the outputs. */
export type OutputNames = { readonly [key in keyof typeof DESCRIPTIONS]: string };
