import { expect, test } from 'vitest';
import { awsPorts } from '../../../lambda/aws/aws-ports.ts';
import { createClients } from '../../../lambda/aws/clients.ts';
import { prime, UNSENT } from '../../../lambda/aws/priming.ts';
import { readEnvironment } from '../../../lambda/environment.ts';
import { VARIABLES } from '../../support/builders/variables.ts';
import { inertPorts } from '../../support/inert-ports.ts';

test('every client that an alarm needs is run once, and understands the answer that was never sent for', async () => {
  const asked: string[] = [];
  const requestHandler = {
    handle: (request: Parameters<typeof UNSENT.handle>[0]) => {
      const target = request.headers['x-amz-target'] ?? 'Publish';
      asked.push(target.slice(target.indexOf('.') + 1));
      return UNSENT.handle(request);
    },
  };
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const clients = createClients({ region: 'eu-central-1', credentials, requestHandler });
  // Nothing is logged or counted: the log throws when it is touched.
  await prime(awsPorts(clients, readEnvironment(VARIABLES), inertPorts().ports.log));
  expect(asked.toSorted()).toEqual([
    'DescribeAlarms',
    'GetItem',
    'GetParameter',
    'GetPipelineState',
    'ListActionExecutions',
    'ListPipelineExecutions',
    'Publish',
    'Publish',
    'PutEvents',
    'PutItem',
    'RollbackStage',
    'SendMessage',
    'UpdateItem',
    'UpdateItem',
    'UpdateItem',
  ]);
});
