import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { AccountIdentity } from '../../account/account-identity.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { DeployedTable } from '../../account/template/deployed-stack.ts';
import { compileResourcePolicy, type ResourcePolicy } from '../iam/resource-policy.ts';
import type { Operation, Service } from '../service.ts';
import { DynaliteEngine } from './dynalite-engine.ts';
import { OPERATIONS, requiredPermissions } from './permissions.ts';

const ScanPage = z.object({
  Items: z.array(z.record(z.string(), z.any())),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/**
 * DynamoDB, played by dynalite. What it lacks: transactions and PartiQL (UnknownOperationException),
 * `ReturnValuesOnConditionCheckFailure` (ignored: the error carries no item), and expiry by time to live (as on AWS an
 * expired item stays readable, but here for ever).
 */
export class DynamoDb implements Service {
  readonly signingName = 'dynamodb';
  readonly targetPrefix = 'DynamoDB_20120810';
  readonly operations: { readonly [name: string]: Operation };
  readonly #engine = new DynaliteEngine();
  /** By the ARN of the table. */
  readonly #policies = new Map<string, ResourcePolicy>();

  private constructor(identity: AccountIdentity) {
    this.operations = Object.fromEntries(
      OPERATIONS.map((name) => [
        name,
        {
          authorize: (input) =>
            requiredPermissions(name, input, identity).map((required) => {
              const resourcePolicy = this.#policies.get(required.resource);
              return { ...required, ...(resourcePolicy && { resourcePolicy }) };
            }),
          handle: (input) => this.#engine.call(name, input),
        } satisfies Operation,
      ]),
    );
  }

  /** Starts with these tables, empty. */
  static async start(tables: readonly DeployedTable[], identity: AccountIdentity): Promise<DynamoDb> {
    const dynamoDb = new DynamoDb(identity);
    for (const table of tables) await dynamoDb.createTable(table);
    return dynamoDb;
  }

  async createTable({ tableName, arn, keySchema, attributeTypes, policy }: DeployedTable): Promise<void> {
    if (policy) this.#policies.set(arn, compileResourcePolicy(policy));
    await this.#engine.call('CreateTable', {
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: keySchema.map(({ name, type }) => ({ AttributeName: name, KeyType: type })),
      // A table's definitions also name the keys of its indexes, which are not played.
      AttributeDefinitions: keySchema.map(({ name }) => ({ AttributeName: name, AttributeType: attributeTypes[name] })),
    });
    await this.#engine.untilActive(tableName);
  }

  async deleteTable(tableName: string): Promise<void> {
    await this.#engine.call('DeleteTable', { TableName: tableName });
  }

  /** All items of a table as plain values, in no particular order; past the front door, so neither logged nor authorized. */
  async items(tableName: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let startKey: JsonObject | undefined;
    do {
      const input = { TableName: tableName, ConsistentRead: true, ...(startKey && { ExclusiveStartKey: startKey }) };
      const page = ScanPage.parse(await this.#engine.call('Scan', input));
      items.push(...page.Items.map((item) => unmarshall(item)));
      startKey = page.LastEvaluatedKey;
    } while (startKey !== undefined);
    return items;
  }
}
