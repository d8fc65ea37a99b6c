import { expect, test } from 'vitest';
import { awsPorts } from '../../../lambda/aws/aws-ports.ts';
import { createClients } from '../../../lambda/aws/clients.ts';
import { prime } from '../../../lambda/aws/priming.ts';
import { unsent } from '../../../lambda/aws/unsent.ts';
import { readEnvironment } from '../../../lambda/environment.ts';
import { placeOf } from '../../../lambda/messages/place.ts';
import { VARIABLES } from '../../support/builders/variables.ts';
import { inertPorts } from '../../support/inert-ports.ts';

test('an alarm is played through to its rollback, by clients that have no way to send anything', async () => {
  const environment = { ...readEnvironment(VARIABLES), fips: false, dualStack: false, ownEndpoints: false };
  const answering = unsent(placeOf(environment));
  const asked: string[] = [];
  const requestHandler = {
    handle: (request: Parameters<typeof answering.handle>[0]) => {
      const target = request.headers['x-amz-target'] ?? 'Publish';
      asked.push(target.slice(target.indexOf('.') + 1));
      return answering.handle(request);
    },
  };
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const clients = createClients({ region: 'eu-central-1', credentials, requestHandler });
  const silent = { ...inertPorts().ports.log, entry: () => undefined };
  // Any other word of the log throws: a warning, or that somebody could not be told.
  const ports = awsPorts(clients, environment, silent);
  await prime(ports, { leaseMillis: 40_000, maxRollbacks: { count: 5, minutes: 10 } });
  const [lock, ...others] = asked;
  expect(lock).toBe('UpdateItem');
  expect(others).toEqual(
    expect.arrayContaining(['GetPipelineState', 'DescribeAlarms', 'SendMessage', 'RollbackStage']),
  );
  expect(others.slice(others.indexOf('RollbackStage')).toSorted()).toEqual(
    [
      'RollbackStage',
      'UpdateItem',
      'DisableStageTransition',
      'PutItem',
      'Publish',
      'Publish',
      'PutEvents',
      'UpdateItem',
    ].toSorted(),
  );
});
