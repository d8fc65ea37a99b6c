/** Quantile of unsorted numbers, by linear interpolation. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** `123.4 (118.0-131.2)`: the median, and the range that holds the middle half. */
export function spread(values: readonly number[], digits = 1): string {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(values, share).toFixed(digits));
  return `${middle} (${low}-${high})`;
}

export function ratio(values: readonly number[], to: readonly number[]): string {
  return `${(median(values) / median(to)).toFixed(2)}x`;
}

/** How often something happened: `7x UpdateItem`. */
export function tally(names: readonly string[]): string {
  return [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${all.length}x ${name}`).join(', ');
}

/** The same items from another start: what runs after a heavy one is to be another in every round. */
export function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Numbers by name, as rounds of interleaved measurements bring them. */
export class Samples<Name extends string> {
  readonly #values = new Map<Name, number[]>();

  add(name: Name, value: number): void {
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  of(name: Name): readonly number[] {
    return this.#values.get(name) ?? [];
  }
}
