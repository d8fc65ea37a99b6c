import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

const COMPLIANCE_PACKS = ['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321', 'Serverless'];

/** What the findings are about; absent what the user brings or leaves out. */
export interface Examined {
  readonly controller: IConstruct;
  readonly function: IConstruct;
  readonly deadLetterQueues: readonly IConstruct[];
  readonly table: IConstruct | undefined;
  readonly role: IConstruct;
}

/**
 * Acknowledges the findings of cdk-nag's packs that no prop could mend, each with its reason (docs/compliance.md). What a prop mends stays
 * a finding until the prop is given.
 */
export function acknowledgeFindings({ controller, function: code, deadLetterQueues, table, role }: Examined): void {
  inPacks(
    controller,
    'IAMNoInlinePolicy',
    "The inline policy belongs to one role of one purpose and names the controller's own resources; what it may do to stages is in managed policies.",
  );
  inPacks(
    code,
    'LambdaDLQ',
    'Events that keep failing go to a queue as failure destination, which also holds the error; the function uses it in place of a dead-letter queue.',
  );
  inPacks(
    code,
    'LambdaEventSourceMappingDestination',
    'The mapping reads a queue of SQS, whose own redrive policy sets aside what keeps failing; destinations are for streams.',
  );
  for (const queue of deadLetterQueues) {
    inPacks(queue, 'SQSRedrivePolicy', 'This is a dead-letter queue; an alarm tells people when something lies in it.');
  }
  if (table) {
    inPacks(
      table,
      'DynamoDBInBackupPlan',
      'Point-in-time recovery is on and covers 35 days; backup plans are the account’s, and select tables by tag.',
    );
  }
  for (const action of ['kms:GenerateDataKey*', 'kms:ReEncrypt*']) {
    acknowledge(role, {
      id: `AwsSolutions-IAM5[Action::${action}]`,
      reason: 'The variants of one KMS action, on the one key that was given.',
    });
  }
}

/** Construct id under which CDK keeps its function for custom resources that call an API: one in each stack. */
const PROVIDER = 'AWS679f53fac002430cb0da5b7982bd2287';

/** The same for the function by which CDK saves the test events: AWS's code, and not configurable. */
export function acknowledgeProvider(scope: IConstruct): void {
  const provider = Stack.of(scope).node.tryFindChild(PROVIDER);
  if (provider === undefined) return;
  for (const rule of PROVIDER_RULES) {
    inPacks(
      provider,
      rule,
      'The function of aws-cdk-lib that saves the test events: it runs at deployment only, and its settings are not ours. `testEvents: false` leaves it out.',
    );
  }
}

const PROVIDER_RULES = [
  'LambdaConcurrency',
  'LambdaDLQ',
  'LambdaDefaultMemorySize',
  'LambdaInsideVPC',
  'LambdaTracing',
];

function inPacks(scope: IConstruct, rule: string, reason: string): void {
  for (const pack of COMPLIANCE_PACKS) acknowledge(scope, { id: `${pack}-${rule}`, reason });
}
