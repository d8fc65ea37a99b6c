import type { Defect } from '../../emulator/account/truth/defect.ts';
import type { Component } from './setting.ts';

/** What a STANDARD execution deploys, by truth. Two executions of one commit are two: the second may be built differently. */
export interface Release {
  readonly executionId: string;
  /** For people: `App-12 Config-9`. */
  readonly label: string;
  readonly defects: readonly Defect[];
  /** Number of the push, the same for all deciders; those of fixes begin at {@link FIX_NUMBERS}. */
  readonly number: number;
  readonly isFix: boolean;
}

export const FIX_NUMBERS = 100_000;

export function isBad({ defects }: Pick<Release, 'defects'>): boolean {
  return defects.length > 0;
}

interface Version {
  readonly revision: string;
  readonly defects: readonly Defect[];
}

/** The newest version of every component, with what is wrong with it: a defect lives on until it is fixed or reverted. */
export class Trunk {
  readonly #heads = new Map<Component, Version>();
  /** Versions by component, newest last: what a revert goes back to. */
  readonly #past = new Map<Component, Version[]>();

  constructor(components: readonly Component[]) {
    for (const component of components) this.#put(component, { revision: `${component}-0`, defects: [] });
  }

  /** A change to one component. */
  push(
    component: Component,
    number: number,
    { defect, mends }: { readonly defect?: Defect; readonly mends: boolean },
  ): void {
    const inherited = mends ? [] : (this.#heads.get(component)?.defects ?? []);
    const defects = defect === undefined ? inherited : [...inherited, defect];
    this.#put(component, { revision: `${component}-${number}`, defects });
  }

  /** Every component that holds one of the defects is mended; a revert of a variable goes back to an older value. */
  fix(
    known: ReadonlySet<Defect>,
    number: number,
    { reverts, adds }: { readonly reverts: boolean; readonly adds?: Defect },
  ): void {
    for (const [component, head] of this.#heads) {
      if (!head.defects.some((defect) => known.has(defect))) continue;
      const sound = this.#past.get(component)?.findLast(({ defects }) => !defects.some((defect) => known.has(defect)));
      const defects = reverts && sound ? sound.defects : head.defects.filter((defect) => !known.has(defect));
      // A git revert is a new commit; a variable set back has its old value.
      const revision = reverts && sound && component === 'IMAGE_TAG' ? sound.revision : `${component}-${number}`;
      this.#put(component, { revision, defects: adds === undefined ? defects : [...defects, adds] });
    }
  }

  get versions(): ReadonlyMap<Component, string> {
    return new Map([...this.#heads].map(([component, { revision }]) => [component, revision]));
  }

  get defects(): readonly Defect[] {
    return [...this.#heads.values()].flatMap(({ defects }) => defects);
  }

  #put(component: Component, version: Version): void {
    this.#heads.set(component, version);
    const past = this.#past.get(component);
    if (past === undefined) this.#past.set(component, [version]);
    else past.push(version);
  }
}
