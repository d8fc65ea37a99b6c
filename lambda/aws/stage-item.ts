import type { Location } from '../decision/alarm-arn.ts';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { EMPTY_STATE, type StageState } from '../decision/state.ts';
import { LONGEST_LEASE, SKEW, WAKE_LOST_AFTER } from '../decision/times.ts';
import { parseGuard } from '../stage/guard-form.ts';
import type { Acquisition, Lock, LockPurpose, LockRequest } from '../stage/stage-lock.ts';
import { parseMail, parseState, STATE_FORM } from '../stage/state-form.ts';
import type { Item, ItemKey } from './table.ts';

/** The partition of everything about a stage is its name. */
export function recordKey(key: StageKey): ItemKey {
  return { pk: stageName(key), sk: 'record' };
}

export const LOCK_ATTRIBUTES = ['leaseUntil', 'holder', 'holderCause', 'mail', 'mailed'];

/** When the lock is worth having: the condition of taking it, with the values that it compares. */
export function worthHaving({ purpose, now }: LockRequest): {
  readonly condition: string;
  readonly values: Record<string, number>;
} {
  const leaseIsFree = '(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)';
  const conditions: {
    readonly [P in LockPurpose]: { readonly more: string; readonly values: Record<string, number> };
  } = {
    alarm: {
      more: ' AND attribute_exists(guard) AND (attribute_not_exists(incidentId) OR wakeAt <= :overdue)',
      values: { ':overdue': now - WAKE_LOST_AFTER },
    },
    watch: { more: ' AND (wakeAt <= :due OR mailed > :zero)', values: { ':due': now + SKEW } },
    stage: { more: ' AND (attribute_exists(guard) OR attribute_exists(memory))', values: {} },
    command: { more: '', values: {} },
  };
  const { more, values } = conditions[purpose];
  return { condition: `${leaseIsFree}${more}`, values: { ...values, ':now': now } };
}

export function held(key: StageKey, request: LockRequest, item: Item, home: Location): Acquisition {
  const lock: Lock = { key, holder: request.holder, fence: Number(item.fence), leaseUntil: request.leaseUntil };
  const problem = spoiled(item, request);
  if (problem !== undefined) return { kind: 'unreadable', lock, problem };
  const mail = parseMail(item.mail, item.mailed);
  const guard = parseGuard(key, item.guard);
  if (item.memory === undefined) return { kind: 'held', lock, state: EMPTY_STATE, mail, guard };
  const parsed = parseState(item.schema, item.memory, home);
  return parsed.ok
    ? { kind: 'held', lock, state: parsed.value, mail, guard }
    : { kind: 'unreadable', lock, problem: parsed.problem };
}

export function refused(key: StageKey, request: LockRequest, item: Item, home: Location): Acquisition {
  // The SDK repeats a call whose answer was lost: then the lock is refused to us because we have it.
  if (item.holder === request.holder && item.leaseUntil === request.leaseUntil) return held(key, request, item, home);
  const problem = spoiled(item, request);
  if (problem !== undefined) return { kind: 'unreadable', problem };
  const until = Number(item.leaseUntil ?? 0);
  const lease = { fence: Number(item.fence), until, mail: parseMail(item.mail, item.mailed) };
  if (until > request.now) return { kind: 'leased', lease };
  if (isUnguarded(item, request)) return { kind: 'unguarded' };
  // Where the refusal carries no item it is read afterwards: what refused us may have ended by then, so the trigger has to come again.
  const ended: Acquisition = { kind: 'leased', lease: { ...lease, until: request.now } };
  if (request.purpose === 'watch') return Number(item.wakeAt) <= request.now + SKEW ? ended : { kind: 'nothing-due' };
  if (request.purpose !== 'alarm' || item.incidentId === undefined) return ended;
  // Nobody can follow an incident that is not understood: what came for it must not be taken for answered.
  const parsed = parseState(item.schema, item.memory, home);
  if (!parsed.ok) return { kind: 'unreadable', problem: parsed.problem };
  const incident = {
    id: String(item.incidentId),
    phase: String(item.incidentPhase),
    openedAt: Number(item.incidentSince),
    causeId: String(item.incidentCause),
  };
  return { kind: 'followed', incident };
}

function isUnguarded({ guard, memory }: Item, { purpose }: LockRequest): boolean {
  if (guard !== undefined) return false;
  return purpose === 'alarm' || (purpose === 'stage' && memory === undefined);
}

/** What is wrong with the attributes of the lock, which conditions compare: somebody has edited them by hand. */
export function spoiled(item: Item, { now }: LockRequest): string | undefined {
  const isTime = (value: unknown) => value === undefined || typeof value === 'number';
  const wrong = ['fence', 'leaseUntil', 'wakeAt', 'mailed'].find((name) => !isTime(item[name]));
  if (wrong !== undefined) return `its ${wrong} is ${JSON.stringify(item[wrong])}, not a number`;
  if (Number(item.leaseUntil ?? 0) > now + LONGEST_LEASE) {
    return `its leaseUntil is ${item.leaseUntil}, further off than any invocation runs`;
  }
  return undefined;
}

/** What a state is stored as: itself, and beside it what conditions compare. What is undefined is taken away. */
function attributesOf(state: StageState): Item {
  const { incident, wakeAt } = state;
  // Before a rollback is accepted an incident does not keep alarms away: they are decided too, and join it.
  const followed = incident?.phase === 'rolling-back' || incident?.phase === 'verifying' ? incident : undefined;
  return {
    memory: state,
    schema: STATE_FORM,
    wakeAt,
    incidentId: followed?.id,
    incidentPhase: followed?.phase,
    incidentSince: followed?.openedAt,
    incidentCause: followed?.cause.id,
  };
}

/** Stores a state and takes attributes away under the lock: the condition on the fence fails once the lock was taken over. */
export function underLock({ fence, holder }: Lock, state: StageState | undefined, gone: readonly string[] = []) {
  const attributes = state === undefined ? {} : attributesOf(state);
  const names = Object.keys(attributes);
  const set = names.filter((name) => attributes[name] !== undefined);
  const removed = [...names.filter((name) => !set.includes(name)), ...gone];
  return {
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: 'fence = :fence AND holder = :holder',
    ExpressionAttributeNames: Object.fromEntries([...set, ...removed].map((name) => [`#${name}`, name])),
    values: {
      ...Object.fromEntries(set.map((name) => [`:${name}`, attributes[name]])),
      ':fence': fence,
      ':holder': holder,
    },
  };
}
