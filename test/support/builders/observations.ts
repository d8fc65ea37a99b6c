import type { Execution } from '../../../lambda/decision/execution.ts';
import type { Observation, Pages, Read, Unreadable } from '../../../lambda/decision/facts.ts';
import type { ObservedStage, Occupant, StageRun, StageStatus } from '../../../lambda/decision/stage.ts';
import { anAlarm } from './alarms.ts';
import { BAD, GOOD } from './executions.ts';
import { at } from './moments.ts';

export function seen<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function notSeen(what: string, but: Partial<Unreadable> = {}): Unreadable {
  return { ok: false, what, problem: 'AccessDeniedException', transient: false, ...but };
}

export function allOf(...items: readonly Execution[]): Read<Pages<Execution>> {
  return seen({ items, complete: true });
}

export function firstPageOf(...items: readonly Execution[]): Read<Pages<Execution>> {
  return seen({ items, complete: false });
}

export function occupiedBy(execution: Execution, status: StageStatus = 'Succeeded'): Occupant {
  return { executionId: execution.id, status };
}

/** Stage Prod at rest: BAD was deployed to it from 10:05 to 10:10. */
export function aStage(but: Partial<ObservedStage> = {}): ObservedStage {
  return {
    pipelineVersion: 7,
    occupant: occupiedBy(BAD),
    inbound: { enabled: true },
    lastActionChangeAt: at('10:10'),
    ...but,
  };
}

/** A stage whose actions tell no times. */
export function aStageWithoutTimes(but: Partial<ObservedStage> = {}): ObservedStage {
  const { lastActionChangeAt: _, ...stage } = aStage(but);
  return stage;
}

export function aStageThatNeverRan(): ObservedStage {
  const { occupant: _, ...stage } = aStageWithoutTimes();
  return stage;
}

/** What is seen at 10:20 of the usual story: BAD deployed, GOOD before it, the alarm on. */
export function anObservation(but: Partial<Observation> = {}): Observation {
  return {
    globalPause: seen(undefined),
    stage: seen(aStage()),
    succeeded: allOf(BAD, GOOD),
    recent: allOf(BAD, GOOD),
    alarms: seen([anAlarm()]),
    ...but,
  };
}

/** The same, looked at while the deployment is still running in the stage. */
export function anObservationWhileDeploying(but: Partial<Observation> = {}): Observation {
  return anObservation({
    stage: seen(aStage({ occupant: occupiedBy(BAD, 'InProgress') })),
    succeeded: allOf(GOOD),
    run: seen<StageRun>([{ beganAt: at('10:05'), endedAt: at('10:06') }]),
    ...but,
  });
}
