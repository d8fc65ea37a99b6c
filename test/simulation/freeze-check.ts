import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { EMPTY_STATE, type StageState } from '../../lambda/decision/state.ts';
import { CONTROLLER_ARN } from '../support/ports/model-pipelines.ts';
import { nameOf } from './invocation.ts';
import type { World } from './world.ts';

/**
 * A stage that we closed, and that nothing is open for, is known for it, so that a person can release it; and it is closed for
 * something: a rollback, or one that AWS or a person kept from being made.
 */
export function checkFreezes(world: World): readonly string[] {
  return world.keys.flatMap((key) => checkFreeze(world, key));
}

function checkFreeze(world: World, key: StageKey): readonly string[] {
  const { enabled, disabledReason = '', lastChangedBy } = world.codePipeline.script.stage(key).inbound;
  const stored = world.records.stored(key)?.memory;
  const memory: StageState = stored === undefined ? EMPTY_STATE : JSON.parse(stored);
  if (enabled || lastChangedBy !== CONTROLLER_ARN || memory.incident !== undefined) return [];
  const incident = /incident ([0-9a-f-]+) -/.exec(disabledReason)?.[1];
  const isFor = world.history.of(key).some(({ code, reason = '', incident: of }) => {
    if (['refused', 'no-eligible-target'].includes(reason)) return true;
    return of === incident && ['rollback', 'aborted', 'thaw-failed'].includes(code);
  });
  return [
    ...(memory.freeze?.reason === disabledReason ? [] : [`I6: our freeze of ${nameOf(key)} is not remembered`]),
    ...(isFor ? [] : [`I6: ${nameOf(key)} stays frozen for incident ${incident}, which rolled nothing back`]),
  ];
}
