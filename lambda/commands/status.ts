import type { CommandOf } from '../command.ts';
import { describeExecution, type Execution } from '../decision/execution.ts';
import { findExecution } from '../decision/observation.ts';
import { EMPTY_MEMORY, type Pause } from '../decision/record.ts';
import { chooseTarget } from '../decision/target.ts';
import { clock } from '../decision/time.ts';
import type { Controller } from '../lock.ts';
import { attempt, lookAt, lookFurther, occupantOf } from '../observer.ts';
import type { StageKey } from '../ports.ts';
import type { CommandAnswer } from './answer.ts';

/** One stage, or all of them: what is deployed, what it would go back to, and what stands in the way. */
export async function status(controller: Controller, command: CommandOf<'status'>): Promise<CommandAnswer> {
  const { ports } = controller;
  const { guards, unusable } = await ports.guards.all();
  const keys = guards.filter(
    ({ pipeline, stage }) =>
      (command.pipeline === undefined || command.pipeline === pipeline) &&
      (command.stage === undefined || command.stage === stage),
  );
  const paused = await ports.records.globalPause();
  const stages = await Promise.all(keys.map(({ pipeline, stage }) => statusOf(controller, { pipeline, stage })));
  return {
    action: 'status',
    decision: 'status',
    reason: `${keys.length} guarded ${keys.length === 1 ? 'stage' : 'stages'}`,
    ...(paused && { paused: describePause(paused) }),
    stages,
    ...(unusable.length > 0 && {
      unusableGuards: unusable.map(({ parameter, problem }) => `${parameter}: ${problem}`),
    }),
  };
}

async function statusOf({ ports }: Controller, key: StageKey) {
  const read = await attempt(ports.records.read(key));
  if (!read.ok) return { stage: `${key.pipeline}/${key.stage}`, problem: `${read.what}: ${read.problem}` };
  const memory = read.value ?? EMPTY_MEMORY;
  const { look, execution } = await occupantOf(ports, key, await lookAt(ports, key, []));
  const { stage } = look.observation;
  const seen = stage.ok && stage.value !== 'not-found' ? stage.value : undefined;
  const suspect =
    execution?.rollbackTarget === undefined ? execution : findExecution(look.observation, execution.rollbackTarget);
  let target: Execution | undefined;
  if (suspect !== undefined && seen !== undefined) {
    const excluded = memory.knownBad.map((bad) => bad.executionId);
    let current = look;
    for (;;) {
      const chosen = chooseTarget({
        suspect,
        pipelineVersion: seen.pipelineVersion,
        excluded,
        observation: current.observation,
      });
      if (chosen.kind === 'target') target = chosen.execution;
      if (chosen.kind !== 'look-up') break;
      current = await lookFurther(ports, key, current, chosen);
    }
  }
  return {
    stage: `${key.pipeline}/${key.stage}`,
    deployed: suspect === undefined ? 'unknown' : describeExecution(suspect),
    stageStatus: seen?.occupant?.status ?? 'unknown',
    lastGood: target === undefined ? 'none eligible' : describeExecution(target),
    automaticRollbacks: memory.automaticRollbacks.length,
    ...(memory.incident && { incident: `${memory.incident.id} (${memory.incident.phase})` }),
    ...(seen?.inbound.enabled === false && {
      frozenBy: memory.freeze?.reason === seen.inbound.disabledReason ? 'this controller' : seen.inbound.lastChangedBy,
    }),
    ...(memory.pause && { paused: describePause(memory.pause) }),
    knownBad: memory.knownBad.map((bad) => bad.executionId),
  };
}

function describePause({ by, since, reason }: Pause): string {
  return `by ${by} since ${clock(since)}${reason === undefined ? '' : ` (${reason})`}`;
}
