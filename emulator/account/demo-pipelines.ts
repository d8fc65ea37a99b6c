import * as z from 'zod';
import { nameOf } from '../../lambda/decision/alarm-arn.ts';
import { PipelineName, StageName } from '../../lambda/guard-policy.ts';
import type { LocalAccount } from './local-account.ts';

const HOUR = 3_600_000;
const HISTORY = 6;

/** A guard, with its alarms by name or ARN as it declares them. */
const DeclaredGuard = z.object({
  pipeline: PipelineName,
  stage: StageName,
  mode: z.string().default('enforce'),
  alarms: z.array(z.string().transform(nameOf)),
});

/** A guard with the names of its alarms. */
export type DemoGuard = z.infer<typeof DeclaredGuard>;

/** The guards that the account's parameters hold. */
export function guardsOf(account: LocalAccount): DemoGuard[] {
  return account.parameters.all.flatMap(({ value }) => {
    const parsed = DeclaredGuard.safeParse(jsonOrNothing(value));
    return parsed.success ? [parsed.data] : [];
  });
}

/**
 * Gives every guarded stage something to guard: its pipeline with a source stage before it and six deployments, the
 * last an hour ago, and its alarms, all OK. An alarm watches a metric of its own name in the namespace `Story`.
 */
export function seedGuardedPipelines(account: LocalAccount, guards: readonly DemoGuard[]): void {
  const { script } = account.codePipeline;
  for (const [name, stages] of Map.groupBy(guards, ({ pipeline }) => pipeline)) {
    script.createPipeline({ name, stages: ['Source', ...inOrderOfDelivery(stages)], actionMinutes: 0.5 });
    const from = account.clock.now() - HISTORY * HOUR;
    script.addSuccesses(name, { count: HISTORY, from, everyMillis: HOUR });
  }
  for (const name of new Set(guards.flatMap(({ alarms }) => alarms))) account.cloudWatch.script.seedAlarm({ name });
}

/** Parameters come by name; production is delivered to last. */
function inOrderOfDelivery(guards: readonly DemoGuard[]): string[] {
  const isProduction = (stage: string) => Number(/prod/i.test(stage));
  return guards.map(({ stage }) => stage).sort((a, b) => isProduction(a) - isProduction(b));
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
