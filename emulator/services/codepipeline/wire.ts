import type { EpochMillis } from '../../account/clock.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { Execution } from './execution.ts';
import type { Switches } from './switches.ts';

/** A timestamp of the AWS JSON protocol: epoch seconds, with the milliseconds as a fraction. */
export function epochSeconds(time: EpochMillis): number {
  return time / 1000;
}

/** The members that every answer about an execution has in common. */
export function executionKind({ type, mode, trigger, rollbackTarget }: Execution, switches: Switches): JsonObject {
  return {
    trigger: { triggerType: trigger.triggerType, triggerDetail: trigger.triggerDetail },
    executionMode: mode,
    ...(type === 'STANDARD' && !switches.standardTypeShown ? {} : { executionType: type }),
    ...(rollbackTarget === undefined
      ? {}
      : { rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTarget.id } }),
  };
}
