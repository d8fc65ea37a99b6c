import type { EpochMillis } from '../clock.ts';

/** How many calls of an operation an account takes in a second, by `SIGNING-NAME OPERATION`; no limit for all others. */
export type Rates = ReadonlyMap<string, number>;

/**
 * The rates of an account in one region, shared by everybody in it. CloudWatch's are documented (CloudWatch User Guide, "CloudWatch
 * service quotas"). CodePipeline publishes none, but throttles lists in accounts of some 160 pipelines: ten a second is an assumption.
 */
export const AWS_RATES: Rates = new Map([
  ['monitoring DescribeAlarms', 9],
  ['monitoring DescribeAlarmHistory', 20],
  ['codepipeline ListPipelines', 10],
  ['codepipeline ListPipelineExecutions', 10],
  ['codepipeline ListActionExecutions', 10],
]);

/** What `--rates` may say. */
export function ratesNamed(name: string): Rates {
  if (name === 'none') return new Map();
  if (name === 'aws') return AWS_RATES;
  throw new RangeError(`--rates takes "none" or "aws", not "${name}"`);
}

/** Counts calls in the account's time: a bucket for each operation, which holds the calls of a second and fills up at its rate. */
export class RateLimits {
  readonly #rates: Rates;
  readonly #buckets = new Map<string, { readonly calls: number; readonly at: EpochMillis }>();

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  /** Takes a call, or answers that it comes too soon. One that is refused counts for nothing. */
  take(signingName: string, operation: string, now: EpochMillis): boolean {
    const key = `${signingName} ${operation}`;
    const rate = this.#rates.get(key);
    if (rate === undefined) return true;
    const { calls, at } = this.#buckets.get(key) ?? { calls: rate, at: now };
    const left = Math.min(rate, calls + (Math.max(0, now - at) * rate) / 1000);
    const taken = left >= 1;
    this.#buckets.set(key, { calls: taken ? left - 1 : left, at: now });
    return taken;
  }
}
