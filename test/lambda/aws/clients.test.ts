import { expect, test } from 'vitest';
import { createClients } from '../../../lambda/aws/clients.ts';

test('no client copies its inputs and outputs for a log that nobody reads', () => {
  const clients = Object.values(createClients());
  expect(clients).toHaveLength(8);
  for (const { middlewareStack } of clients) {
    const steps: readonly string[] = middlewareStack.identify();
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter((step) => step.includes('loggerMiddleware'))).toEqual([]);
  }
});
