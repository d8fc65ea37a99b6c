import { describe, expect, it } from 'vitest';
import { dynamoReadiness } from '../../lambda/aws/readiness-records.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { type DynamoDbUnderTest, plantItem } from './dynamodb-under-test.ts';

const AT = Date.UTC(2026, 0, 10, 9, 30);
const key = (stage: string) => ({ pipeline: 'shop', stage: `Checked-${stage}` });

/** What the records of the checks do on an engine of DynamoDB. */
export function defineReadinessInDynamoDb(name: string, under: () => DynamoDbUnderTest): void {
  const records = () => dynamoReadiness(dynamoTable(under().client, under().table));

  describe(`readiness records ${name}`, () => {
    it('know of no check of a stage that was never checked', async () => {
      await records().save(key('other'), { at: AT, found: [] });
      expect(await records().last(key('never'))).toBeUndefined();
    });

    it('give back the last check, whether it found something or nothing', async () => {
      await records().save(key('twice'), { at: AT, found: ['stage-not-found', 'no-target'] });
      expect(await records().last(key('twice'))).toEqual({ at: AT, found: ['stage-not-found', 'no-target'] });
      await records().save(key('twice'), { at: AT + 1, found: [] });
      expect(await records().last(key('twice'))).toEqual({ at: AT + 1, found: [] });
    });

    it('take an item that cannot be read for no check, and the next check mends it', async () => {
      await plantItem(under(), key('broken'), { sk: 'readiness', at: 'yesterday' });
      expect(await records().last(key('broken'))).toBeUndefined();
      await records().save(key('broken'), { at: AT, found: [] });
      expect(await records().last(key('broken'))).toEqual({ at: AT, found: [] });
    });
  });
}
