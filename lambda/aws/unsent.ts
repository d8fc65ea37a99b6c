import { Readable } from 'node:stream';
import type { CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
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

/** Answers every call as AWS might, and has no way to send one: a client that is made with it cannot reach AWS. */
export function unsent(home: Location) {
  return {
    handle: async ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => {
      const operation = headers['x-amz-target']?.split('.')[1];
      const given =
        operation === undefined ? IN_XML : JSON.stringify(answers(home, Date.now() / 1000)[operation] ?? {});
      return { response: { statusCode: 200, headers: {}, body: Readable.from([given]) } };
    },
  } satisfies CodePipelineClientConfig['requestHandler'];
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
