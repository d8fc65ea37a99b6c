import type { SwitchOverrides } from '../../emulator/services/codepipeline/switches.ts';
import type { Violation } from './play-portion.ts';
import type { Portion } from './portion.ts';
import type { Tally } from './tally.ts';

/** What a worker is started with. */
export interface WorkerSettings {
  /** URL of a module that exports the `SUBJECT` to play; default the function itself. */
  readonly subject?: string;
  /** What the account does in every history, whatever it says; from the report of a game day. */
  readonly switches?: SwitchOverrides;
}

/** To a worker: what to play next. */
export type Order = Portion;

/** From a worker: how it went. */
export interface Played {
  readonly counts: Tally['counts'];
  readonly violation?: Violation;
}
