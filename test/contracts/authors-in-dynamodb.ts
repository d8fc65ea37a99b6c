import { describe, expect, it } from 'vitest';
import { dynamoAuthors } from '../../lambda/aws/authors.ts';
import { dynamoTable } from '../../lambda/aws/table.ts';
import { type DynamoDbUnderTest, plant } from './dynamodb-under-test.ts';

const AT = Date.UTC(2026, 0, 10, 9, 30);

/** What is remembered of who made a change, on an engine of DynamoDB. */
export function defineAuthorsInDynamoDb(name: string, under: () => DynamoDbUnderTest): void {
  const authors = () => dynamoAuthors(dynamoTable(under().client, under().table), () => AT);

  describe(`authors ${name}`, () => {
    it('know the author of an execution whose event named one, and of no other', async () => {
      await authors().note('author-1', 'Mary Major');
      expect(await authors().of('author-1')).toBe('Mary Major');
      expect(await authors().of('author-2')).toBeUndefined();
    });

    it('take an event that comes twice', async () => {
      await authors().note('author-3', 'Mary Major');
      await authors().note('author-3', 'Mary Major');
      expect(await authors().of('author-3')).toBe('Mary Major');
    });

    it('cut a name that is no name', async () => {
      await authors().note('author-4', 'M'.repeat(10_000));
      expect(await authors().of('author-4')).toMatch(/^M{50,59}…$/u);
    });

    it('know none where somebody has edited the item', async () => {
      await plant(under(), { pk: 'execution#author-5', sk: 'author', author: 7 });
      expect(await authors().of('author-5')).toBeUndefined();
    });
  });
}
