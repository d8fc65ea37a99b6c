import type { DeciderKind } from '../decider.ts';
import { codePipelinesOwn } from './codepipelines-own.ts';
import { lockedNaive } from './locked-naive.ts';
import { newestSucceeded } from './newest-succeeded.ts';
import { ours } from './ours.ts';
import { previousInStage } from './previous-in-stage.ts';

/** Everybody who plays, ours first. */
export const DECIDERS: readonly DeciderKind[] = [ours, newestSucceeded, previousInStage, codePipelinesOwn, lockedNaive];
