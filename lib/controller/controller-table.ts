import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { onlyControllerWrites } from './only-controller.ts';

/** The table of stage records and decision records. */
export interface ControllerTable {
  readonly tableName: string;
  readonly tableArn: string;
}

export interface ControllerTableProps {
  /** The function's, which alone may write. */
  readonly role: iam.IRole;
  readonly encryptionKey: kms.IKey | undefined;
  readonly removalPolicy: RemovalPolicy | undefined;
}

/**
 * Makes the table. It outlives the stack, since it says what was rolled back and why; but not a first creation that failed, which would
 * leave one behind that nothing uses.
 */
export function controllerTable(scope: Construct, id: string, props: ControllerTableProps): ControllerTable {
  const table = new dynamodb.Table(scope, id, {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'expiresAt',
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    deletionProtection: false,
    ...(props.encryptionKey && {
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
    }),
  });
  onlyControllerWrites(table, props.role);
  return table;
}
