import type { PolicyStatement } from '../../account/template/deployed-stack.ts';
import { type Condition, type ConditionContext, parseConditions } from './conditions.ts';
import { wildcardPattern } from './wildcard.ts';

/** What a policy says about one action on one resource. An explicit deny beats every allow. */
export type Verdict = 'allowed' | 'implicitly-denied' | 'explicitly-denied';

/** Judges one action on one resource. */
export type Policy = (action: string, resource: string, context: ConditionContext) => Verdict;

interface CompiledStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly matches: (action: string, resource: string, context: ConditionContext) => boolean;
}

/** Compiles the statements of a role. Throws for what it cannot judge (an unknown condition operator, a policy variable). */
export function compilePolicy(statements: readonly PolicyStatement[]): Policy {
  const compiled = statements.map(compileStatement);
  return (action, resource, context) => {
    const matching = compiled.filter((statement) => statement.matches(action, resource, context));
    if (matching.some(({ effect }) => effect === 'Deny')) return 'explicitly-denied';
    return matching.length > 0 ? 'allowed' : 'implicitly-denied';
  };
}

function compileStatement(statement: PolicyStatement): CompiledStatement {
  const actions = statement.actions.map((action) => wildcardPattern(action, { ignoreCase: true }));
  const resources = statement.resources.map((resource) => wildcardPattern(withoutVariables(resource)));
  const conditions: readonly Condition[] = parseConditions(statement.conditions);
  return {
    effect: statement.effect,
    matches: (action, resource, context) =>
      actions.some((pattern) => pattern.test(action)) &&
      resources.some((pattern) => pattern.test(resource)) &&
      conditions.every((condition) => condition(context)),
  };
}

function withoutVariables(resource: string): string {
  if (resource.includes('${')) {
    throw new Error(`the local account knows no policy variables, but a statement names the resource "${resource}"`);
  }
  return resource;
}
