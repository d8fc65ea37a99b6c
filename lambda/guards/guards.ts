import type { GuardLookUp } from '../decision/facts.ts';
import type { StageKey } from '../decision/stage-key.ts';
import type { Claims } from './claims.ts';

/** The guards in the table, and which alarms lead to them. */
export interface Guards {
  /** Without the lock; who takes the lock of a stage gets its guard with it. */
  of(key: StageKey): Promise<GuardLookUp>;
  /** Every guarded stage. */
  stages(): Promise<readonly StageKey[]>;
  /** Stages that nobody guards any more, for some months: something may be open there. */
  formerStages(): Promise<readonly StageKey[]>;
  /** Stages that the alarm guarded when it was last asked for: there may be more by now. A miss is never remembered. */
  remembered(alarm: string): readonly StageKey[];
  /** The stages that an alarm guards, by its ARN: one read. */
  ofAlarm(alarm: string): Promise<readonly StageKey[]>;
  /** Who declares the guard of a stage, and which version of that it is. */
  claims(key: StageKey): Promise<{ readonly claims: Claims; readonly version: number }>;
  /** Stores the claims with the policy that they put in force; `changed` where the version is another by now. */
  write(key: StageKey, version: number, claims: Claims): Promise<'written' | 'changed'>;
  /** Lets alarms, by ARN, lead to the stage, or no longer. */
  index(
    key: StageKey,
    alarms: { readonly added: readonly string[]; readonly removed: readonly string[] },
  ): Promise<void>;
}
