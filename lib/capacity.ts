import { CheckRules } from './check-rules.ts';
import { ConfigurationError } from './configuration-error.ts';

/** The most guards of one controller: they fit into 10 IAM policies with the longest names, and into 500 resources. */
export const MAX_GUARDS = 120;

/** EventBridge's default quota for the rules of one event bus in most regions. */
export const MAX_RULES = 300;

/** Throws when the guards do not fit into one stack. */
export function checkCapacity(guards: readonly { readonly ruleCount: number }[]): void {
  if (guards.length > MAX_GUARDS) {
    throw new ConfigurationError(
      `${guards.length} guards are too many for one stack: it holds ${MAX_GUARDS}; move some to a second stack (another guards file and -c stackName=NAME). EventBridge allows ${MAX_RULES} rules per event bus unless AWS raises the quota, and every guard needs two or more`,
    );
  }
  const rules = guards.reduce((sum, guard) => sum + guard.ruleCount, CheckRules.COUNT);
  if (rules > MAX_RULES) {
    throw new ConfigurationError(
      `the guards need ${rules} EventBridge rules, but an event bus holds ${MAX_RULES}: name fewer alarms per guard by putting a composite alarm over them, or move guards to a second stack and have AWS raise the quota`,
    );
  }
}
