import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { GuardPolicy } from '../../lambda/guard-policy.ts';
import type { MemoryHistory } from '../support/ports/memory-history.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import type { AlarmTruth } from './alarm-truth.ts';

/** Clocks of invocations may differ by this much. */
export const SKEW = 2_000;

/** The true state of the world, which what the controller does is compared with. */
export interface Truth {
  readonly now: () => EpochMillis;
  readonly codePipeline: CodePipeline;
  readonly alarms: AlarmTruth;
  readonly records: MemoryStageRecords;
  readonly history: MemoryHistory;
  /** The policy in force, with when its mode was changed last. */
  readonly policy: (key: StageKey) => { readonly policy: GuardPolicy; readonly modeSince: EpochMillis } | undefined;
  readonly stageStateDelayMillis: number;
}
