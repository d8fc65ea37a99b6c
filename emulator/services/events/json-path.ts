/** A path that EventBridge does not read: which, and what it takes instead. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

const STEP = /\.([A-Za-z0-9_\-/]+|\*)|\[(\d+|\*)\]/y;

/**
 * The value at `$`, `$.detail.a-b`, `$.resources[0]` or `$.detail.items[*].name`; undefined where there is none.
 * This is the part of JSON path that EventBridge supports (EB:eb-transform-target-input).
 */
export function valueAt(path: string, root: unknown): unknown {
  const steps = stepsOf(path);
  const values = steps.reduce<unknown[]>((current, step) => current.flatMap((value) => stepInto(value, step)), [root]);
  return steps.includes('*') ? values : values[0];
}

function stepsOf(path: string): string[] {
  const steps: string[] = [];
  for (let position = 1; position < path.length; position = STEP.lastIndex) {
    STEP.lastIndex = position;
    const match = STEP.exec(path);
    if (match === null) throw new JsonPathError(`"${path}" is not a path such as $.detail.state or $.resources[0]`);
    steps.push(match[1] ?? match[2] ?? '');
  }
  if (!path.startsWith('$')) throw new JsonPathError(`"${path}" must begin with $`);
  return steps;
}

function stepInto(value: unknown, step: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value);
  const found: unknown = Object.getOwnPropertyDescriptor(value, step)?.value;
  return found === undefined ? [] : [found];
}
