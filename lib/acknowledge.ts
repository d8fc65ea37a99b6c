import type { IConstruct } from 'constructs';

/** A finding of a rule pack that is meant to be so, and why. */
export interface Acknowledgment {
  /** As the pack reports it: `AwsSolutions-SQS3`, or with what was found, `AwsSolutions-IAM5[Resource::*]`. */
  readonly id: string;
  readonly reason: string;
}

/** `Validations.ACKNOWLEDGED_RULES_METADATA_KEY` of aws-cdk-lib. */
export const ACKNOWLEDGED_RULES = 'aws:cdk:acknowledged-rules';

/**
 * Acknowledges findings on a construct and what is below it. Writes the metadata that cdk-nag reads, as `Validations.acknowledge` does:
 * that class came with aws-cdk-lib 2.257, and the package runs on older ones.
 */
export function acknowledge(scope: IConstruct, ...acknowledgments: readonly Acknowledgment[]): void {
  for (const { id, reason } of acknowledgments) scope.node.addMetadata(ACKNOWLEDGED_RULES, { [id]: reason });
}
