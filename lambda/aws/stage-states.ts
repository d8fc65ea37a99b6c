import type { StageState } from '@aws-sdk/client-codepipeline';
import type { ObservedStage, StagePresence } from '../decision/stage.ts';

/** A stage out of those of its pipeline, with the ones behind it (API:GetPipelineState). */
export function toObservedStage(stages: readonly StageState[], index: number, pipelineVersion: number): ObservedStage {
  const state = stages[index] ?? {};
  const inbound = state.inboundTransitionState;
  return {
    ...presenceOf(state),
    pipelineVersion,
    ...(state.retryStageMetadata?.latestRetryTrigger === 'AutomatedStageRetry' && { isRetriedByItself: true }),
    inbound: {
      enabled: inbound?.enabled ?? true,
      ...(inbound?.lastChangedBy !== undefined && { lastChangedBy: inbound.lastChangedBy }),
      ...(inbound?.disabledReason !== undefined && { disabledReason: inbound.disabledReason }),
    },
    later: stages.slice(index + 1).map((later) => ({ ...presenceOf(later), name: later.stageName ?? '' })),
  };
}

function presenceOf({ latestExecution, inboundExecutions, inboundExecution, actionStates }: StageState): StagePresence {
  const executionId = latestExecution?.pipelineExecutionId;
  const status = latestExecution?.status;
  const inbound = inboundExecutions ?? (inboundExecution === undefined ? [] : [inboundExecution]);
  const waiting = inbound.map((execution) => execution.pipelineExecutionId).filter((id) => id !== undefined);
  return {
    ...(executionId !== undefined && status !== undefined && { occupant: { executionId, status } }),
    ...(waiting.length > 0 && { waiting }),
    actions: (actionStates ?? []).flatMap(({ actionName: name, latestExecution: latest }) => {
      if (name === undefined || latest?.status === undefined) return [];
      const changedAt = latest.lastStatusChange?.getTime();
      const { status: actionStatus, token } = latest;
      return [
        {
          name,
          status: actionStatus,
          ...(changedAt !== undefined && { changedAt }),
          ...(token !== undefined && { token }),
        },
      ];
    }),
  };
}
