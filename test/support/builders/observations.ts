import type { ActionRun } from '../../../lambda/decision/action-run.ts';
import type { ObservedAlarm } from '../../../lambda/decision/alarm.ts';
import type { Execution } from '../../../lambda/decision/execution.ts';
import type { ExecutionDetail, Facts, Pages, Read, Unreadable } from '../../../lambda/decision/facts.ts';
import type { Variable } from '../../../lambda/decision/release.ts';
import type { ObservedStage, Occupant, StageStatus } from '../../../lambda/decision/stage.ts';
import { arnOf } from '../home.ts';
import { anAlarm } from './alarms.ts';
import { BAD, GOOD, OLDER } from './executions.ts';
import { at } from './moments.ts';

export function seen<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function notSeen(what: string, but: Partial<Unreadable> = {}): Unreadable {
  return { ok: false, what, problem: 'AccessDeniedException', transient: false, ...but };
}

export function allOf<T>(...items: readonly T[]): Read<Pages<T>> {
  return seen({ items, complete: true });
}

export function firstPageOf<T>(...items: readonly T[]): Read<Pages<T>> {
  return seen({ items, complete: false });
}

export function occupiedBy(execution: Execution, status: StageStatus = 'Succeeded'): Occupant {
  return { executionId: execution.id, status };
}

/** Stage Prod at rest, open, the last of its pipeline: BAD is in it. */
export function aStage(but: Partial<ObservedStage> = {}): ObservedStage {
  return {
    pipelineVersion: 7,
    occupant: occupiedBy(BAD),
    inbound: { enabled: true },
    actions: [],
    later: [],
    ...but,
  };
}

export function aStageThatNeverRan(): ObservedStage {
  const { occupant: _, ...stage } = aStage();
  return stage;
}

/** One action of stage Prod that deployed an execution from its begin to its end. */
export function aRun(execution: Execution, begin: string, end: string, but: Partial<ActionRun> = {}): ActionRun {
  return {
    executionId: execution.id,
    stage: 'Prod',
    action: 'Deploy',
    category: 'Deploy',
    status: 'Succeeded',
    version: 7,
    beganAt: at(begin),
    endedAt: at(end),
    ...but,
  };
}

/** The action of BAD still runs, since 10:05. */
export const BAD_BEING_DEPLOYED = aRun(BAD, '10:05', '10:06', { status: 'InProgress' });
export const BAD_DEPLOYED = aRun(BAD, '10:05', '10:10');
export const GOOD_DEPLOYED = aRun(GOOD, '08:05', '08:10');

/** An execution that ran under version 7 with these variables. */
export function aDetail(...variables: readonly Variable[]): Read<ExecutionDetail> {
  return seen({ status: 'Succeeded', version: 7, variables });
}

/** What was read of alarms, by their ARNs; the second alarm of the usual guard is off where nothing is said of it. */
export function alarmsSeen(...alarms: readonly ObservedAlarm[]): Facts['alarms'] {
  const other = anAlarm({ arn: arnOf('shop-latency'), value: 'OK', since: at('06:00') });
  return Object.fromEntries([other, ...alarms].map((alarm) => [alarm.arn, seen(alarm)]));
}

/** What is seen at 10:20 of the usual story: GOOD deployed at 08:05, BAD at 10:05, the alarm on; everything that may be asked for was read. */
export function theFacts(but: Partial<Facts> = {}): Facts {
  return {
    globalPause: seen(undefined),
    stage: seen(aStage()),
    succeeded: allOf(BAD, GOOD),
    recent: allOf(BAD, GOOD),
    actions: allOf(BAD_DEPLOYED, GOOD_DEPLOYED),
    alarms: alarmsSeen(anAlarm()),
    histories: {},
    executions: Object.fromEntries([BAD, GOOD, OLDER].map(({ id }) => [id, aDetail()])),
    rivals: { [arnOf('shop-5xx')]: seen([]) },
    recorded: {},
    ...but,
  };
}

/** The same, looked at while the deployment of BAD is still running in the stage. */
export function theFactsWhileDeploying(but: Partial<Facts> = {}): Facts {
  return theFacts({
    stage: seen(aStage({ occupant: occupiedBy(BAD, 'InProgress') })),
    succeeded: allOf(GOOD),
    actions: allOf(BAD_BEING_DEPLOYED, GOOD_DEPLOYED),
    ...but,
  });
}
