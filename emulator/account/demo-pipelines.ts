import { nameOf } from '../../lambda/decision/alarm-arn.ts';
import type { GuardPolicy } from '../../lambda/guard-policy.ts';
import { readDeclarations } from '../../lambda/guards/declarations.ts';
import type { LocalAccount } from './local-account.ts';

const HOUR = 3_600_000;
const HISTORY = 6;

/** The guards that the account's stacks declare, whether they are made yet or not; alarms by name. */
export function guardsOf({ stacks, identity: { accountId: account, region } }: LocalAccount): GuardPolicy[] {
  const declared = stacks.flatMap((stack) => stack.customResources);
  const policies = declared.flatMap(({ properties }) =>
    readDeclarations(properties(), { partition: 'aws', region, account }).flatMap((one) =>
      'policy' in one ? one.policy : [],
    ),
  );
  return policies.map((policy) => ({ ...policy, alarms: policy.alarms.map(nameOf) }));
}

/** Has the function make the guards, as at the end of `cdk deploy`. A pipeline that is not there is made before: without it there is no guard. */
export async function deployGuards(account: LocalAccount): Promise<void> {
  const there = account.codePipeline.script.pipelineNames;
  seedGuardedPipelines(
    account,
    guardsOf(account).filter(({ pipeline }) => !there.includes(pipeline)),
  );
  await account.deploy();
}

/**
 * Gives every guarded stage something to guard: its pipeline with a source stage before it and six deployments, the
 * last an hour ago, and its alarms, all OK. An alarm watches a metric of its own name in the namespace `Story`.
 */
export function seedGuardedPipelines(account: LocalAccount, guards: readonly GuardPolicy[]): void {
  const { script } = account.codePipeline;
  for (const [name, stages] of Map.groupBy(guards, ({ pipeline }) => pipeline)) {
    script.createPipeline({ name, stages: ['Source', ...inOrderOfDelivery(stages)], actionMinutes: 0.5 });
    const from = account.clock.now() - HISTORY * HOUR;
    script.addSuccesses(name, { count: HISTORY, from, everyMillis: HOUR });
  }
  for (const name of new Set(guards.flatMap(({ alarms }) => alarms))) account.cloudWatch.script.seedAlarm({ name });
}

/** Production is delivered to last. */
function inOrderOfDelivery(guards: readonly GuardPolicy[]): string[] {
  const isProduction = (stage: string) => Number(/prod/i.test(stage));
  return guards.map(({ stage }) => stage).sort((a, b) => isProduction(a) - isProduction(b));
}
