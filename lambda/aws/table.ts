import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandOutput,
  paginateQuery,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** An item of the table, unmarshalled. */
export type Item = Record<string, unknown>;

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** A change of an item, with the values of its expressions. */
export type Update = Omit<UpdateItemCommandInput, 'TableName' | 'Key' | 'ExpressionAttributeValues'> & {
  readonly values: Item;
};

/** A look into a partition, with the values of its expression. */
export type Query = Omit<QueryCommandInput, 'TableName' | 'ExpressionAttributeValues'> & { readonly values: Item };

/** What came of a conditional write; `item`: what is there, where that was asked for and is told. */
export interface Written {
  readonly written: boolean;
  readonly item?: Item;
}

export type Table = ReturnType<typeof dynamoTable>;

/** The table of the controller. Reads of an item are consistent; that a condition does not hold is an answer, any other error escapes. */
export function dynamoTable(client: DynamoDBClient, TableName: string) {
  return {
    get: async (key: ItemKey, attributes?: string): Promise<Item | undefined> => {
      const only = attributes !== undefined && { ProjectionExpression: attributes };
      const input = { TableName, Key: marshall(key), ConsistentRead: true, ...only };
      const { Item: item } = await client.send(new GetItemCommand(input));
      return item && unmarshall(item);
    },

    /** All that is found, or the first `Limit` of it. */
    query: async ({ values, ...look }: Query): Promise<readonly Item[]> => {
      const items: Item[] = [];
      const input = { TableName, ...look, ExpressionAttributeValues: marshall(values) };
      for await (const { Items = [] } of paginateQuery({ client }, input)) {
        items.push(...Items.map((item) => unmarshall(item)));
        if (look.Limit !== undefined && items.length >= look.Limit) break;
      }
      return items;
    },

    put: (item: Item, condition?: string): Promise<Written> =>
      conditionally(() => {
        const only = condition !== undefined && { ConditionExpression: condition };
        return client.send(new PutItemCommand({ TableName, Item: stored(item), ...only }));
      }),

    update: (key: ItemKey, { values, ...change }: Update): Promise<Written> =>
      conditionally(() => {
        const input = { TableName, Key: marshall(key), ...change, ExpressionAttributeValues: stored(values) };
        return client.send(new UpdateItemCommand(input));
      }),
  };
}

function stored(item: Item) {
  return marshall(item, { removeUndefinedValues: true });
}

async function conditionally(write: () => Promise<Pick<PutItemCommandOutput, 'Attributes'>>): Promise<Written> {
  try {
    const { Attributes: item } = await write();
    return { written: true, ...(item && { item: unmarshall(item) }) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { written: false, ...(error.Item && { item: unmarshall(error.Item) }) };
  }
}

/** An operand of an update expression is of another type than it needs. */
export function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException';
}
