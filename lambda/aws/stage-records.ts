import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { EMPTY_MEMORY } from '../decision/record.ts';
import { MINUTE, SECOND } from '../decision/time.ts';
import { CouldNotRead } from '../ports.ts';
import type { StageKey } from '../stage-key.ts';
import type { Acquisition, Lock, LockPurpose, LockRequest, StageRecords } from '../stage-lock.ts';
import { parseMemory, parsePause, RECORD_SCHEMA } from '../stage-record.ts';
import { reading } from './errors.ts';

/** Clocks of two invocations may differ by this much. */
const SKEW = 2 * SECOND;
/** No Lambda function runs longer than 15 minutes, and a lease is little longer than an invocation. */
const LONGEST_LEASE = 30 * MINUTE;
/** An incident whose wake-up is this late was forgotten: any trigger may pick it up. */
const OVERDUE = 2 * MINUTE;

/**
 * The stage record: one item that is lock and memory in one. `leaseUntil` says that an invocation is at work, `fence`
 * counts the takings of the lock, `incidentId` that an incident is being handled, `wakeAt` when a watch message is due.
 * Only plain conditional writes are used: no transactions.
 */
export function dynamoStageRecords(client: DynamoDBClient, tableName: string): StageRecords {
  const readItem = async (key: Record<string, AttributeValue>) => {
    const answer = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
    return answer.Item === undefined ? undefined : unmarshall(answer.Item);
  };

  return {
    acquire: async (key, request) => {
      try {
        const answer = await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: recordKey(key),
            UpdateExpression:
              'SET leaseUntil = :leaseUntil, holder = :holder, holderCause = :cause, fence = if_not_exists(fence, :zero) + :one',
            ConditionExpression: worthHaving(request.purpose),
            ExpressionAttributeValues: marshall({
              ':leaseUntil': request.leaseUntil,
              ':holder': request.holder,
              ':cause': request.causeId,
              ':zero': 0,
              ':one': 1,
              ':now': request.now,
              ...(request.purpose === 'watch' && { ':due': request.now + SKEW }),
              ...(request.purpose === 'alarm' && { ':overdue': request.now - OVERDUE }),
            }),
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return held(key, request, unmarshall(answer.Attributes ?? {}));
      } catch (error) {
        if (isWrongType(error)) {
          const item = (await readItem(recordKey(key))) ?? {};
          return { kind: 'unreadable', problem: spoiled(item, request) ?? 'DynamoDB cannot count its fence' };
        }
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const present = error.Item === undefined ? await readItem(recordKey(key)) : unmarshall(error.Item);
        return refused(key, present ?? {}, request);
      }
    },

    save: async (lock, memory, then) => {
      const names: string[] = [];
      const values: Record<string, unknown> = { ':memory': memory, ':schema': RECORD_SCHEMA };
      const assign = ['memory = :memory', '#schema = :schema'];
      const { incident, wakeAt } = memory;
      // Before a rollback is accepted an incident does not keep alarms away: they are decided too, and join it.
      if (incident?.phase === 'rolling-back' || incident?.phase === 'verifying') {
        assign.push(
          'incidentId = :id',
          'incidentPhase = :phase',
          'incidentSince = :since',
          'incidentCause = :incidentCause',
        );
        Object.assign(values, {
          ':id': incident.id,
          ':phase': incident.phase,
          ':since': incident.openedAt,
          ':incidentCause': incident.cause.id,
        });
      } else names.push('incidentId', 'incidentPhase', 'incidentSince', 'incidentCause');
      if (wakeAt === undefined) names.push('wakeAt');
      else {
        assign.push('wakeAt = :wakeAt');
        values[':wakeAt'] = wakeAt;
      }
      if (then === 'release') names.push(...LOCK_ATTRIBUTES);
      const remove = names.length === 0 ? '' : ` REMOVE ${names.join(', ')}`;
      return writeHeld(client, tableName, lock, `SET ${assign.join(', ')}${remove}`, values);
    },

    release: async (lock) => {
      await writeHeld(client, tableName, lock, `REMOVE ${LOCK_ATTRIBUTES.join(', ')}`, {});
    },

    read: (key) =>
      reading(`the stage record ${itemKey(key)}`, 'dynamodb:GetItem', async () => {
        const item = await readItem(recordKey(key));
        if (item?.memory === undefined) return undefined;
        const parsed = parseMemory(item.schema, item.memory);
        if (!parsed.ok) throw new CouldNotRead(`the stage record ${itemKey(key)}`, parsed.problem, false);
        return parsed.value;
      }),

    globalPause: () =>
      reading("the controller's pause", 'dynamodb:GetItem', async () => {
        const item = await readItem(PAUSE_KEY);
        const { pk: _, sk: __, ...pause } = item ?? {};
        if (Object.keys(pause).length === 0) return undefined;
        const parsed = parsePause(pause);
        // A pause that cannot be read is still a pause: whoever wrote it wanted the controller to stand still.
        return parsed.ok ? parsed.value : { by: `an item that cannot be read (${parsed.problem})`, since: 0 };
      }),

    // Resumed: the item stays, empty, so that the function needs no permission to delete.
    setGlobalPause: async (pause) => {
      const item = { ...PAUSE_KEY, ...(pause && marshall(pause, { removeUndefinedValues: true })) };
      await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
    },
  };
}

const LOCK_ATTRIBUTES = ['leaseUntil', 'holder', 'holderCause'];
const PAUSE_KEY = marshall({ pk: 'controller', sk: 'pause' });

/** `shop/Prod`: the partition of everything about a stage. Neither name can contain a slash. */
export function itemKey({ pipeline, stage }: StageKey): string {
  return `${pipeline}/${stage}`;
}

function recordKey(key: StageKey): Record<string, AttributeValue> {
  return marshall({ pk: itemKey(key), sk: 'record' });
}

function worthHaving(purpose: LockPurpose): string {
  const leaseIsFree = '(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)';
  const noIncident = 'attribute_not_exists(incidentId)';
  const forgotten = 'wakeAt <= :overdue';
  const wakeUpIsDue = 'wakeAt <= :due';
  switch (purpose) {
    case 'alarm':
      return `${leaseIsFree} AND (${noIncident} OR ${forgotten})`;
    case 'watch':
      return `${leaseIsFree} AND ${wakeUpIsDue}`;
    case 'stage':
    case 'command':
      return leaseIsFree;
  }
}

type Item = Record<string, unknown>;

function held(key: StageKey, request: LockRequest, item: Item): Acquisition {
  const lock: Lock = { key, holder: request.holder, fence: Number(item.fence), leaseUntil: request.leaseUntil };
  if (item.memory === undefined) {
    return { kind: 'held', lock, memory: EMPTY_MEMORY };
  }
  const parsed = parseMemory(item.schema, item.memory);
  return parsed.ok
    ? { kind: 'held', lock, memory: parsed.value }
    : { kind: 'unreadable', lock, problem: parsed.problem };
}

function refused(key: StageKey, item: Item, request: LockRequest): Acquisition {
  // The SDK repeats a call whose answer was lost: then the lock is refused to us because we have it.
  if (item.holder === request.holder && item.leaseUntil === request.leaseUntil) return held(key, request, item);
  const problem = spoiled(item, request);
  if (problem !== undefined) return { kind: 'unreadable', problem };
  const leaseUntil = Number(item.leaseUntil ?? 0);
  if (leaseUntil > request.now) return { kind: 'leased', until: leaseUntil, causeId: String(item.holderCause) };
  // Where the refusal carries no item it is read afterwards: what refused us may have ended by then, so the trigger has to come again.
  const ended: Acquisition = { kind: 'leased', until: request.now, causeId: '' };
  if (request.purpose === 'watch') return Number(item.wakeAt) <= request.now + SKEW ? ended : { kind: 'nothing-due' };
  if (item.incidentId === undefined) return ended;
  // Nobody can follow an incident that is not understood: what came for it must not be taken for answered.
  const parsed = parseMemory(item.schema, item.memory);
  if (!parsed.ok) return { kind: 'unreadable', problem: parsed.problem };
  return {
    kind: 'incident',
    id: String(item.incidentId),
    phase: String(item.incidentPhase),
    since: Number(item.incidentSince),
    causeId: String(item.incidentCause),
  };
}

/** What is wrong with the attributes of the lock, which conditions compare: somebody has edited them by hand. */
function spoiled(item: Item, { now }: LockRequest): string | undefined {
  const isTime = (value: unknown) => value === undefined || typeof value === 'number';
  const wrong = ['fence', 'leaseUntil', 'wakeAt'].find((name) => !isTime(item[name]));
  if (wrong !== undefined) return `its ${wrong} is ${JSON.stringify(item[wrong])}, not a number`;
  if (Number(item.leaseUntil ?? 0) > now + LONGEST_LEASE) {
    return `its leaseUntil is ${item.leaseUntil}, further off than any invocation runs`;
  }
  return undefined;
}

/** An operand of an update expression is of another type than it needs. */
function isWrongType(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException';
}

/** Writes under the lock: the condition on the fence fails once the lock was taken over. */
async function writeHeld(
  client: DynamoDBClient,
  tableName: string,
  lock: Lock,
  update: string,
  values: Record<string, unknown>,
): Promise<'saved' | 'lost'> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: recordKey(lock.key),
        UpdateExpression: update,
        ConditionExpression: 'fence = :fence AND holder = :holder',
        ...(update.includes('#schema') && { ExpressionAttributeNames: { '#schema': 'schema' } }),
        ExpressionAttributeValues: marshall(
          { ...values, ':fence': lock.fence, ':holder': lock.holder },
          { removeUndefinedValues: true },
        ),
      }),
    );
    return 'saved';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'lost';
    throw error;
  }
}
