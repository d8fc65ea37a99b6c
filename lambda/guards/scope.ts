import * as z from 'zod/mini';
import { parseJson } from '../intake/json.ts';

/** What the role of the function may roll back, as the construct has granted it; who asks for more is told so. */
export const GuardScope = z.union([
  /** The stages of guards of the controller's own stack, each by its ARN. */
  z.strictObject({ stack: z.string() }),
  /** Pipelines whose name one of these matches; `*` stands for any text. */
  z.strictObject({ pipelines: z.array(z.string()).check(z.minLength(1)) }),
  /** Pipelines with this tag, which IAM looks at. */
  z.strictObject({ tag: z.strictObject({ key: z.string(), value: z.string() }) }),
]);
export type GuardScope = z.infer<typeof GuardScope>;

/** Reads the scope from JSON text. */
export const ScopeText = z.pipe(z.pipe(z.string(), z.transform(parseJson)), GuardScope);

/** Why the controller may not roll a stage back, and what to change. */
export interface OutOfScope {
  readonly why: string;
  readonly advice: string;
}

/** Undefined where a stack may have a stage of this pipeline guarded, as far as can be told. */
export function outOfScope(scope: GuardScope, pipeline: string, stack: string | undefined): OutOfScope | undefined {
  if ('tag' in scope) return undefined;
  if ('stack' in scope) {
    if (scope.stack === stack) return undefined;
    return {
      why: 'the controller may roll back only what its own stack guards',
      advice: `have its deployer allow pipeline ${pipeline}: scope: { pipelines: ["${pipeline}"] } of the construct, or -c scope=pipelines:${pipeline}`,
    };
  }
  if (scope.pipelines.some((pattern) => matches(pattern, pipeline))) return undefined;
  return {
    why: `the controller may not roll back pipeline ${pipeline}: its scope is ${scope.pipelines.join(', ')}`,
    advice: 'have its deployer add the pipeline to it',
  };
}

/** What to do where IAM lets the controller not even look at the pipeline. */
export function adviceWhereDenied(scope: GuardScope): string {
  if (!('tag' in scope)) return 'deploy the controller again, which grants it';
  return `give the pipeline the tag ${scope.tag.key}=${scope.tag.value}, which is the scope of the controller`;
}

/** As IAM matches names: `*` is any text. */
export function matches(pattern: string, name: string): boolean {
  const literal = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(name);
}
