import { expect, test } from 'vitest';
import { COMMAND_EXAMPLES } from '../../lambda/intake/command.ts';
import { PROD, sharedConsoles } from './consoles.ts';

const { account, command } = sharedConsoles();

test.each([
  { action: 'status', pipeline: 'shop', stage: 'prod' },
  { action: 'check', pipeline: 'shop', stage: 'prod' },
  { action: 'history', pipeline: 'shop', stage: 'prod' },
  { action: 'plan', pipeline: 'shop', stage: 'prod' },
  { action: 'rollback', pipeline: 'shop', stage: 'prod' },
  { action: 'release', pipeline: 'shop', stage: 'prod' },
  { action: 'pause', pipeline: 'shop', stage: 'prod' },
  { action: 'abort', pipeline: 'shop', stage: 'prod' },
  { action: 'forgive', pipeline: 'shop', stage: 'prod', execution: '6f0c9f0e-3d55-4c8e-9f0a-1b2c3d4e5f60' },
])('$action of a stage that nobody guards names the guarded ones, and leaves no trace', async (event) => {
  const [table] = account().stacks.flatMap(({ tables }) => tables);
  const items = () => account().dynamoDb.items(table?.tableName ?? '');
  const before = await items();
  expect(await command(event)).toMatchObject({
    action: event.action,
    decision: 'refused',
    code: 'not-guarded',
    guarded: ['billing/Prod', 'shop/Prod', 'shop/Staging'],
  });
  expect(await items()).toEqual(before);
});

test.each([
  ['an unknown action', { action: 'redo' }, 'there is no action "redo"; there are plan, rollback, '],
  ['an unknown field', { action: 'abort', ...PROD, force: true }, 'force'],
  ['too long a history', { action: 'history', ...PROD, limit: 101 }, 'limit must be at most 100'],
  ['an execution that is none', { action: 'forgive', ...PROD, execution: 'latest' }, 'lower-case hexadecimal UUID'],
])('%s is answered with what is wrong and an example of every command', async (_name, event, words) => {
  const answer = await command(event);
  expect(answer).toMatchObject({ decision: 'refused', accepted: COMMAND_EXAMPLES });
  expect(answer.reason).toContain(words);
});
