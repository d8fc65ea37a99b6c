import * as z from 'zod';
import type { LocalAccount } from '../account/local-account.ts';
import type { StageReference } from '../services/codepipeline/stage-reference.ts';
import type { PublishedMessage } from '../services/sns/topics.ts';
import { releaseName } from './releases.ts';
import type { StoryEnd } from './story.ts';

/** A decision record in the controller's table. */
const DecisionRecord = z.object({
  pk: z.string(),
  sk: z.string().startsWith('decision#'),
  at: z.number(),
  code: z.string(),
  reason: z.string().optional(),
  sentence: z.string(),
  cause: z.string(),
  incident: z.string().optional(),
  suspect: z.object({ id: z.string() }).optional(),
  target: z.object({ id: z.string() }).optional(),
});

const FunctionError = z.object({ errorType: z.string().default('an error without a type') });

type DecisionRecord = z.infer<typeof DecisionRecord>;

/** How a story really ended: read from the pipelines, the table and the topic, past the controller. */
export async function actualEnd(account: LocalAccount, stages: readonly StageReference[]): Promise<StoryEnd> {
  const { script } = account.codePipeline;
  const nameOf = (pipeline: string, id: string) => releaseName(script.execution(pipeline, id));
  const records = await decisionRecords(account);
  const messages = (record: DecisionRecord) => account.topics.published.filter((message) => tells(message, record));
  return {
    rollbacks: [
      ...script.acceptedRollbacks.map(({ pipelineName, stageName, targetPipelineExecutionId, callerArn }) => {
        const by = isOurs(callerArn) ? '' : ', by a person';
        return `${pipelineName}/${stageName} to ${nameOf(pipelineName, targetPipelineExecutionId)}${by}`;
      }),
      ...[...new Set(stages.map(({ pipeline }) => pipeline))].flatMap((pipeline) =>
        script
          .executions(pipeline)
          .filter(({ trigger }) => trigger.triggerType === 'StartPipelineExecution' && isOurs(trigger.triggerDetail))
          .map((execution) => `${pipeline} runs ${releaseName(execution)} again`),
      ),
    ],
    announced: records.flatMap((record) => messages(record).map(() => lineOf(record, nameOf))),
    recorded: records.filter((record) => messages(record).length === 0).map((record) => lineOf(record, nameOf)),
    frozen: stages
      .filter((stage) => !script.stage(stage).inbound.enabled)
      .map(({ pipeline, stage }) => `${pipeline}/${stage}`),
    failures: failuresOf(account),
  };
}

/** The function calls with a role, a person in these stories without. */
function isOurs(callerArn = ''): boolean {
  return callerArn.includes(':assumed-role/');
}

function failuresOf({ functions, eventBus }: LocalAccount): string[] {
  const invocations = functions.all.flatMap(({ host }) => host.invocations);
  return [
    ...invocations
      .filter(({ functionError }) => functionError !== undefined)
      .map(({ payload }) => `an invocation failed: ${FunctionError.parse(JSON.parse(payload)).errorType}`),
    ...eventBus.failedDeliveries.map(
      ({ errorCode, errorMessage }) => `an event was lost: ${errorCode}, ${errorMessage}`,
    ),
  ];
}

async function decisionRecords({ stacks, dynamoDb }: LocalAccount): Promise<DecisionRecord[]> {
  const tables = stacks.flatMap((stack) => stack.tables);
  const items = await Promise.all(tables.map(({ tableName }) => dynamoDb.items(tableName)));
  return items
    .flat()
    .filter(({ sk }) => typeof sk === 'string' && sk.startsWith('decision#'))
    .map((item) => DecisionRecord.parse(item))
    .toSorted((a, b) => a.at - b.at);
}

/** Whether the message tells people what the record says; a message begins its sentences with capitals. */
function tells({ subject, message }: PublishedMessage, { pk, sentence, cause, incident }: DecisionRecord): boolean {
  const lines = message.split('\n');
  return (
    subject?.endsWith(`: ${pk}`) === true &&
    lines.some((line) => line.slice(1) === `${sentence.slice(1)}.`) &&
    lines.includes(`Cause: ${cause}`) &&
    (incident === undefined || lines.includes(`Incident: ${incident}`))
  );
}

type NameOf = (pipeline: string, executionId: string) => string;

function lineOf({ pk: stage, code, reason, suspect, target }: DecisionRecord, nameOf: NameOf): string {
  if (code === 'hold') return `${stage}: hold ${reason}`;
  if (suspect === undefined || target === undefined) return `${stage}: ${code}`;
  const [pipeline = ''] = stage.split('/');
  return `${stage}: ${code} ${nameOf(pipeline, suspect.id)} to ${nameOf(pipeline, target.id)}`;
}
