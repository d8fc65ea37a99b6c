import { Agent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Duplex } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { alarmArn, type Location } from '../decision/alarm-arn.ts';

/** The stage that is played through; AWS has none of this name beside a pipeline of it that we guard. */
export const PLAYED = { pipeline: '-', stage: '-' };

export function playedAlarm(home: Location): string {
  return alarmArn(home, '-');
}

/** The bad one and the good one, with when they began: seconds ago. */
const EXECUTIONS = [
  { id: '2', ago: 600 },
  { id: '1', ago: 200_000 },
];

/**
 * Answers every call as AWS might, and has no way to send one: its connections lead nowhere, and answer by themselves. So a call goes through
 * all that it would go through, up to the socket.
 */
export function unsent(home: Location): NodeHttpHandler {
  const createConnection = () => new Answering(home);
  return new NodeHttpHandler({
    httpsAgent: Object.assign(new HttpsAgent(), { createConnection }),
    httpAgent: Object.assign(new Agent(), { createConnection }),
  });
}

const TARGET = /^x-amz-target: \w+\.(\w+)/im;

/** The far end of a connection. */
class Answering extends Duplex {
  readonly #home: Location;
  #isAnswered = false;

  constructor(home: Location) {
    super();
    this.#home = home;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    done();
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    const [, operation] = TARGET.exec(chunk.toString('latin1')) ?? [];
    const body =
      operation === undefined ? IN_XML : JSON.stringify(answers(this.#home, Date.now() / 1000)[operation] ?? {});
    this.push(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  }
}

/** SNS alone speaks XML here. */
const IN_XML = '<PublishResponse><PublishResult/></PublishResponse>';

/** A bad deployment over a good one, and the alarm is on. `now` in seconds. */
function answers(home: Location, now: number): { readonly [operation: string]: object } {
  const executions = EXECUTIONS.map(({ id, ago }) => ({
    pipelineExecutionId: id,
    status: 'Succeeded',
    startTime: now - ago,
    sourceRevisions: [{ actionName: 'Source', revisionId: id, revisionSummary: '-' }],
    executionType: 'STANDARD',
  }));
  const actions = EXECUTIONS.map(({ id, ago }) => ({
    pipelineExecutionId: id,
    pipelineVersion: 1,
    stageName: PLAYED.stage,
    actionName: 'Deploy',
    startTime: now - ago + 1,
    lastUpdateTime: now - ago + 2,
    status: 'Succeeded',
    input: { actionTypeId: { category: 'Deploy', owner: 'AWS', provider: '-', version: '1' } },
  }));
  return {
    UpdateItem: { Attributes: { fence: { N: '1' }, mail: { M: {} }, mailed: { N: '0' }, guard: guardOf(home) } },
    GetPipelineState: {
      pipelineVersion: 1,
      stageStates: [
        {
          stageName: PLAYED.stage,
          inboundTransitionState: { enabled: true },
          actionStates: [
            { actionName: 'Deploy', latestExecution: { status: 'Succeeded', lastStatusChange: now - 598 } },
          ],
          latestExecution: { pipelineExecutionId: EXECUTIONS[0]?.id, status: 'Succeeded' },
        },
      ],
    },
    ListPipelineExecutions: { pipelineExecutionSummaries: executions },
    ListActionExecutions: { actionExecutionDetails: actions },
    GetPipelineExecution: { pipelineExecution: { status: 'Succeeded', pipelineVersion: 1, variables: [] } },
    DescribeAlarms: {
      MetricAlarms: [
        {
          AlarmName: '-',
          AlarmArn: playedAlarm(home),
          StateValue: 'ALARM',
          StateTransitionedTimestamp: now - 1,
          ActionsEnabled: true,
          Period: 60,
          EvaluationPeriods: 1,
        },
      ],
    },
    RollbackStage: { pipelineExecutionId: '3' },
    PutEvents: { Entries: [{}] },
  };
}

/** The guard that comes with the lock, as DynamoDB has it. */
function guardOf(home: Location): object {
  const { pipeline, stage } = PLAYED;
  return { M: { pipeline: { S: pipeline }, stage: { S: stage }, alarms: { L: [{ S: playedAlarm(home) }] } } };
}
