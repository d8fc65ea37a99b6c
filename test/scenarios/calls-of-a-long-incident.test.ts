import { expect, test } from 'vitest';
import type { LocalAccount } from '../../emulator/account/local-account.ts';
import { notRecovered } from '../../emulator/stories/not-recovered.ts';
import { rehearse } from '../../emulator/stories/rehearsal.ts';
import { sharedAssembly } from '../support/shared-assembly.ts';

test('an incident that does not recover lists executions twice: to decide, and once more at its end', async () => {
  const accounts: LocalAccount[] = [];
  const assembly = await sharedAssembly(notRecovered.guards, notRecovered.spokes);
  const onReady = (account: LocalAccount) => accounts.push(account);
  const { differences } = await rehearse(notRecovered, { assembly, pace: 'fast', print: () => undefined, onReady });
  expect(differences).toEqual([]);
  const calls = accounts[0]?.calls.select({}).filter(({ caller }) => caller.kind === 'function') ?? [];
  const alarm = calls.findIndex(({ operation }) => operation === 'RollbackStage');
  const began = calls[alarm]?.time ?? 0;
  const count = (name: string) =>
    calls.filter(({ operation, time }) => operation === name && time >= began - 5_000).length;
  // All executions each time; those that succeeded in the stage for the decision alone, which looks for a target.
  expect(count('ListPipelineExecutions')).toBe(3);
  expect(count('ListActionExecutions')).toBe(2);
  // Sixteen minutes of looking at alarms and stage, at growing intervals.
  expect(count('GetPipelineState')).toBeLessThanOrEqual(16);
});
