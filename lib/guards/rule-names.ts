import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { shortHash } from './identity.ts';

/**
 * Names of the controller's EventBridge rules. They share a prefix, so that one Lambda permission and one queue policy
 * cover them all (a Lambda resource policy holds 20 KB), and are at most 64 characters long (EventBridge PutRule).
 */
export class RuleNames {
  /** What every name starts with; unique to the controller within its account and region. */
  readonly prefix: string;

  constructor(controller: IConstruct) {
    const stackName = Stack.of(controller).stackName;
    const readable = Token.isUnresolved(stackName) ? 'RollbackController' : stackName;
    this.prefix = `${readable.slice(0, 20)}-${shortHash(`${readable} ${controller.node.path}`, 8)}-`;
  }

  /** `identity` says what the rule is about; `kind`, at most 9 characters, tells the rules about the same apart. */
  name(identity: string, kind: string): string {
    const readable = identity.replaceAll(/[^A-Za-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
    return `${this.prefix}${readable.slice(0, 16)}-${shortHash(identity, 6)}-${kind}`;
  }
}
