import * as z from 'zod/mini';
import { type StageKey, stageName } from '../decision/stage-key.ts';
import { DAY, type EpochMillis, SECOND, Time } from '../decision/time.ts';
import { PipelineName, StageName } from '../guard-policy.ts';
import { type Claims, inForce, NO_CLAIMS } from '../guards/claims.ts';
import type { Guards } from '../guards/guards.ts';
import { CouldNotRead } from '../ports.ts';
import { problemsOf } from '../problems-of.ts';
import { parseGuard } from '../stage/guard-form.ts';
import { reading, repeatable } from './errors.ts';
import { recordKey } from './stage-item.ts';
import { isWrongType, type Table } from './table.ts';

/**
 * The guards in the table. `guard` of a stage's own item is the policy in force, `claims` says who declares it, and `claimed` counts its
 * versions; nothing else writes them. An item for each alarm leads from its ARN to the stages, one for each stage lists it, with the claims once
 * more: a record that cannot be read is mended by deleting it, guard and all.
 */
export function dynamoGuards(table: Table, clock: () => EpochMillis): Guards {
  const remembered = new Map<string, readonly StageKey[]>();
  // The table's time to live takes it away: the function needs no permission to delete.
  const list = (key: StageKey, claims: Claims) =>
    table.put({
      pk: LIST,
      sk: stageName(key),
      ...(inForce(claims) ? { claims } : { expiresAt: Math.floor((clock() + LISTED_AFTER) / SECOND) }),
    });
  const listed = (isGuarded: boolean) =>
    reading('the list of guards', 'dynamodb:Query', async () => {
      const inList = { KeyConditionExpression: 'pk = :pk', values: { ':pk': LIST } };
      const items = await table.query({ ...inList, ConsistentRead: true });
      return stagesNamed(items.filter(({ expiresAt }) => (expiresAt === undefined) === isGuarded).map(({ sk }) => sk));
    });

  return {
    of: (key) =>
      reading(`the guard of ${stageName(key)}`, 'dynamodb:GetItem', async () => {
        const item = await table.get(recordKey(key), 'guard');
        return parseGuard(key, item?.guard);
      }),

    stages: () => listed(true),

    formerStages: () => listed(false),

    remembered: (alarm) => remembered.get(alarm) ?? [],

    ofAlarm: (alarm) =>
      reading('the stages that an alarm guards', 'dynamodb:GetItem', async () => {
        const item = await table.get({ pk: alarm, sk: INDEX }, 'stages');
        const found = stagesNamed(item?.stages instanceof Set ? [...item.stages] : []);
        if (found.length > 0) remembered.set(alarm, found);
        else remembered.delete(alarm);
        return found;
      }),

    claims: (key) =>
      repeatable(async () => {
        const { claims, claimed } = (await table.get(recordKey(key), 'claims, claimed')) ?? {};
        const known = claims ?? (await table.get({ pk: LIST, sk: stageName(key) }, 'claims'))?.claims;
        const parsed = ClaimsForm.safeParse(known ?? NO_CLAIMS);
        if (!parsed.success) {
          const problem = `they cannot be used: ${problemsOf(parsed.error)}`;
          throw new CouldNotRead(`the claims of ${stageName(key)}`, problem, false);
        }
        return { claims: parsed.data, version: typeof claimed === 'number' ? claimed : 0 };
      }),

    write: (key, version, claims) =>
      repeatable(async () => {
        const guard = inForce(claims);
        if (guard !== undefined) await list(key, claims);
        const { written } = await table.update(recordKey(key), {
          UpdateExpression: `SET claims = :claims, claimed = :next${guard === undefined ? ' REMOVE guard' : ', guard = :guard'}`,
          ConditionExpression: version === 0 ? 'attribute_not_exists(claimed)' : 'claimed = :version',
          values: {
            ':claims': claims,
            ':next': version + 1,
            ':guard': guard,
            ...(version > 0 && { ':version': version }),
          },
        });
        if (!written) return 'changed';
        if (guard === undefined) await list(key, claims);
        return 'written';
      }),

    index: (key, { added, removed }) =>
      repeatable(async () => {
        const stages = new Set([stageName(key)]);
        const change = async (alarm: string, how: 'ADD' | 'DELETE') => {
          const item = { pk: alarm, sk: INDEX };
          try {
            await table.update(item, { UpdateExpression: `${how} stages :stage`, values: { ':stage': stages } });
          } catch (error) {
            // Somebody has edited it. Other stages come back with the next check.
            if (!isWrongType(error)) throw error;
            if (how === 'ADD') await table.put({ ...item, stages });
          }
        };
        await Promise.all([
          ...added.map((alarm) => change(alarm, 'ADD')),
          ...removed.map((alarm) => change(alarm, 'DELETE')),
        ]);
      }),
  };
}

/** Sort key of the item of an alarm. */
const INDEX = 'guards';
/** Partition of the list of guarded stages. */
const LIST = 'guards';
/** So long a stage that nobody guards any more stays listed as such. */
const LISTED_AFTER = 90 * DAY;

/** As much as is needed to give a guard up, or back, that another version of the function has written. */
const StoredPolicy = z.looseObject({ pipeline: PipelineName, stage: StageName, alarms: z.array(z.string()) });
const Claim = z.object({
  id: z.string(),
  resource: z.string(),
  policy: StoredPolicy,
  fingerprint: z.exactOptional(z.string()),
  former: z.exactOptional(StoredPolicy),
  formerFingerprint: z.exactOptional(z.string()),
});
const ClaimsForm: z.ZodMiniType<Claims> = z.object({
  stack: z.exactOptional(z.string()),
  since: z.exactOptional(Time),
  all: z.array(Claim),
  done: z.array(z.string()),
  gone: z.array(z.string()),
});

const StageNamed = z.pipe(
  z.pipe(
    z.string(),
    z.transform((name) => name.split('/')),
  ),
  z.tuple([PipelineName, StageName]),
);

function stagesNamed(names: readonly unknown[]): readonly StageKey[] {
  return names.flatMap((name) => {
    const [pipeline, stage] = StageNamed.safeParse(name).data ?? [];
    return pipeline === undefined || stage === undefined ? [] : [{ pipeline, stage }];
  });
}
