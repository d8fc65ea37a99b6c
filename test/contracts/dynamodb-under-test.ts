import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { StageKey } from '../../lambda/decision/stage-key.ts';

/** An engine of DynamoDB, and the table in it that the adapters write to. */
export interface DynamoDbUnderTest {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** Stores an item of a stage past every condition, as a person or another version of the function would. */
export function plantItem(
  under: DynamoDbUnderTest,
  { pipeline, stage }: StageKey,
  item: { readonly sk: string } & Record<string, unknown>,
): Promise<void> {
  return plant(under, { pk: `${pipeline}/${stage}`, ...item });
}

/** The same for any item. */
export async function plant({ client, table }: DynamoDbUnderTest, item: Record<string, unknown>): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }));
}

/** A command of the SDK, whichever: what is done to it depends on its class. */
type Send = (command: object) => Promise<object>;

/** The same client, but what is sent goes through `send`, which passes on what it likes. */
export function sendingThrough(client: DynamoDBClient, send: (command: object, pass: Send) => Promise<object>) {
  // The client's overloads know no "any command".
  const pass: Send = (command) => client.send(command as PutItemCommand);
  return Object.assign(Object.create(client), { send: (command: object) => send(command, pass) }) as DynamoDBClient;
}
