import { afterAll, beforeAll } from 'vitest';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { MemoryBreaker } from '../support/ports/memory-breaker.ts';
import { defineBreakerContract } from './breaker-contract.ts';
import { defineBreakerInDynamoDb } from './breaker-in-dynamodb.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineBreakerInDynamoDb('in DynamoDB', () => ({ client: services.clients.dynamo, table: TABLE }));
defineBreakerContract('in memory', () => new MemoryBreaker());
