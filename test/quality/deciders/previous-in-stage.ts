import * as z from 'zod';
import type { DeciderKind } from '../decider.ts';
import { current, listed, Peer } from './peer.ts';

const Actions = z.object({
  actionExecutionDetails: z.array(z.object({ pipelineExecutionId: z.string(), stageName: z.string() })),
});

/** An alarm takes the stage to the execution that was in it before the present one and is no rollback. */
export const previousInStage: DeciderKind = {
  key: 'previousInStage',
  name: 'previous in stage',
  create: (account) =>
    new Peer(account, (call, stage) => {
      const present = current(call, stage);
      const rollbacks = listed(call, stage, false).filter(({ executionType }) => executionType === 'ROLLBACK');
      const { actionExecutionDetails } = Actions.parse(call('ListActionExecutions', { pipelineName: stage.pipeline }));
      const previous = actionExecutionDetails.find(
        ({ stageName, pipelineExecutionId: id }) =>
          stageName === stage.stage &&
          id !== present &&
          !rollbacks.some(({ pipelineExecutionId }) => pipelineExecutionId === id),
      );
      return previous === undefined ? { none: 'no target' } : { target: previous.pipelineExecutionId };
    }),
};
