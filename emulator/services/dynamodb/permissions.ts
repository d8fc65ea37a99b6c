import type { AccountIdentity } from '../../account/account-identity.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { RequiredPermission } from '../service.ts';

/** The operations that dynalite plays, without those that manage tables at run time: tables come from the template. */
export const OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const;

export type DynamoDbOperation = (typeof OPERATIONS)[number];

/** Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB". */
export function requiredPermissions(
  operation: DynamoDbOperation,
  input: JsonObject,
  identity: AccountIdentity,
): RequiredPermission[] {
  return resources(operation, input, identity).map((resource) => ({ action: `dynamodb:${operation}`, resource }));
}

function resources(operation: DynamoDbOperation, input: JsonObject, identity: AccountIdentity): string[] {
  switch (operation) {
    case 'ListTables':
      return ['*'];
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(Object(input.RequestItems)).map((table) => tableArn(table, identity));
    case 'Query':
    case 'Scan': {
      const table = tableArn(String(input.TableName), identity);
      return [input.IndexName === undefined ? table : `${table}/index/${String(input.IndexName)}`];
    }
    default:
      return [tableArn(String(input.TableName), identity)];
  }
}

/** DynamoDB takes the ARN of a table wherever it takes the name. */
function tableArn(table: string, { region, accountId }: AccountIdentity): string {
  return table.startsWith('arn:') ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;
}
