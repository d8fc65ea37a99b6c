import { createHash } from 'node:crypto';
import { Reference, type Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { GuardProps } from './guard-props.ts';

/**
 * A text that stands for a name at synth: the name itself, or for an unresolved one what it refers to. Equal for equal
 * names, different for the same attribute of different resources, and the same in every synth.
 */
export function identityOf(stack: Stack, name: string): string {
  if (!Token.isUnresolved(name)) return name;
  const references = Tokenization.reverseString(name).tokens.map((token) =>
    Reference.isReference(token) ? `${token.target.node.path}.${token.displayName}` : '',
  );
  return `${references.join(',')} ${JSON.stringify(stack.resolve(name))}`;
}

/** What tells a guard from the others of its controller, and its construct id: readable where both names are known. */
export function guardIdentity(
  stack: Stack,
  { pipeline, stage }: GuardProps,
): { readonly key: string; readonly id: string } {
  const pipelineName = typeof pipeline === 'string' ? pipeline : pipeline.pipelineName;
  const stageName = typeof stage === 'string' ? stage : stage.stageName;
  const key = `${identityOf(stack, pipelineName)}:${identityOf(stack, stageName)}`;
  return { key, id: /^[\w.@-]+:[\w.@-]+$/.test(key) ? `Guard ${key}` : `Guard ${shortHash(key, 8)}` };
}

/** The first hexadecimal digits of a hash. */
export function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
