import type { DeciderKind } from '../decider.ts';
import { actions, current, listed, Peer, targetOf } from './peer.ts';

/** An alarm takes the stage to the execution that was in it before the present one and is no rollback. */
export const previousInStage: DeciderKind = {
  key: 'previousInStage',
  name: 'previous in stage',
  create: (account) =>
    new Peer(account, (call, stage) => {
      const rollbacks = listed(call, stage, false).filter(({ executionType }) => executionType === 'ROLLBACK');
      const others = new Set([
        current(call, stage),
        ...rollbacks.map(({ pipelineExecutionId }) => pipelineExecutionId),
      ]);
      const previous = actions(call, stage).find(
        ({ stageName, pipelineExecutionId }) => stageName === stage.stage && !others.has(pipelineExecutionId),
      );
      return targetOf(previous);
    }),
};
