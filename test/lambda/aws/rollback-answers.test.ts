import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../../emulator/account/front-door/faults.ts';
import { codePipelines } from '../../../lambda/aws/pipelines.ts';
import type { RollbackAnswer } from '../../../lambda/decision/effects.ts';
import { type LocalServices, START, startLocalServices } from '../../support/local-services.ts';

/* What an answer of RollbackStage means, over the wire: whether it may have been accepted is what counts. */

let services: LocalServices;
beforeAll(async () => {
  services = await startLocalServices();
});
afterEach(() => services.faults.clear());
afterAll(() => services.stop());

const error = (name: string, httpStatus = 400): Fault => ({ kind: 'error', name, httpStatus });

const ANSWERS: readonly (readonly [what: string, fault: Fault, kind: RollbackAnswer['kind']])[] = [
  ['throttled', { kind: 'throttle' }, 'not-taken'],
  ['throttled with another name', error('TooManyRequestsException', 429), 'not-taken'],
  ['a failure of the service', error('InternalFailure', 500), 'lost'],
  ['a failure of the service that nobody has named', error('SomethingBroke', 502), 'lost'],
  ['a service that is not available', error('ServiceUnavailable', 503), 'lost'],
  ['a connection that breaks after the call was done', { kind: 'lost-answer' }, 'lost'],
  ['a connection that breaks before', { kind: 'never-delivered' }, 'lost'],
  ['a conflict', error('ConflictException'), 'conflict'],
  ['unable', error('UnableToRollbackStageException'), 'unable'],
  ['an outdated target', error('PipelineExecutionOutdatedException'), 'target-refused'],
  ['an unknown target', error('PipelineExecutionNotFoundException'), 'target-refused'],
  ['a denial', error('AccessDeniedException'), 'final'],
  ['an invalid call', error('ValidationException'), 'final'],
  ['an unknown stage', error('StageNotFoundException'), 'final'],
];

test.each(ANSWERS)('%s', async (what, fault, kind) => {
  const pipeline = `shop-${ANSWERS.findIndex(([name]) => name === what)}`;
  const { script } = services.codePipeline;
  script.createPipeline({ name: pipeline, stages: ['Source', 'Prod'] });
  const [target = ''] = script.addHistory(pipeline, [
    { startTime: START - 7_200_000 },
    { startTime: START - 3_600_000 },
  ]);
  services.faults.add({ operation: 'RollbackStage', fault });
  const once = services.clients.codePipeline;
  expect(await codePipelines(once, once).rollback({ pipeline, stage: 'Prod' }, target)).toMatchObject({ kind });
});

test('as many executions as a pipeline can have: a start is tried again', async () => {
  services.faults.add({
    operation: 'StartPipelineExecution',
    fault: error('ConcurrentPipelineExecutionsLimitExceededException'),
  });
  const { codePipeline } = services.clients;
  const nothing = { revisions: [], variables: [] };
  const answer = await codePipelines(codePipeline, codePipeline).start(
    { pipeline: 'shop', stage: 'Prod' },
    nothing,
    'token',
  );
  expect(answer).toMatchObject({ kind: 'conflict' });
});

test('a service that cannot be reached has not taken the call', async () => {
  const unreachable = new CodePipelineClient({
    endpoint: 'http://127.0.0.1:9',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const answer = await codePipelines(unreachable, unreachable).rollback({ pipeline: 'shop', stage: 'Prod' }, 'target');
  expect(answer).toMatchObject({ kind: 'not-taken', error: expect.stringContaining('ECONNREFUSED') });
});
