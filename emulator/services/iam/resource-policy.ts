import type { ResourcePolicyStatement } from '../../account/template/deployed-stack.ts';
import { compilePolicy, type Verdict } from './policy.ts';
import type { Requester } from './requester.ts';

/** Judges one action of a requester on the resource that has the policy. */
export type ResourcePolicy = (requester: Requester, action: string, resource: string) => Verdict;

/** Who has to allow a call. */
export interface Sides {
  /** Both the caller's policies and this one: for callers of other accounts, and for the trust policy of a role. */
  readonly both?: true;
}

/**
 * Compiles the policy of a resource (IAM User Guide, "AWS JSON policy elements: Principal"). An account as principal allows nothing by
 * itself, it leaves the matter to the policies of that account; where both sides have to allow, and as the principal of a deny, it means everybody in it.
 */
export function compileResourcePolicy(
  statements: readonly ResourcePolicyStatement[],
  { both }: Sides = {},
): ResourcePolicy {
  const compiled = statements.map((statement) => ({ statement, judge: compilePolicy([statement]) }));
  return (requester, action, resource) => {
    const verdicts = compiled
      .filter(({ statement }) => concerns(statement, requester, both === true))
      .map(({ judge }) => judge(action, resource, requester.conditions(resource)));
    if (verdicts.includes('explicitly-denied')) return 'explicitly-denied';
    return verdicts.includes('allowed') ? 'allowed' : 'implicitly-denied';
  };
}

function concerns(
  { principals, effect }: ResourcePolicyStatement,
  { names, accountId }: Requester,
  bothSides: boolean,
): boolean {
  if (principals === '*') return true;
  if (names.some((name) => principals.includes(name))) return true;
  return (
    (effect === 'Deny' || bothSides) &&
    accountId !== undefined &&
    principals.some((principal) => principal === accountId || principal.endsWith(`:iam::${accountId}:root`))
  );
}
