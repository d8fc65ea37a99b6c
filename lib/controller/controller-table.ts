import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { onlyControllerWrites } from './only-controller.ts';

/** The table of stage records and decision records. */
export interface ControllerTable {
  readonly tableName: string;
  readonly tableArn: string;
}

/**
 * Makes the table. It outlives the stack: it says what was rolled back and why. `role`: the function's, which alone may write.
 */
export function controllerTable(scope: Construct, id: string, role: iam.IRole): ControllerTable {
  const table = new dynamodb.Table(scope, id, {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: false,
  });
  onlyControllerWrites(table, role);
  return table;
}
