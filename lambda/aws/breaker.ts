import * as z from 'zod/mini';
import { type EpochMillis, MINUTE } from '../decision/time.ts';
import type { Breaker, RollbackLimit } from '../ports.ts';
import { isWrongType, type Table, type Written } from './table.ts';

const KEY = { pk: 'controller', sk: 'breaker' };

/** Tries where others, who enter at the same moment, come in between. */
const TRIES = 40;

/** When each incident entered, by its id. What somebody has spoiled there counts as long ago. */
const Entered = z.catch(z.record(z.string(), z.catch(z.number(), 0)), {});

/** One item for the whole controller: the incidents that rolled back lately. Each writes itself down, on the condition that there is room. */
export function dynamoBreaker(table: Table): Breaker {
  return {
    enter: async (incident, now, limit) => {
      for (let tries = 0; tries < TRIES; tries++) {
        if (await isWritten(table.update(KEY, ifRoom(incident, now, limit)))) return 'entered';
        const { entered: map, version } = (await table.get(KEY)) ?? {};
        const entered = Entered.parse(map);
        if (entered[incident] !== undefined) return 'entered';
        const others = recent(entered, now, limit);
        if (others.length >= limit.count) return { full: others.length };
        const left = { ...Object.fromEntries(others), [incident]: now };
        if (await isWritten(table.update(KEY, forgetting(left, version)))) return 'entered';
      }
      throw new Error(`the breaker could not be entered in ${TRIES} tries`);
    },
  };
}

/** The usual case in one call: fewer have entered than may, those of long ago included. One that has entered stays as it is. */
function ifRoom(incident: string, now: EpochMillis, { count }: RollbackLimit) {
  return {
    UpdateExpression:
      'SET entered.#incident = if_not_exists(entered.#incident, :now), #version = if_not_exists(#version, :zero) + :one',
    ConditionExpression: 'attribute_exists(entered.#incident) OR size(entered) < :count',
    ExpressionAttributeNames: { '#incident': incident, '#version': 'version' },
    values: { ':now': now, ':zero': 0, ':one': 1, ':count': count },
  };
}

/** Leaves only those that still count, and this one, unless somebody else has written since; makes the item where there is none. */
function forgetting(entered: Record<string, number>, version: unknown) {
  return {
    UpdateExpression: 'SET entered = :entered, #version = :next',
    ConditionExpression: version === undefined ? 'attribute_not_exists(#version)' : '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    values: {
      ':entered': entered,
      ':next': typeof version === 'number' ? version + 1 : 1,
      ':version': version,
    },
  };
}

function recent(entered: Readonly<Record<string, number>>, now: EpochMillis, { minutes }: RollbackLimit) {
  return Object.entries(entered).filter(([, at]) => at > now - minutes * MINUTE);
}

/** Not written: others have, there is no such item yet, or somebody has spoiled it. */
async function isWritten(update: Promise<Written>): Promise<boolean> {
  try {
    return (await update).written;
  } catch (error) {
    if (isWrongType(error)) return false;
    throw error;
  }
}
