import * as z from 'zod';
import { parseAlarmArn } from '../../lambda/decision/alarm-arn.ts';
import { MAX_ALARMS } from '../../lambda/guard-policy.ts';
import { fieldName, type GuardProblem, guardProblemsOf } from '../../lambda/guards/guard-problem.ts';
import { GuardDeclaration } from './guard-declaration.ts';

/** Where the stack will be deployed, as far as it is known at synth. */
export interface StackEnvironment {
  readonly account?: string;
  readonly region?: string;
  /** Where alarms may be, too; `unknown` where only the controller can tell. */
  readonly spokes?: { readonly accounts: readonly string[]; readonly regions: readonly string[] } | 'unknown';
}

const VALID_KEYS = Object.keys(GuardDeclaration.shape);
const names = z.array(z.unknown()).optional().catch(undefined);
const WithAlarms = z.object({ alarms: names, unlessAlarms: names });

/** Everything that is wrong with a guard as declared; empty when it can be deployed. */
export function guardProblems(declaration: unknown, environment: StackEnvironment): readonly GuardProblem[] {
  const parsed = GuardDeclaration.safeParse(declaration, { reportInput: true });
  const withAlarms = WithAlarms.safeParse(declaration);
  return [
    ...(parsed.success ? [] : guardProblemsOf(parsed.error, VALID_KEYS)),
    ...(withAlarms.success ? alarmProblems(withAlarms.data, environment) : []),
  ];
}

/** Alarms that guard, and those that veto: each once, in this place, and no more than are read in one call. */
function alarmProblems(
  { alarms = [], unlessAlarms = [] }: z.infer<typeof WithAlarms>,
  environment: StackEnvironment,
): GuardProblem[] {
  const problems: GuardProblem[] = [];
  const firstPath = new Map<string, GuardProblem['path']>();
  const named = [
    ...alarms.map((alarm, index) => ({ alarm, path: ['alarms', index] })),
    ...unlessAlarms.map((alarm, index) => ({ alarm, path: ['unlessAlarms', index] })),
  ];
  for (const { alarm, path } of named) {
    if (typeof alarm !== 'string') continue;
    const arn = parseAlarmArn(alarm);
    const mayBeAway = arn !== undefined && (elsewhere(arn, environment).length > 0 || isUnknown(environment));
    if (arn) problems.push(...outOfReach(arn, environment).map((message) => ({ path, message })));
    const name = arn?.name ?? alarm;
    const identity = mayBeAway ? alarm : name;
    const first = firstPath.get(identity);
    if (first === undefined) firstPath.set(identity, path);
    else problems.push({ path, message: `"${name}" is the same alarm as ${fieldName(first)}; name it once` });
  }
  if (alarms.length <= MAX_ALARMS && named.length > MAX_ALARMS) {
    const message = `makes ${named.length} alarms with those of the guard, which takes ${MAX_ALARMS} together; put a composite alarm over some and name that`;
    problems.push({ path: ['unlessAlarms'], message });
  }
  return problems;
}

/** Where the stack goes is told at deploy only: with spokes, an ARN may then be of anywhere. */
function isUnknown({ account, region, spokes }: StackEnvironment): boolean {
  return spokes !== undefined && (!account || !region);
}

/** What is wrong with the place of an alarm: it is neither here nor in a spoke. */
function outOfReach(
  alarm: { readonly account: string; readonly region: string },
  environment: StackEnvironment,
): string[] {
  const { spokes } = environment;
  if (spokes === undefined) return elsewhere(alarm, environment);
  if (spokes === 'unknown') return [];
  const isSpoke = spokes.accounts.includes(alarm.account) && spokes.regions.includes(alarm.region);
  if (isSpoke || elsewhere(alarm, environment).length === 0) return [];
  return [
    `is in ${alarm.region} of account ${alarm.account}, which is none of the spokes: add both to the spokes of the controller, and deploy a spoke there (docs/spokes.md)`,
  ];
}

/** What is wrong with the place of a pipeline or alarm: the controller acts in its own account and region only. */
export function elsewhere(
  resource: { readonly account: string; readonly region: string },
  environment: StackEnvironment,
): string[] {
  const problems: string[] = [];
  if (environment.region && resource.region !== environment.region) {
    problems.push(
      `is in region ${resource.region}, but the stack is deployed to ${environment.region}; an alarm may be elsewhere with spokes (docs/spokes.md), a pipeline needs a controller in ${resource.region}; or correct the region`,
    );
  }
  if (environment.account && resource.account !== environment.account) {
    problems.push(
      `is in account ${resource.account}, but the stack is deployed to ${environment.account}; an alarm may be elsewhere with spokes (docs/spokes.md), a pipeline needs a controller there; or correct the account`,
    );
  }
  return problems;
}
