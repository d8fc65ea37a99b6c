import type * as z from 'zod/mini';
import { nearestKey } from '../intake/nearest-key.ts';
import { valueProblem } from '../intake/value-problem.ts';

/** Something wrong with one guard. */
export interface GuardProblem {
  /** The field, as keys and indices from the guard down; empty when it is about the guard as a whole. */
  readonly path: readonly (string | number)[];
  /** What is wrong and what to do. */
  readonly message: string;
}

/** What a schema finds wrong with a guard of these fields; it has to report the input. */
export function guardProblemsOf({ issues }: z.core.$ZodError, fields: readonly string[]): readonly GuardProblem[] {
  return issues.flatMap((issue): readonly GuardProblem[] => {
    const path = issue.path.filter((key) => typeof key !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, fields) }));
    }
    if (issue.code === 'invalid_type' && issue.input === undefined) {
      return [{ path, message: 'is missing; every guard needs "pipeline", "stage" and "alarms"' }];
    }
    if (issue.code === 'invalid_type' && path.length === 0) {
      return [
        { path, message: 'a guard is an object such as {"pipeline": "shop", "stage": "Prod", "alarms": ["shop-5xx"]}' },
      ];
    }
    return [{ path, message: valueProblem(issue) }];
  });
}

function unknownKey(key: string, fields: readonly string[]): string {
  const nearest = nearestKey(key, fields);
  return nearest
    ? `unknown key; did you mean "${nearest}"?`
    : `unknown key; remove it (a guard has: ${fields.join(', ')})`;
}

/** A field as a user would write it: `alarms[2]`. */
export function fieldName(path: GuardProblem['path']): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : key)).join('');
}
