import { cut } from '../decision/cut.ts';

/**
 * Text of others (alarm reasons, commit messages, names) as one line: control characters and line breaks, with which it
 * could pass for a part of the message, become spaces, invisible characters that reorder text vanish, and what is too
 * long is cut.
 */
export function oneLine(text: string, longest: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(/\p{Bidi_Control}/gu, '')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return cut(line, longest);
}

export function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
