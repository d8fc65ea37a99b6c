import type { PipelineDeclaration } from './declaration.ts';
import type { Execution } from './execution.ts';

/**
 * The declared variables of a pipeline with the values of one execution: given ones, else the defaults. Undefined where
 * one has neither (API:PipelineVariableDeclaration: the default is optional).
 */
export function resolvedVariables(
  { variables = [] }: PipelineDeclaration,
  given: { readonly [name: string]: string },
): Execution['variables'] | undefined {
  const resolved = variables.flatMap(({ name, defaultValue }) => {
    const resolvedValue = given[name] ?? defaultValue;
    return resolvedValue === undefined ? [] : [{ name, resolvedValue }];
  });
  return resolved.length === variables.length ? resolved : undefined;
}
