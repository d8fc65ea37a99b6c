import type { SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { ssmGuards } from '../../../lambda/aws/guard-parameters.ts';
import { aGuard } from '../../support/builders/facts.ts';
import { HOME } from '../../support/home.ts';

test('the guard of another stage is none of this one, wherever it lies', async () => {
  const Value = JSON.stringify(aGuard({ stage: 'Staging' }));
  const client = { send: async () => ({ Parameter: { Value } }) } as unknown as SSMClient;
  const guard = await ssmGuards(client, '/guards', HOME, () => 0).of({ pipeline: 'shop', stage: 'Prod' });
  expect(guard).toMatchObject({ kind: 'unusable', problem: 'it is the guard of shop/Staging' });
});
