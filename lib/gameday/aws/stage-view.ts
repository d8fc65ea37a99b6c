import type { StageState } from '@aws-sdk/client-codepipeline';

/** A stage as GetPipelineState shows it; what AWS leaves out is absent. */
export interface StageView {
  readonly name: string;
  readonly occupant?: { readonly id: string; readonly status: string; readonly type?: string };
  /** Ids of the executions before it. */
  readonly waiting: readonly string[];
  readonly isOpen: boolean;
  readonly lastChangedBy?: string;
  /** Epoch milliseconds: when the entry condition ended that the stage shows. */
  readonly entryChangedAt?: number;
  /** Approvals that wait for an answer. */
  readonly approvals: readonly { readonly action: string; readonly token: string }[];
}

export function stageView(state: StageState): StageView {
  const { latestExecution: occupant, inboundTransitionState: gate, inboundExecutions = [] } = state;
  const entryChangedAt = state.beforeEntryConditionState?.conditionStates?.[0]?.latestExecution?.lastStatusChange;
  return {
    name: state.stageName ?? '',
    ...(occupant !== undefined && {
      occupant: {
        id: occupant.pipelineExecutionId ?? '',
        status: occupant.status ?? '',
        ...(occupant.type !== undefined && { type: occupant.type }),
      },
    }),
    waiting: inboundExecutions.map(({ pipelineExecutionId }) => pipelineExecutionId ?? ''),
    isOpen: gate?.enabled !== false,
    ...(gate?.lastChangedBy !== undefined && { lastChangedBy: gate.lastChangedBy }),
    ...(entryChangedAt !== undefined && { entryChangedAt: entryChangedAt.getTime() }),
    approvals: (state.actionStates ?? []).flatMap(({ actionName, latestExecution: run }) =>
      actionName !== undefined && run?.status === 'InProgress' && run.token !== undefined
        ? [{ action: actionName, token: run.token }]
        : [],
    ),
  };
}
