import { defineConfig } from 'vitest/config';

/** The tests that need DynamoDB Local; `npm test` does not know their ending. */
export default defineConfig({
  test: {
    include: ['test/dynamodb-local/**/*.engine.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
