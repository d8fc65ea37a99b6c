import { afterAll, beforeAll } from 'vitest';
import { dynamoHistory } from '../../lambda/aws/decision-history.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { type LocalServices, startLocalServices, TABLE } from '../support/local-services.ts';
import { MemoryHistory } from '../support/ports/memory-history.ts';
import { defineHistoryContract } from './history-contract.ts';

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterAll(() => services.stop());

defineHistoryContract('in DynamoDB', () => dynamoHistory(dynamoTable(services.clients.dynamo, TABLE), 30));
const memory = new MemoryHistory();
defineHistoryContract('in memory', () => memory);
