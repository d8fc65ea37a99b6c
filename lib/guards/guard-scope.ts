import { Token } from 'aws-cdk-lib';
import { matches } from '../../lambda/guards/scope.ts';
import { ConfigurationError } from '../configuration-error.ts';

/**
 * What the controller may roll back beyond the stages of its own stack's guards: pipelines by the patterns of their names (`*` is any text),
 * or those with a tag. The tag is believed to count for stages, too, which a game day confirms (docs/gameday.md).
 */
export type Scope = { readonly pipelines: readonly string[] } | { readonly tag: { readonly [key: string]: string } };

const PATTERN = /^[A-Za-z0-9.@\-_*]{1,100}$/;

/** Throws a {@link ConfigurationError} where it is none that IAM can grant. */
export function checkScope(scope: Scope): void {
  if ('tag' in scope) {
    if (Object.keys(scope.tag).length !== 1)
      throw new ConfigurationError('scope: name one tag, such as { tag: { "auto-rollback": "on" } }');
    return;
  }
  if (!('pipelines' in scope))
    throw new ConfigurationError(
      'scope: name pipelines or a tag: { pipelines: ["team-*"] } or { tag: { "auto-rollback": "on" } }',
    );
  const wrong = scope.pipelines.find((pattern) => !PATTERN.test(pattern));
  if (scope.pipelines.length === 0 || wrong !== undefined) {
    throw new ConfigurationError(
      `scope: ${wrong === undefined ? 'no pipeline is named' : `"${wrong}" is no name of pipelines`}; write names, with * for any text: { pipelines: ["team-*"] }`,
    );
  }
}

/** The scope as the function reads it; `stackId` is that of the controller's stack. */
export function scopeForFunction(scope: Scope | undefined, stackId: string): object {
  if (scope === undefined) return { stack: stackId };
  if ('pipelines' in scope) return { pipelines: scope.pipelines };
  const [[key, value] = ['', '']] = Object.entries(scope.tag);
  return { tag: { key, value } };
}

/** Throws where a pipeline is outside; a name not known at synth is looked at when the guard is made. */
export function checkInScope(scope: Scope | undefined, pipelineName: string): void {
  if (scope === undefined || !('pipelines' in scope) || Token.isUnresolved(pipelineName)) return;
  if (scope.pipelines.some((pattern) => matches(pattern, pipelineName))) return;
  throw new ConfigurationError(
    `pipeline ${pipelineName} is not in the scope of the controller (${scope.pipelines.join(', ')}); add it to scope.pipelines`,
  );
}
