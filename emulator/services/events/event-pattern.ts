import { ServiceError } from '../service.ts';
import { type FieldTest, type FieldValue, fieldTest } from './pattern-operators.ts';

/** The quota "Event pattern size" of EventBridge, in characters. */
export const MAX_PATTERN_LENGTH = 2048;

/** More combinations of `$or` alternatives than this make a pattern too complex (EB:eb-create-pattern-operators). */
const MAX_OR_COMBINATIONS = 1000;

/** Tells whether an event matches. */
export type EventMatcher = (event: unknown) => boolean;

/** A pattern that EventBridge would not accept: where and why. */
export class InvalidEventPattern extends ServiceError {
  constructor(reason: string) {
    super('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
  }
}

/**
 * Compiles an event pattern (its JSON text, or the object) to a function. Semantics of EB:eb-event-patterns: every field
 * must match; a list matches when one of its elements does; an event value that is a list matches when one of its values
 * does; all conditions on one element of a list of objects must hold for the same element.
 */
export function compileEventPattern(pattern: unknown): EventMatcher {
  const text = typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
  if (text.length > MAX_PATTERN_LENGTH)
    throw new InvalidEventPattern(`it has ${text.length} characters, the limit is ${MAX_PATTERN_LENGTH}`);
  const compiled = compileFields(parse(text), []);
  if (compiled.combinations > MAX_OR_COMBINATIONS)
    throw new InvalidEventPattern(
      `its $or alternatives have ${compiled.combinations} combinations, the limit is ${MAX_OR_COMBINATIONS}`,
    );
  return compiled.matches;
}

interface Compiled {
  readonly matches: (value: unknown) => boolean;
  readonly combinations: number;
}

type Path = readonly string[];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidEventPattern(`it is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function compileFields(pattern: unknown, path: Path): Compiled {
  if (!isObject(pattern)) throw new InvalidEventPattern(`${at(path)} must be an object or an array`);
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new InvalidEventPattern(`${at(path)}: empty objects are not allowed`);
  const fields = entries.map(([key, condition]) => ({ key, ...compileField(key, condition, [...path, key]) }));
  return {
    matches: (value) =>
      objectsOf(value).some((object) =>
        fields.every(({ key, matches }) => matches(key === '$or' ? object : own(object, key))),
      ),
    combinations: fields.reduce((product, { combinations }) => product * combinations, 1),
  };
}

function compileField(key: string, condition: unknown, path: Path): Compiled {
  if (key === '$or') return compileAlternatives(condition, path);
  if (Array.isArray(condition)) return { matches: compileLeaf(condition, path), combinations: 1 };
  return compileFields(condition, path);
}

function compileAlternatives(alternatives: unknown, path: Path): Compiled {
  if (!Array.isArray(alternatives) || alternatives.length < 2 || !alternatives.every(isObject))
    throw new InvalidEventPattern(`${at(path)} must be a list of at least two objects`);
  const compiled = alternatives.map((alternative) => compileFields(alternative, path));
  return {
    matches: (value) => compiled.some(({ matches }) => matches(value)),
    combinations: compiled.reduce((sum, { combinations }) => sum + combinations, 0),
  };
}

function compileLeaf(conditions: readonly unknown[], path: Path): (value: unknown) => boolean {
  if (conditions.length === 0) throw new InvalidEventPattern(`${at(path)}: empty arrays are not allowed`);
  const tests = conditions.map((condition) => compileCondition(condition, path));
  return (value) => {
    const values = leavesOf(value);
    return tests.some((test) => test(values));
  };
}

function compileCondition(condition: unknown, path: Path): (values: readonly FieldValue[]) => boolean {
  if (isFieldValue(condition)) return (values) => values.includes(condition);
  if (!isObject(condition)) throw new InvalidEventPattern(`${at(path)}: a match value must not be an array`);
  const [operator, ...others] = Object.entries(condition);
  if (operator === undefined || others.length > 0)
    throw new InvalidEventPattern(`${at(path)}: only one key is allowed in a match expression`);
  const [name, argument] = operator;
  if (name === 'exists') {
    if (typeof argument !== 'boolean') throw new InvalidEventPattern(`${at(path)}: exists must be true or false`);
    return (values) => values.length > 0 === argument;
  }
  const test = checked(() => fieldTest(name, argument), path);
  return (values) => values.some(test);
}

function checked(compile: () => FieldTest, path: Path): FieldTest {
  try {
    return compile();
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidEventPattern(`${at(path)}: ${error.message}`);
    throw error;
  }
}

function at(path: Path): string {
  return path.length === 0 ? 'the pattern' : path.join('.');
}

/** The objects that conditions on nested fields apply to: the object itself, or each of a list; none counts as empty. */
function objectsOf(value: unknown): object[] {
  const objects = flattened(value).filter(isObject);
  return objects.length === 0 ? [{}] : objects;
}

/** The values of a leaf. An object is no leaf: a field that holds one does not exist as a leaf, nor does an empty list. */
function leavesOf(value: unknown): FieldValue[] {
  return flattened(value).filter(isFieldValue);
}

function flattened(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flattened) : [value];
}

function own(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldValue(value: unknown): value is FieldValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
