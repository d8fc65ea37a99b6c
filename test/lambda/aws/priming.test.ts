import { expect, onTestFinished, test, vi } from 'vitest';
import { awsPorts } from '../../../lambda/aws/aws-ports.ts';
import type { ClientSettings } from '../../../lambda/aws/clients.ts';
import { createClients } from '../../../lambda/aws/clients.ts';
import { prime } from '../../../lambda/aws/priming.ts';
import { unsent } from '../../../lambda/aws/unsent.ts';
import { readEnvironment } from '../../../lambda/environment.ts';
import { placeOf } from '../../../lambda/messages/place.ts';
import { VARIABLES } from '../../support/builders/variables.ts';
import { inertPorts } from '../../support/inert-ports.ts';

const OPTIONS = { leaseMillis: 40_000, maxRollbacks: { count: 5, minutes: 10 } };
const ENVIRONMENT = { ...readEnvironment(VARIABLES), fips: false, dualStack: false, ownEndpoints: false };

/** With clients whose calls go to this handler. */
function portsTo(handler: Pick<ClientSettings, 'requestHandler'>) {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const clients = createClients({ region: 'eu-central-1', credentials, ...handler });
  // Any other word of the log throws: a warning, or that somebody could not be told.
  return awsPorts(clients, ENVIRONMENT, { ...inertPorts().ports.log, entry: () => undefined });
}

test.each(['https', 'http'])(
  'an alarm is played through to its rollback, over connections (%s) that lead nowhere',
  async (protocol) => {
    vi.stubEnv('AWS_ENDPOINT_URL', `${protocol}://nowhere.invalid`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const answering = unsent(placeOf(ENVIRONMENT));
    const asked: string[] = [];
    const requestHandler = {
      handle: (request: Parameters<typeof answering.handle>[0]) => {
        expect(request).toMatchObject({ protocol: `${protocol}:`, hostname: 'nowhere.invalid' });
        const target = request.headers['x-amz-target'] ?? 'Publish';
        asked.push(target.slice(target.indexOf('.') + 1));
        return answering.handle(request);
      },
    };
    await prime(portsTo({ requestHandler }), OPTIONS);
    const [lock, ...others] = asked;
    expect(lock).toBe('UpdateItem');
    expect(others).toEqual(
      expect.arrayContaining(['GetPipelineState', 'DescribeAlarms', 'SendMessage', 'RollbackStage']),
    );
    expect(others.slice(others.indexOf('RollbackStage')).toSorted()).toEqual(
      [
        'RollbackStage',
        'DisableStageTransition',
        'UpdateItem',
        'PutItem',
        'Publish',
        'Publish',
        'PutEvents',
        'UpdateItem',
      ].toSorted(),
    );
  },
);

test('an environment is not kept waiting by calls that are never answered', async () => {
  const ports = portsTo({ requestHandler: { handle: () => new Promise(() => undefined) } });
  const slept: number[] = [];
  await prime({ ...ports, sleep: async (millis) => void slept.push(millis) }, OPTIONS);
  expect(slept).toEqual([3_000]);
});
