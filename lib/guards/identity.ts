import { createHash } from 'node:crypto';
import { Reference, type Stack, Token, Tokenization } from 'aws-cdk-lib';

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

/** Construct id of a guard: readable where both names are known, a hash of what they refer to elsewhere. */
export function guardId(identity: string): string {
  return /^[\w.@-]+:[\w.@-]+$/.test(identity) ? `Guard ${identity}` : `Guard ${shortHash(identity, 8)}`;
}

/** The first hexadecimal digits of a hash. */
export function shortHash(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
