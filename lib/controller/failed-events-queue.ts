import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import { queueEncryption } from './encryption.ts';
import { onlyControllerSends } from './only-controller.ts';

/**
 * Where events end that could not be handled: dead-letter queue of the rules' targets and failure destination of the
 * function's asynchronous invocations.
 */
export class FailedEventsQueue extends sqs.Queue {
  /** `rules`: ARN patterns of the rules that may put events here. `role`: the function's, under which Lambda puts its own. */
  constructor(scope: Construct, id: string, rules: readonly string[], role: iam.IRole, key?: kms.IKey) {
    super(scope, id, {
      ...queueEncryption(key),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'DeadLettersOfRules',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': rules.length === 1 ? rules[0] : rules } },
      }),
    );
    onlyControllerSends(this, { role, sources: [...rules] });
    acknowledge(this, {
      id: 'AwsSolutions-SQS3',
      reason:
        'This is a dead-letter queue: of rule targets and of asynchronous invocations, which the rule does not look at.',
    });
  }
}

/** The ARN pattern of all rules whose names start with the prefix. */
export function rulesArn(scope: Construct, ruleNamePrefix: string): string {
  return Stack.of(scope).formatArn({ service: 'events', resource: 'rule', resourceName: `${ruleNamePrefix}*` });
}
