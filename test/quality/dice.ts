import { Chance } from '../simulation/chance.ts';

/**
 * The chances of one history, each drawn under a name: what one decider makes happen, or not, shifts no other draw, so all
 * deciders meet the same people, the same failures and the same defects.
 */
export class Dice {
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The same numbers for the same name, whenever it is asked for. */
  of(...name: readonly (string | number)[]): Chance {
    // FNV-1a over the name.
    let hash = 0x811c9dc5 ^ this.#seed;
    for (const part of name) {
      const text = `${part}/`;
      for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    }
    return new Chance(hash);
  }

  percent(percent: number, ...name: readonly (string | number)[]): boolean {
    return this.of(...name).percent(percent);
  }

  /** A whole number of the range, ends included. */
  in([least, most]: Range, ...name: readonly (string | number)[]): number {
    return this.of(...name).between(least, most);
  }
}

/** Ends included. */
export type Range = readonly [least: number, most: number];

/** One of several, each as often as its share says; the shares add up to 100. */
export function choose<const Choices extends readonly (readonly [share: number, choice: unknown])[]>(
  chance: Chance,
  choices: Choices,
): Choices[number][1] {
  let left = chance.next() * 100;
  for (const [share, choice] of choices) {
    left -= share;
    if (left < 0) return choice;
  }
  throw new Error('the shares of the choices add up to less than 100');
}
