import { type ParseError, printParseErrorCode } from 'jsonc-parser';

/** Why a text is not JSON, and at which character. */
export interface JsonProblem {
  readonly offset: number;
  readonly what: string;
}

const TYPOGRAPHIC_QUOTES = '“”„‟‘’‚';
const OTHER_LANGUAGES = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
  ['TRUE', 'true'],
  ['FALSE', 'false'],
]);

/** In words for whoever wrote it: the parser's own say what it expected, not what to mend. */
export function jsonProblem(text: string, { error, offset }: ParseError): JsonProblem {
  if (text.trim() === '') return { offset: 0, what: 'the file is empty' };
  if (/^\s*(- |\w+:\s)/.test(text)) return { offset: 0, what: 'this looks like YAML, and guards are JSON' };
  const before = text.slice(0, offset).trimEnd();
  const rest = text.slice(offset).trimStart();
  const closing = /^[}\]]/.exec(rest)?.[0];
  if (before.endsWith(',') && closing !== undefined) {
    return { offset: before.length - 1, what: `a trailing comma, with nothing but "${closing}" behind it,` };
  }
  return { offset, what: strangeSymbol(rest) ?? reason(error) };
}

function strangeSymbol(rest: string): string | undefined {
  const [symbol = ''] = rest;
  if (symbol === "'") return `names and texts stand in double quotes ("), not in '`;
  if (symbol !== '' && TYPOGRAPHIC_QUOTES.includes(symbol))
    return `the quotes ${symbol} are typographic; write plain ones (")`;
  const word = /^[A-Za-z_]\w*/.exec(rest)?.[0];
  if (word === undefined) return undefined;
  const spelled = OTHER_LANGUAGES.get(word);
  if (spelled !== undefined) return `JSON spells ${word} as ${spelled}`;
  return /^\w+\s*:/.test(rest) ? `the key ${word} needs quotes: "${word}"` : undefined;
}

/** By what the parser calls it. */
const MISSING = new Map<string, string>([
  ['CommaExpected', 'a comma is missing'],
  ['ColonExpected', 'a colon is missing'],
  ['CloseBraceExpected', 'the } that closes the guard is missing'],
  ['CloseBracketExpected', 'the ] that closes the list is missing'],
  ['PropertyNameExpected', 'the name of a field is missing, in double quotes'],
  ['ValueExpected', 'a value is missing'],
  ['UnexpectedEndOfString', 'a text has no closing quote (")'],
  [
    'InvalidSymbol',
    'this is no value of JSON: it takes text in double quotes, numbers, true, false, null, lists and objects',
  ],
  ['InvalidCharacter', 'a tab or another control character stands in a text'],
  ['EndOfFileExpected', 'the list has ended, and more stands behind it'],
]);

function reason(code: ParseError['error']): string {
  const name = printParseErrorCode(code);
  if (name === 'InvalidCommentToken') return 'comments are not allowed';
  const said = MISSING.get(name);
  if (said !== undefined) return said;
  return name
    .replaceAll(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
}
