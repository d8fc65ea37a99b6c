import type { ExecutionId } from '../../../lambda/decision/execution.ts';
import type { ActionState, InboundTransition, ObservedStage, StagePresence } from '../../../lambda/decision/stage.ts';
import type { EpochMillis } from '../../../lambda/decision/time.ts';
import { runsAt, statusOfVisit, type Visit } from './action-runs.ts';

/** What a pipeline looks like at a time: who has been in its stages, who waits before them. */
export interface SeenPipeline {
  readonly entered: readonly Visit[];
  readonly waiting: readonly Visit[];
  readonly inbound: InboundTransition;
  readonly laterStages: readonly string[];
}

/** What GetPipelineState tells of Prod at a time. */
export function stageAt(pipeline: SeenPipeline, now: EpochMillis): ObservedStage {
  const { inbound, laterStages } = pipeline;
  const later = laterStages.map((name) => ({ name, ...presenceIn(name, pipeline, now) }));
  const isRetriedByItself = pipeline.entered.findLast(({ stage }) => stage === 'Prod')?.isRetriedByItself;
  const retried = isRetriedByItself && { isRetriedByItself };
  return { ...presenceIn('Prod', pipeline, now), ...retried, pipelineVersion: 7, inbound, later };
}

function presenceIn(stage: string, { entered, waiting }: SeenPipeline, now: EpochMillis): StagePresence {
  const visits = entered.filter((visit) => visit.stage === stage);
  const last = visits.at(-1);
  const outside = waiting.filter((visit) => visit.stage === stage).map(({ execution }) => execution.id);
  return {
    ...(last && { occupant: { executionId: last.execution.id, status: statusOfVisit(last, now) } }),
    ...(outside.length > 0 && { waiting: outside }),
    actions: actionsIn(visits, now),
  };
}

/** The latest run of each action of the stage; an approval that waits has a token. */
function actionsIn(visits: readonly Visit[], now: EpochMillis): readonly ActionState[] {
  const latest = new Map(runsAt(visits, now).map((run) => [run.action, run]));
  return [...latest.values()].map(({ action: name, status, category, beganAt, endedAt, executionId }) => {
    const waits = category === 'Approval' && status === 'InProgress';
    const changedAt = Math.max(beganAt, endedAt);
    return { name, status, changedAt, ...(waits && { token: tokenOf(executionId, name) }) };
  });
}

/** The token that answers an approval. */
export function tokenOf(executionId: ExecutionId, action: string): string {
  return `${action}-of-${executionId.slice(0, 8)}`;
}
