import * as z from 'zod';
import type { ServiceEvent } from '../../services/service.ts';
import type { EpochMillis } from '../clock.ts';
import { type ActionEnd, afterAction, deploys, type Live } from './live.ts';

/** A deploying action has ended: what was live in its stage before, and what is now. */
export interface LiveChange<Release> {
  readonly at: EpochMillis;
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
  readonly executionId: string;
  readonly end: ActionEnd;
  readonly release: Release;
  readonly before: Live<Release>;
  readonly live: Live<Release>;
}

export interface LiveStagesOptions<Release> {
  readonly now: () => EpochMillis;
  /** What the execution deploys; of a ROLLBACK, what its target deployed. Undefined for one that does not matter. */
  readonly releaseOf: (pipeline: string, executionId: string) => Release | undefined;
  /** The guard's own names of the deploying actions of a stage, where it has some. */
  readonly deployActions?: (pipeline: string, stage: string) => readonly string[] | undefined;
  readonly onChange?: (change: LiveChange<Release>) => void;
}

/** An action that has ended, of whatever category. */
export interface EndedAction {
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
  readonly category: string;
  readonly executionId: string;
  readonly end: ActionEnd;
}

const ENDS: { readonly [state: string]: ActionEnd } = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  ABANDONED: 'Abandoned',
};

const ActionDetail = z.object({
  pipeline: z.string(),
  stage: z.string(),
  action: z.string(),
  state: z.string(),
  'execution-id': z.string(),
  type: z.object({ category: z.string() }),
});

/**
 * What is live in every stage, by truth: from the action events of CodePipeline (UG:detect-state-changes-cloudwatch-events),
 * never from its books about executions. Hand it every event; those of other kinds mean nothing to it.
 */
export class LiveStages<Release> {
  readonly #options: LiveStagesOptions<Release>;
  readonly #stages = new Map<string, Live<Release>>();

  constructor(options: LiveStagesOptions<Release>) {
    this.#options = options;
  }

  of(pipeline: string, stage: string): Live<Release> {
    return this.#stages.get(`${pipeline}/${stage}`) ?? new Map();
  }

  /** An event of CodePipeline; only those of actions that have ended mean something. */
  onEvent({ detailType, detail }: ServiceEvent): void {
    if (detailType !== 'CodePipeline Action Execution State Change') return;
    const end = ENDS[String(detail.state)];
    if (end === undefined) return;
    const { pipeline, stage, action, type, 'execution-id': executionId } = ActionDetail.parse(detail);
    this.onActionEnd({ pipeline, stage, action, category: type.category, executionId, end });
  }

  /** The same without an event. */
  onActionEnd({ pipeline, stage, action, category, executionId, end }: EndedAction): void {
    const { now, releaseOf, deployActions, onChange } = this.#options;
    if (!deploys(action, category, deployActions?.(pipeline, stage))) return;
    const release = releaseOf(pipeline, executionId);
    if (release === undefined) return;
    const before = this.of(pipeline, stage);
    const live = afterAction(before, { action, end, release });
    this.#stages.set(`${pipeline}/${stage}`, live);
    onChange?.({ at: now(), pipeline, stage, action, executionId, end, release, before, live });
  }
}
