import type { DeciderKind } from '../decider.ts';
import { current, listed, Peer, targetOf } from './peer.ts';

/** So long others are kept away after a rollback. */
const LOCK_MILLIS = 5 * 60_000;

/** An alarm takes the stage to the newest execution that succeeded in it and is not the present one, one rollback at a time. */
export const lockedNaive: DeciderKind = {
  key: 'lockedNaive',
  name: 'locked naive',
  create: (account) =>
    new Peer(
      account,
      (call, stage) => {
        const present = current(call, stage);
        const newest = listed(call, stage, true).find(
          ({ pipelineExecutionId, executionType }) => pipelineExecutionId !== present && executionType !== 'ROLLBACK',
        );
        return targetOf(newest);
      },
      LOCK_MILLIS,
    ),
};
