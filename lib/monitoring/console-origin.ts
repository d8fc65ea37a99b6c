import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CONSOLES, consoleOf } from '../../lambda/messages/console-links.ts';

/** Where the console of AWS is for the resources of a stack. */
export class ConsoleOrigin extends Construct {
  /** `https://console.aws.amazon.com`; undefined in a partition whose console is not known. */
  readonly url: string | undefined;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { partition } = Stack.of(this);
    this.url = Token.isUnresolved(partition) ? this.#decidedAtDeployment() : consoleOf(partition);
  }

  /** A stack for any account and region learns its partition from CloudFormation. */
  #decidedAtDeployment(): string {
    const isIn = (name: string, partition: string) =>
      new CfnCondition(this, name, { expression: Fn.conditionEquals(Aws.PARTITION, partition) }).logicalId;
    const inGovCloud = Fn.conditionIf(isIn('InGovCloud', 'aws-us-gov'), CONSOLES['aws-us-gov'], CONSOLES.aws);
    return Fn.conditionIf(isIn('InChina', 'aws-cn'), CONSOLES['aws-cn'], inGovCloud).toString();
  }
}
