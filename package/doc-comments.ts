import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A documented member of an interface or class. */
export interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string;
  /** On one line, without tags. */
  readonly text: string;
  /** As written behind `@default`; a text behind `- ` is prose. */
  readonly fallback: string | undefined;
}

const MEMBER =
  /\/\*\*(?<comment>(?:(?!\*\/).)*)\*\/\s*(?:readonly (?<name>\w+)(?<optional>\??): (?<type>[^;]+);|(?<method>\w+)\((?<signature>[^{]*) \{)/gs;

/** The public members of a file of the project that have a doc comment, in the order in which they are written. */
export function membersOf(file: string): readonly Member[] {
  const text = readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');
  return [...text.matchAll(MEMBER)].map(({ groups = {} }) => {
    const [said = '', fallback] = oneLine(groups.comment ?? '').split(/\s*@default /);
    return {
      name: groups.name ?? groups.method ?? '',
      isOptional: groups.optional === '?',
      type: groups.type ?? `(${groups.signature}`,
      text: said.replaceAll(/\{@link (\w+)\}/g, '`$1`'),
      fallback,
    };
  });
}

function oneLine(comment: string): string {
  return comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
}
