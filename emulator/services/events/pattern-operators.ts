import { BlockList, isIP } from 'node:net';

/** A value at a leaf of an event. */
export type FieldValue = string | number | boolean | null;
export type FieldTest = (value: FieldValue) => boolean;

/** EventBridge compares numbers in this range only (EB:eb-create-pattern-operators). */
const NUMERIC_LIMIT = 5e9;

/** The test behind `{"<operator>": argument}`. Throws a SyntaxError that says what is wrong with the argument. */
export function fieldTest(operator: string, argument: unknown): FieldTest {
  switch (operator) {
    case 'prefix':
      return affixTest('prefix', argument);
    case 'suffix':
      return affixTest('suffix', argument);
    case 'equals-ignore-case':
      return ignoreCaseTest(argument);
    case 'wildcard':
      return wildcardTest(argument);
    case 'numeric':
      return numericTest(argument);
    case 'cidr':
      return cidrTest(argument);
    case 'anything-but':
      return anythingButTest(argument);
    default:
      throw new SyntaxError(`unrecognized match type "${operator}"`);
  }
}

function text(operator: string, argument: unknown): string {
  if (typeof argument === 'string') return argument;
  throw new SyntaxError(`${operator} must be a string`);
}

function onText(test: (value: string) => boolean): FieldTest {
  return (value) => typeof value === 'string' && test(value);
}

function affixTest(operator: 'prefix' | 'suffix', argument: unknown): FieldTest {
  const method = operator === 'prefix' ? 'startsWith' : 'endsWith';
  if (typeof argument !== 'object' || argument === null) {
    const affix = text(operator, argument);
    return onText((value) => value[method](affix));
  }
  const [entry, ...others] = Object.entries(argument);
  if (entry?.[0] !== 'equals-ignore-case' || others.length > 0)
    throw new SyntaxError(`${operator} must be a string or {"equals-ignore-case": string}`);
  const affix = text('equals-ignore-case', entry[1]).toLowerCase();
  return onText((value) => value.toLowerCase()[method](affix));
}

function ignoreCaseTest(argument: unknown): FieldTest {
  const expected = text('equals-ignore-case', argument).toLowerCase();
  return onText((value) => value.toLowerCase() === expected);
}

/** `*` stands for any characters, also none; `\*` and `\\` for themselves. */
function wildcardTest(argument: unknown): FieldTest {
  const pattern = text('wildcard', argument);
  const tokens = pattern.match(/\\?[\s\S]/g) ?? [];
  if (tokens.some((token) => token.startsWith('\\') && token !== '\\*' && token !== '\\\\'))
    throw new SyntaxError(`wildcard "${pattern}": a backslash must stand before * or another backslash`);
  if (tokens.some((token, index) => token === '*' && tokens[index + 1] === '*'))
    throw new SyntaxError(`wildcard "${pattern}": consecutive * are not allowed`);
  const source = tokens.map((token) => (token === '*' ? '[\\s\\S]*' : literal(token.slice(-1)))).join('');
  const expression = new RegExp(`^${source}$`);
  return onText((value) => expression.test(value));
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

const COMPARISONS: { readonly [operator: string]: (value: number, bound: number) => boolean } = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["=", 5]`, `[">", 0]` or `[">", 0, "<=", 5]`. */
function numericTest(argument: unknown): FieldTest {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4))
    throw new SyntaxError('numeric must be a list such as [">", 0, "<=", 5]');
  const [first, low, second, high] = argument;
  const tests = [comparison(first, low)];
  if (argument.length === 4) {
    if (!/^>=?$/.test(String(first)) || !/^<=?$/.test(String(second)))
      throw new SyntaxError('a numeric range must have > or >= before < or <=');
    if (Number(low) >= Number(high)) throw new SyntaxError(`the numeric range from ${low} to ${high} is empty`);
    tests.push(comparison(second, high));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function comparison(operator: unknown, bound: unknown): (value: number) => boolean {
  const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
  if (compare === undefined)
    throw new SyntaxError(`unrecognized numeric range operator ${JSON.stringify(operator)}; use = < <= > >=`);
  if (typeof bound !== 'number' || Math.abs(bound) > NUMERIC_LIMIT)
    throw new SyntaxError(`value of ${operator} must be a number between -5.0e9 and 5.0e9`);
  return (value) => compare(value, bound);
}

function cidrTest(argument: unknown): FieldTest {
  const [address = '', bits = '', ...others] = text('cidr', argument).split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (family === 0 || others.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most)
    throw new SyntaxError(`cidr "${argument}" must be an IP address and a prefix length, such as 10.0.0.0/24`);
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return onText((value) => isIP(value) === family && network.check(value, family === 4 ? 'ipv4' : 'ipv6'));
}

const ANYTHING_BUT_OPERATORS = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/** The field must exist and have another value. Variants take one string or a list of them. */
function anythingButTest(argument: unknown): FieldTest {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) {
    const excluded = alternatives(argument);
    return (value) => !excluded.some((one) => one === value);
  }
  const [entry, ...others] = Object.entries(argument);
  if (entry === undefined || others.length > 0 || !ANYTHING_BUT_OPERATORS.includes(entry[0]))
    throw new SyntaxError(`anything-but takes one of ${ANYTHING_BUT_OPERATORS.join(', ')}`);
  const [operator, excluded] = entry;
  const tests = alternatives(excluded).map((one) => fieldTest(operator, one));
  return (value) => !tests.some((test) => test(value));
}

function alternatives(argument: unknown): (string | number)[] {
  const list: unknown[] = Array.isArray(argument) ? argument : [argument];
  const strings = list.filter((one) => typeof one === 'string');
  const numbers = list.filter((one) => typeof one === 'number');
  if (list.length === 0 || (strings.length !== list.length && numbers.length !== list.length))
    throw new SyntaxError('anything-but must be a string, a number, or a list of either');
  return strings.length > 0 ? strings : numbers;
}
