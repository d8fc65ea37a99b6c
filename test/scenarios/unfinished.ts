import * as z from 'zod';
import { guardsOf } from '../../emulator/account/demo-pipelines.ts';
import type { LocalAccount } from '../../emulator/account/local-account.ts';

const StageRecord = z.object({
  pk: z.string(),
  leaseUntil: z.number().optional(),
  memory: z
    .object({ incident: z.object({ phase: z.string() }).optional(), probation: z.object({}).optional() })
    .optional(),
});

const AlarmChange = z.object({ alarmName: z.string(), state: z.object({ value: z.string(), timestamp: z.string() }) });

/**
 * What must not be left in an account in which everything has had its time, whatever happened on the way: an open incident,
 * a held lock, something open that nobody will be woken for, an alarm without its decision record, an event in a
 * dead-letter queue. One line each.
 */
export async function unfinished(account: LocalAccount): Promise<string[]> {
  const tables = account.stacks.flatMap((stack) => stack.tables);
  const items = (await Promise.all(tables.map(({ tableName }) => account.dynamoDb.items(tableName)))).flat();
  const keys = items.map(({ pk, sk }) => `${String(pk)} ${String(sk)}`);
  const records = items.filter(({ sk }) => sk === 'record').map((item) => StageRecord.parse(item));
  return [
    ...records.flatMap((record) => openEnds(account, record)),
    ...undecidedAlarms(account, keys),
    ...deadLetters(account),
  ];
}

function openEnds(account: LocalAccount, { pk, leaseUntil, memory }: z.infer<typeof StageRecord>): string[] {
  const { incident, probation } = memory ?? {};
  const problems: string[] = [];
  if (incident !== undefined) problems.push(`${pk}: the incident is still open (${incident.phase})`);
  if (leaseUntil !== undefined && leaseUntil > account.clock.now()) problems.push(`${pk}: the lock is still held`);
  if ((incident ?? probation) !== undefined && !isWatched(account, pk)) problems.push(`${pk}: nothing will wake it up`);
  return problems;
}

/** Whether a watch message of the stage is on its way. */
function isWatched({ queues }: LocalAccount, stage: string): boolean {
  const messages = queues.all.flatMap((queue) => queue.messages);
  return messages.some(({ body }) => {
    const message = z.object({ pipeline: z.string(), stage: z.string() }).safeParse(JSON.parse(body));
    return message.success && `${message.data.pipeline}/${message.data.stage}` === stage;
  });
}

/** Every event of an alarm going into ALARM ends in exactly one decision of each stage that it guards. */
function undecidedAlarms(account: LocalAccount, keys: readonly string[]): string[] {
  const fired = account.eventBus.events
    .filter((event) => event['detail-type'] === 'CloudWatch Alarm State Change')
    .map(({ resources: [arn], detail }) => ({ arn, ...AlarmChange.parse(detail) }))
    .filter(({ state }) => state.value === 'ALARM');
  return guardsOf(account).flatMap(({ pipeline, stage, alarms }) =>
    fired
      .filter(({ alarmName }) => alarms.includes(alarmName))
      .map(({ arn, state }) => `alarm/${arn}/${new Date(state.timestamp).toISOString()}`)
      .map((id) => ({ id, decisions: keys.filter((key) => isDecision(key, `${pipeline}/${stage}`, id)).length }))
      .filter(({ decisions }) => decisions !== 1)
      .map(({ id, decisions }) => `${pipeline}/${stage}: ${decisions} decisions about ${id}`),
  );
}

function isDecision(key: string, stage: string, id: string): boolean {
  return key.startsWith(`${stage} decision#`) && key.endsWith(`#${id}`);
}

function deadLetters({ stacks, queues }: LocalAccount): string[] {
  const fed = stacks.flatMap((stack) => stack.eventSourceMappings).map(({ queueArn }) => queueArn);
  return queues.all
    .filter(({ deployed }) => !fed.includes(deployed.arn))
    .flatMap(({ deployed, messages }) =>
      messages.map(({ body }) => `${deployed.queueName} holds ${body.slice(0, 200)}`),
    );
}
