import type { Location } from '../decision/alarm-arn.ts';
import { stageName } from '../decision/stage-key.ts';
import { CouldNotRead } from '../ports.ts';
import { isAlone, type Placed, placed, ROOM } from '../stage/mailbox.ts';
import type { StageRecords } from '../stage/stage-lock.ts';
import { parseMail, parsePause, parseState } from '../stage/state-form.ts';
import { reading } from './errors.ts';
import { held, LOCK_ATTRIBUTES, recordKey, refused, spoiled, underLock, worthHaving } from './stage-item.ts';
import { type Item, isWrongType, type Table } from './table.ts';

/**
 * One item for each stage: lock, mailbox and state in one. `leaseUntil` says that an invocation is at work, `fence` counts the takings of
 * the lock, `mail` is what others left for the holder and `mailed` how often, `incidentId` that a rollback is followed, `wakeAt` when a watch
 * message is due. Only plain conditional writes are used: no transactions.
 */
export function dynamoStageRecords(table: Table, home: Location): StageRecords {
  return {
    acquire: async (key, request) => {
      const { condition, values } = worthHaving(request);
      const { leaseUntil, holder } = request;
      try {
        const { written, item } = await table.update(recordKey(key), {
          UpdateExpression:
            'SET leaseUntil = :leaseUntil, holder = :holder, fence = if_not_exists(fence, :zero) + :one, mail = if_not_exists(mail, :none), mailed = if_not_exists(mailed, :zero)',
          ConditionExpression: condition,
          values: { ':leaseUntil': leaseUntil, ':holder': holder, ':zero': 0, ':one': 1, ':none': {}, ...values },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        if (written) return held(key, request, item ?? {}, home);
        return refused(key, request, item ?? (await table.get(recordKey(key))) ?? {}, home);
      } catch (error) {
        if (!isWrongType(error)) throw error;
        const item = (await table.get(recordKey(key))) ?? {};
        return { kind: 'unreadable', problem: spoiled(item, request) ?? 'DynamoDB cannot count its fence' };
      }
    },

    leave: async (key, { fence, until, mail }, left, now) => {
      const place = placed(mail, left);
      const { isFree, values } = freePlace(place);
      const { written, item } = await table.update(recordKey(key), {
        UpdateExpression: 'SET mail.#slot = :letter, mailed = mailed + :one',
        ConditionExpression: `fence = :fence AND leaseUntil = :until AND leaseUntil > :now${isFree}`,
        ExpressionAttributeNames: { '#slot': place.slot },
        values: { ...values, ':letter': place.letter, ':one': 1, ':fence': fence, ':until': until, ':now': now },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const there = item ?? (await table.get(recordKey(key))) ?? {};
      const box = parseMail(there.mail, there.mailed);
      if (written) return isAlone(box, left) ? 'first' : 'left';
      if (there.fence !== fence || there.leaseUntil !== until || until <= now) return 'gone';
      // Nobody has left anything since: asked again it would be refused again, until the lease ends.
      if (box.count === mail.count) throw new Error(`the mailbox of ${stageName(key)} cannot be used`);
      return { fence, until, mail: box };
    },

    save: async (lock, state) => {
      const { written } = await table.update(recordKey(lock.key), underLock(lock, state));
      return written ? 'saved' : 'lost';
    },

    release: async (lock, read, state) => {
      const change = underLock(lock, state, LOCK_ATTRIBUTES);
      const { written } = await table.update(recordKey(lock.key), {
        ...change,
        ConditionExpression: `${change.ConditionExpression} AND mailed = :mailed`,
        values: { ...change.values, ':mailed': read },
      });
      if (written) return 'released';
      const item = (await table.get(recordKey(lock.key))) ?? {};
      if (item.holder === lock.holder && item.fence === lock.fence) return parseMail(item.mail, item.mailed);
      // The SDK repeats a call whose answer was lost: then it is refused because it was done.
      return item.holder === undefined && item.fence === lock.fence ? 'released' : 'lost';
    },

    read: (key) =>
      reading(`the stage record ${stageName(key)}`, 'dynamodb:GetItem', async () => {
        const item = await table.get(recordKey(key));
        if (item?.memory === undefined) return undefined;
        const parsed = parseState(item.schema, item.memory, home);
        if (!parsed.ok) throw new CouldNotRead(`the stage record ${stageName(key)}`, parsed.problem, false);
        return parsed.value;
      }),

    globalPause: () =>
      reading("the controller's pause", 'dynamodb:GetItem', async () => {
        const { pk: _, sk: __, ...pause } = (await table.get(PAUSE_KEY)) ?? {};
        if (Object.keys(pause).length === 0) return undefined;
        const parsed = parsePause(pause);
        // A pause that cannot be read is still a pause: whoever wrote it wanted the controller to stand still.
        return parsed.ok ? parsed.value : { by: `an item that cannot be read (${parsed.problem})`, since: 0 };
      }),

    // Resumed: the item stays, empty, so that the function needs no permission to delete.
    setGlobalPause: async (pause) => {
      await table.put({ ...PAUSE_KEY, ...pause });
    },
  };
}

/** Nothing lies where the letter goes but what goes on in it: another event would be lost. */
function freePlace({ slot, letter, over }: Placed): { readonly isFree: string; readonly values: Item } {
  if (letter.kind === 'stage') return { isFree: '', values: {} };
  if (slot === letter.cause.id) return { isFree: ' AND size(mail) < :room', values: { ':room': ROOM } };
  if (over === undefined) return { isFree: ' AND attribute_not_exists(mail.#slot)', values: {} };
  const { id, merged } = over;
  const isIt = ' AND mail.#slot.cause.id = :id';
  return merged === undefined
    ? { isFree: `${isIt} AND attribute_not_exists(mail.#slot.cause.merged)`, values: { ':id': id } }
    : {
        isFree: `${isIt} AND mail.#slot.cause.merged.lastId = :lastId`,
        values: { ':id': id, ':lastId': merged.lastId },
      };
}

const PAUSE_KEY = { pk: 'controller', sk: 'pause' };
