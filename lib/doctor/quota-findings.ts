import type { Read } from '../../lambda/decision/facts.ts';
import { type Finding, kind } from '../../lambda/readiness/finding-kind.ts';

/** How many invocations Lambda runs at once in a region (API:AccountLimit). */
export interface Concurrency {
  /** Of all functions. */
  readonly account: number;
  /** What no function has reserved for itself; the controller takes of it, unless it has some reserved. */
  readonly unreserved: number;
}

/** What a region has room for. */
export interface RegionRoom {
  readonly region: string;
  readonly concurrency: Read<Concurrency>;
  /** How many rules the default event bus has; absent where the controller has its own there already. */
  readonly rules?: Read<number>;
}

/** Lambda keeps so many for functions without a reservation; an account that has fewer is new, or shares the fate of its other functions (L:configuration-concurrency). */
const LEAST_UNRESERVED = 100;

/** The default quota "Number of rules" of an event bus (EB:eb-quota). */
const MOST_RULES = 300;
const MOST_RULES_IN = new Map([
  ['af-south-1', 100],
  ['eu-south-1', 100],
]);
/** For alarms, for stages, and for the two checks of readiness. */
export const RULES_NEEDED = 5;

/** What the doctor can find of the quotas of a region. Rates of calls are no matter of it: the controller keeps within them. */
export const QUOTA_FINDINGS = {
  concurrencyLow: kind<Concurrency & { region: string }>('concurrency-low', 'warning', 'nothing', {
    sentence: (f) =>
      `Lambda runs at most ${f.unreserved} invocations at once in ${f.region} of all functions without a reservation (${f.account} in the whole account): while others use them up, alarms wait`,
    advice: (f) => `ask AWS for the 1,000 that are usual: ${increase('lambda', 'L-B99A9384', 1_000, f.region)}`,
  }),
  rulesFull: kind<{ rules: number; most: number; region: string }>('event-rules-full', 'warning', 'nothing', {
    sentence: (f) =>
      `the default event bus of ${f.region} has ${f.rules} rules and room for ${f.most}, unless AWS has given you more; the controller makes ${RULES_NEEDED}, and its deploy would fail`,
    advice: (f) =>
      `delete rules that nobody needs, or ask AWS for more: ${increase('events', 'L-244521F2', 2 * f.most, f.region)}`,
  }),
  quotaUnverified: kind<{ what: string; problem: string }>('quota-unverified', 'warning', 'nothing', {
    about: (f) => f.what,
    sentence: (f) => `${f.what} could not be read: ${f.problem}`,
    advice: 'allow it, or look in the console of Service Quotas; nothing else depends on it',
  }),
};

/** What of the region's quotas would keep the controller from being deployed, or from being in time. */
export function aboutQuotas({ region, concurrency, rules }: RegionRoom): readonly Finding[] {
  const unread = [concurrency, rules].flatMap((read) =>
    read === undefined || read.ok ? [] : [QUOTA_FINDINGS.quotaUnverified(read)],
  );
  return [
    ...(concurrency.ok && concurrency.value.unreserved < LEAST_UNRESERVED
      ? [QUOTA_FINDINGS.concurrencyLow({ ...concurrency.value, region })]
      : []),
    ...(rules?.ok ? aboutRules(rules.value, region) : []),
    ...unread,
  ];
}

/** A bus with more rules than by default was given more, by how much cannot be told. */
function aboutRules(rules: number, region: string): readonly Finding[] {
  const most = MOST_RULES_IN.get(region) ?? MOST_RULES;
  const isFull = rules <= most && rules + RULES_NEEDED > most;
  return isFull ? [QUOTA_FINDINGS.rulesFull({ rules, most, region })] : [];
}

function increase(service: string, quota: string, value: number, region: string): string {
  return `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${quota} --desired-value ${value} --region ${region}`;
}
