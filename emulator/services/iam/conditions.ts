import * as z from 'zod';
import type { JsonObject } from '../../account/json-object.ts';
import { wildcardPattern } from './wildcard.ts';

/** Values of condition keys for one call. Keys in lower case: IAM compares them without regard to case. */
export type ConditionContext = { readonly [key: string]: readonly string[] };

/** Whether a condition holds for a call. */
export type Condition = (context: ConditionContext) => boolean;

type Comparison = (actual: string, expected: string) => boolean;

const equals: Comparison = (actual, expected) => actual === expected;
const equalsIgnoringCase: Comparison = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const like: Comparison = (actual, expected) => wildcardPattern(expected).test(actual);

/** `Arn*` operators compare the six parts of an ARN one by one; wildcards do not cross a colon. */
const arnLike: Comparison = (actual, expected) => {
  const actualParts = arnParts(actual);
  const expectedParts = arnParts(expected);
  return (
    actualParts.length === expectedParts.length &&
    expectedParts.every((part, index) => like(actualParts[index] ?? '', part))
  );
};

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const numeric =
  (compare: (actual: number, expected: number) => boolean): Comparison =>
  (actual, expected) =>
    compare(Number(actual), Number(expected));

interface Operator {
  readonly compare: Comparison;
  /** `StringNotEquals` and its like hold when no expected value compares, and when the key is absent. */
  readonly negated: boolean;
}

const positive = (compare: Comparison): Operator => ({ compare, negated: false });
const negated = (compare: Comparison): Operator => ({ compare, negated: true });

/** IAM User Guide, "IAM JSON policy elements: Condition operators", but dates, binary values and IP addresses. */
const OPERATORS: { readonly [name: string]: Operator } = {
  StringEquals: positive(equals),
  StringNotEquals: negated(equals),
  StringEqualsIgnoreCase: positive(equalsIgnoringCase),
  StringNotEqualsIgnoreCase: negated(equalsIgnoringCase),
  StringLike: positive(like),
  StringNotLike: negated(like),
  ArnEquals: positive(arnLike),
  ArnLike: positive(arnLike),
  ArnNotEquals: negated(arnLike),
  ArnNotLike: negated(arnLike),
  Bool: positive(equalsIgnoringCase),
  NumericEquals: positive(numeric((actual, expected) => actual === expected)),
  NumericNotEquals: negated(numeric((actual, expected) => actual === expected)),
  NumericLessThan: positive(numeric((actual, expected) => actual < expected)),
  NumericLessThanEquals: positive(numeric((actual, expected) => actual <= expected)),
  NumericGreaterThan: positive(numeric((actual, expected) => actual > expected)),
  NumericGreaterThanEquals: positive(numeric((actual, expected) => actual >= expected)),
};

const Scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Conditions = z.record(
  z.string(),
  z.record(z.string(), z.union([z.array(Scalar), Scalar.transform((value) => [value])])),
);

/** Reads the Condition element of a statement; all of the conditions must hold. Throws for an operator it does not know. */
export function parseConditions(conditions: JsonObject): Condition[] {
  const parsed = Conditions.safeParse(conditions);
  if (!parsed.success) throw new Error(`a policy's Condition is malformed: ${z.prettifyError(parsed.error)}`);
  return Object.entries(parsed.data).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, expected]) => condition(operator, key.toLowerCase(), expected)),
  );
}

const OPERATOR_NAME = /^(?:(?<quantifier>ForAllValues|ForAnyValue):)?(?<base>\w+?)(?<ifExists>IfExists)?$/;

function condition(name: string, key: string, expected: readonly string[]): Condition {
  const { quantifier, base = '', ifExists } = OPERATOR_NAME.exec(name)?.groups ?? {};
  if (base === 'Null') return (context) => expected.includes(String(context[key] === undefined));

  const operator = OPERATORS[base];
  if (operator === undefined) {
    throw new Error(
      `the local account does not know the condition operator "${name}" (key "${key}"); it knows ${Object.keys(OPERATORS).join(', ')}, Null`,
    );
  }
  const { compare, negated } = operator;
  const holds = (actual: string) => expected.some((value) => compare(actual, value)) !== negated;
  return (context) => {
    const actual = context[key];
    if (quantifier === 'ForAllValues') return actual === undefined || actual.every(holds);
    if (actual === undefined) return ifExists !== undefined || negated;
    return negated && quantifier === undefined ? actual.every(holds) : actual.some(holds);
  };
}
