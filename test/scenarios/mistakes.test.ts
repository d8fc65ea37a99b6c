import { expect, test } from 'vitest';
import { COMMAND_EXAMPLES } from '../../lambda/intake/command.ts';
import { controllerOf } from '../support/deployed-controller.ts';
import { sharedConsoles } from './consoles.ts';

const { account } = sharedConsoles();

const HELLO_WORLD = { key1: 'value1', key2: 'value2', key3: 'value3' };

test.each([
  {},
  HELLO_WORLD,
  { Action: 'status' },
  { action: 'statsu' },
  { action: null },
  { action: 'pause', by: '' },
  '{"action":"status"}',
  0,
  true,
  null,
  [{ action: 'status' }],
])('%j is answered with what is accepted: no error that sets an alarm off', async (event) => {
  const { host } = controllerOf(account());
  const { functionError, payload, logLines } = await host.invoke(JSON.stringify(event));
  expect(functionError).toBeUndefined();
  expect(JSON.parse(payload)).toEqual({
    decision: 'refused',
    reason: expect.stringMatching(/^not understood: /),
    accepted: COMMAND_EXAMPLES,
  });
  expect(logLines.filter((line) => line.includes('"_aws"'))).toEqual([]);
});

test.each([
  { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: {} },
  { 'detail-type': 'CodePipeline Stage Execution State Change', detail: {} },
  { Records: [{ EventSource: 'aws:sns', Sns: { Message: '{"action":"status"}' } }] },
])('%j came from AWS, and stays an error: something is wrongly set up', async (event) => {
  const { functionError } = await controllerOf(account()).host.invoke(JSON.stringify(event));
  expect(functionError).toBeDefined();
});
