import { afterAll, beforeAll } from 'vitest';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { defineReadinessInDynamoDb } from './readiness-in-dynamodb.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineReadinessInDynamoDb('in DynamoDB', () => ({ client: services.clients.dynamo, table: TABLE }));
