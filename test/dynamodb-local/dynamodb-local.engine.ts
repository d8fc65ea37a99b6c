import { afterAll, beforeAll } from 'vitest';
import { dynamoHistory } from '../../lambda/aws/decision-history.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { defineAuthorsInDynamoDb } from '../contracts/authors-in-dynamodb.ts';
import { defineBreakerInDynamoDb } from '../contracts/breaker-in-dynamodb.ts';
import { defineHistoryContract } from '../contracts/history-contract.ts';
import { defineReadinessInDynamoDb } from '../contracts/readiness-in-dynamodb.ts';
import { defineStageRecordsInDynamoDb } from '../contracts/stage-records-in-dynamodb.ts';
import { DynamoDbLocal } from './dynamodb-local.ts';
import { defineRefusals } from './refusals.ts';

const TABLE = 'records';

let engine: DynamoDbLocal;
beforeAll(async () => {
  engine = await DynamoDbLocal.start();
  await engine.createTable(TABLE);
});
afterAll(() => engine.stop());

const under = () => ({ client: engine.client, table: TABLE });
defineStageRecordsInDynamoDb('in DynamoDB Local', under);
defineRefusals('in DynamoDB Local', under);
defineAuthorsInDynamoDb('in DynamoDB Local', under);
defineBreakerInDynamoDb('in DynamoDB Local', under);
defineHistoryContract('in DynamoDB Local', () => dynamoHistory(dynamoTable(engine.client, TABLE), 30));
defineReadinessInDynamoDb('in DynamoDB Local', under);
