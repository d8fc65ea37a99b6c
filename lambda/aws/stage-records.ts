import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Location } from '../decision/alarm-arn.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { CouldNotRead } from '../ports.ts';
import { slotOf } from '../stage/mailbox.ts';
import type { Lock, StageRecords } from '../stage/stage-lock.ts';
import { parseMail, parsePause, parseState } from '../stage/state-form.ts';
import { reading } from './errors.ts';
import {
  assignmentsOf,
  held,
  isWrongType,
  LOCK_ATTRIBUTES,
  NOTHING,
  refused,
  spoiled,
  underLock,
  worthHaving,
} from './stage-item.ts';

/**
 * One item for each stage: lock, mailbox and state in one. `leaseUntil` says that an invocation is at work, `fence` counts the takings of
 * the lock, `mail` is what others left for the holder and `mailed` how often, `incidentId` that a rollback is followed, `wakeAt` when a watch
 * message is due. Only plain conditional writes are used: no transactions.
 */
export function dynamoStageRecords(client: DynamoDBClient, tableName: string, home: Location): StageRecords {
  const readItem = async (key: Record<string, AttributeValue>) => {
    const answer = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
    return answer.Item === undefined ? undefined : unmarshall(answer.Item);
  };
  const update = (lock: Pick<Lock, 'key'>, input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>) =>
    client.send(new UpdateItemCommand({ TableName: tableName, Key: recordKey(lock.key), ...input }));

  return {
    acquire: async (key, request) => {
      const { condition, values } = worthHaving(request);
      try {
        const answer = await update(
          { key },
          {
            UpdateExpression:
              'SET leaseUntil = :leaseUntil, holder = :holder, fence = if_not_exists(fence, :zero) + :one, mail = if_not_exists(mail, :none), mailed = if_not_exists(mailed, :zero)',
            ConditionExpression: condition,
            ExpressionAttributeValues: marshall({
              ':leaseUntil': request.leaseUntil,
              ':holder': request.holder,
              ':zero': 0,
              ':one': 1,
              ':none': {},
              ...values,
            }),
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        );
        return held(key, request, unmarshall(answer.Attributes ?? {}), home);
      } catch (error) {
        if (isWrongType(error)) {
          const item = (await readItem(recordKey(key))) ?? {};
          return { kind: 'unreadable', problem: spoiled(item, request) ?? 'DynamoDB cannot count its fence' };
        }
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const present = error.Item === undefined ? await readItem(recordKey(key)) : unmarshall(error.Item);
        return refused(key, request, present ?? {}, home);
      }
    },

    leave: async (key, { fence, until, mail }, letter, now) => {
      const isEmpty = mail.count === 0;
      const overwrites = letter.kind === 'stage' || mail.letters.some((seen) => slotOf(seen) === slotOf(letter));
      const inLease = 'fence = :fence AND leaseUntil = :until AND leaseUntil > :now';
      try {
        await update(
          { key },
          {
            // A holder of the version before has made no box.
            ...(isEmpty
              ? {
                  UpdateExpression: 'SET mail = :box, mailed = :one',
                  ConditionExpression: `${inLease} AND (attribute_not_exists(mailed) OR mailed = :zero)`,
                }
              : {
                  UpdateExpression: 'SET mail.#slot = :letter, mailed = mailed + :one',
                  ConditionExpression: overwrites ? inLease : `${inLease} AND (${overwritesNothing})`,
                  ExpressionAttributeNames: { '#slot': slotOf(letter) },
                }),
            ExpressionAttributeValues: marshall(
              {
                ...(!isEmpty && !overwrites && { ':id': letter.cause.id }),
                ...(isEmpty ? { ':box': { [slotOf(letter)]: letter }, ':zero': 0 } : { ':letter': letter }),
                ':one': 1,
                ':fence': fence,
                ':until': until,
                ':now': now,
              },
              { removeUndefinedValues: true },
            ),
          },
        );
        return 'left';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return isEmpty ? 'filled' : 'gone';
      }
    },

    save: async (lock, state) => {
      const assignments = assignmentsOf(state);
      const { set, remove, values } = assignments;
      try {
        await update(lock, {
          UpdateExpression: `SET ${set.join(', ')}${remove.length === 0 ? '' : ` REMOVE ${remove.join(', ')}`}`,
          ...underLock(lock, assignments, values),
        });
        return 'saved';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'lost';
        throw error;
      }
    },

    release: async (lock, read, state) => {
      const assignments = state === undefined ? NOTHING : assignmentsOf(state);
      const { set, remove, values } = assignments;
      const gone = [...remove, ...LOCK_ATTRIBUTES];
      try {
        await update(lock, {
          UpdateExpression: `${set.length === 0 ? '' : `SET ${set.join(', ')} `}REMOVE ${gone.join(', ')}`,
          ...underLock(lock, assignments, { ...values, ':mailed': read }, ' AND mailed = :mailed'),
        });
        return 'released';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const item = (await readItem(recordKey(lock.key))) ?? {};
        if (item.holder === lock.holder && item.fence === lock.fence) return parseMail(item.mail, item.mailed, home);
        // The SDK repeats a call whose answer was lost: then it is refused because it was done.
        return item.holder === undefined && item.fence === lock.fence ? 'released' : 'lost';
      }
    },

    read: (key) =>
      reading(`the stage record ${stageName(key)}`, 'dynamodb:GetItem', async () => {
        const item = await readItem(recordKey(key));
        if (item?.memory === undefined) return undefined;
        const parsed = parseState(item.schema, item.memory, home);
        if (!parsed.ok) throw new CouldNotRead(`the stage record ${stageName(key)}`, parsed.problem, false);
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

/** Nobody has left another event of the alarm since the box was seen: it would be lost. */
const overwritesNothing =
  'attribute_not_exists(mail.#slot) OR (mail.#slot.cause.id = :id AND attribute_not_exists(mail.#slot.cause.merged))';

const PAUSE_KEY = marshall({ pk: 'controller', sk: 'pause' });

/** The partition of everything about a stage is its name. */
function recordKey(key: StageKey): Record<string, AttributeValue> {
  return marshall({ pk: stageName(key), sk: 'record' });
}
