import { expect, test } from 'vitest';
import { type Controller, loop } from '../../lambda/controller.ts';
import { EMPTY_STATE } from '../../lambda/decision/state.ts';
import { NOTHING_CAME } from '../../lambda/decision/turn.ts';
import { handle } from '../../lambda/intake/handle.ts';
import { NO_MAIL } from '../../lambda/stage/mailbox.ts';
import { anAlarmCause } from '../support/builders/causes.ts';
import { at } from '../support/builders/moments.ts';
import { inertPorts } from '../support/inert-ports.ts';

const KEY = { pipeline: 'shop', stage: 'Prod' };
const options = { leaseMillis: 40_000 };

test('who finds the lock taken over when the state is stored does nothing of what it promised', async () => {
  const { ports, entries } = inertPorts({
    records: { save: async () => 'lost' },
    watches: { send: async () => undefined },
  });
  const lock = { key: KEY, holder: 'slow', fence: 1, leaseUntil: at('10:20:40') };
  const command = { action: 'pause' as const, ...KEY, by: 'alice' };
  const outcome = await loop(
    { ports, options, holder: 'slow' },
    { kind: 'held', lock, state: EMPTY_STATE, mail: NO_MAIL, guard: { kind: 'missing' } },
    {
      ...NOTHING_CAME,
      command: { id: 'command/1', at: at('10:20'), command },
    },
  );
  expect(outcome).toEqual({ outcome: 'lost-lock' });
  expect(entries).toEqual([]);
});

test('each stage of an alarm is gone on with to its end, although another fails at once', async () => {
  const ended: string[] = [];
  const { ports } = inertPorts({
    guards: {
      ofAlarm: async () => [{ ...KEY, stage: 'Staging' }, KEY],
    },
    records: {
      acquire: async ({ stage }) => {
        if (stage === 'Staging') throw new Error('the table is gone');
        await new Promise((resolve) => setTimeout(resolve, 5));
        ended.push(stage);
        throw new Error('a little later');
      },
    },
  });
  const controller: Controller = { ports, options, holder: 'one' };
  await expect(handle(controller, { kind: 'alarm', cause: anAlarmCause() })).rejects.toThrow('the table is gone');
  expect(ended).toEqual(['Prod']);
});
