import { afterAll, beforeAll } from 'vitest';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { defineAuthorsInDynamoDb } from './authors-in-dynamodb.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineAuthorsInDynamoDb('in DynamoDB', () => ({ client: services.clients.dynamo, table: TABLE }));
