import type { DeciderKind } from '../decider.ts';
import { current, listed, Peer, targetOf } from './peer.ts';

/** An alarm takes the stage to the newest execution whose overall status is Succeeded and that is not the present one. */
export const newestSucceeded: DeciderKind = {
  key: 'newestSucceeded',
  name: 'newest Succeeded',
  create: (account) =>
    new Peer(account, (call, stage) => {
      const present = current(call, stage);
      const newest = listed(call, stage, false).find(
        ({ pipelineExecutionId, status, executionType }) =>
          status === 'Succeeded' && executionType !== 'ROLLBACK' && pipelineExecutionId !== present,
      );
      return targetOf(newest);
    }),
};
