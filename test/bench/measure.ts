import type { BenchAccount } from './bench-account.ts';
import type { DeployedBundle } from './deployed-bundle.ts';
import type { Table } from './table.ts';
import type { Variants } from './variants.ts';

/** What a measurement works with. */
export interface Bench {
  readonly bundle: DeployedBundle;
  readonly variants: Variants;
  /** Fresh for every measurement. */
  readonly account: BenchAccount;
  /** Fewer rounds and smaller sizes. */
  readonly quick: boolean;
}

export type Measure = (bench: Bench) => Promise<readonly Table[]>;
