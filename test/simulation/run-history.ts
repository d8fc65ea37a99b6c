import { ServiceError } from '../../emulator/service.ts';
import type { Entry } from '../../lambda/decision/entry.ts';
import type { StageMemory } from '../../lambda/decision/record.ts';
import { stamp } from './disturbed-ports.ts';
import { RestlessError } from './function-platform.ts';
import { type Fault, type History, PIPELINES, STAGES, SUPPRESSOR, type WorldEvent } from './history.ts';
import { nameOf } from './invocation.ts';
import { SUBJECT, type Subject } from './subject.ts';
import { revisionOf, World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What one history came to. */
export interface Report {
  readonly violations: readonly string[];
  readonly automaticRollbacks: number;
  readonly commandedRollbacks: number;
  /** Decisions to do nothing, by reason. */
  readonly holds: readonly string[];
  /** Other entries, by code. */
  readonly outcomes: readonly string[];
  readonly faults: readonly Fault[];
  readonly invocations: number;
}

/** Plays a history to its end and checks it. */
export async function runHistory(
  history: History,
  subject: Subject = SUBJECT,
  trace?: (line: string) => void,
): Promise<Report> {
  const world = new World(history, subject, trace);
  const found = new Set<string>();
  try {
    await play(world, history.steps, found, trace);
  } catch (error) {
    if (!(error instanceof RestlessError)) throw error;
    found.add(error.message);
  }
  for (const violation of [...world.witness.violations, ...world.defects]) found.add(violation);
  const entries = world.recorder.entries.map(({ entry }) => entry);
  return {
    violations: [...found],
    automaticRollbacks: world.witness.rollbacks.filter(({ automatic }) => automatic).length,
    commandedRollbacks: world.witness.rollbacks.filter(({ automatic }) => !automatic).length,
    holds: entries.flatMap(({ code, reason }) => (code === 'hold' ? [reason ?? '?'] : [])),
    outcomes: entries.flatMap(({ code }) => (code === 'hold' ? [] : [code])),
    faults: world.faults.struck,
    invocations: world.platform.invocations,
  };
}

async function play(
  world: World,
  steps: History['steps'],
  found: Set<string>,
  trace?: (line: string) => void,
): Promise<void> {
  const { time } = world;
  for (const { afterSeconds, event } of steps) {
    await runChecked(world, time.now() + afterSeconds * 1000, found);
    trace?.(`${stamp(time.now())} ${JSON.stringify(event)}`);
    happen(world, event);
  }
  await runChecked(world, time.now() + 5 * MINUTE, found);
  await calmDown(world, found);
  for (const violation of checkEnd(world)) found.add(violation);
}

/** Lets time pass, and looks after everything that happens. */
function runChecked(world: World, until: number, found: Set<string>): Promise<void> {
  const { time, wakeUps } = world;
  return time.run(until, () => {
    for (const check of wakeUps) {
      const violation = check.violation(time.now());
      if (violation !== undefined) found.add(violation);
    }
  });
}

/** No more faults; people clear up; the alarms return to OK; everything must come to its end. */
async function calmDown(world: World, found: Set<string>): Promise<void> {
  const { codePipeline, cloudWatch, time } = world;
  world.faults.end();
  await runChecked(world, time.now() + 12 * MINUTE, found);
  for (const pipeline of PIPELINES) {
    for (const stage of STAGES) {
      codePipeline.script.setResult({ pipeline, stage }, 'ROLLBACK', 'Succeeded');
      attempt(() =>
        person(world, 'EnableStageTransition', { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' }),
      );
    }
  }
  stopWhatRuns(world);
  for (const key of world.keys) world.mendGuard(key);
  for (const name of [SUPPRESSOR, 'errors', 'latency']) cloudWatch.script.setState(name, 'OK');
  // The latest event is 20 minutes late, and retried twice.
  await runChecked(world, time.now() + 25 * MINUTE, found);
  const end = time.now() + 4 * HOUR;
  while (time.now() < end && world.queue.messages.length > 0) {
    await runChecked(world, time.now() + 10 * MINUTE, found);
    // A rollback of these last minutes may wait for an approval that nobody gives.
    stopWhatRuns(world);
  }
}

function stopWhatRuns(world: World): void {
  for (const pipelineName of PIPELINES) {
    for (const { id, status } of world.codePipeline.script.executions(pipelineName)) {
      if (status !== 'InProgress' && status !== 'Stopping') continue;
      attempt(() => person(world, 'StopPipelineExecution', { pipelineName, pipelineExecutionId: id, abandon: true }));
    }
  }
}

function checkEnd(world: World): readonly string[] {
  const { records, history, platform, queue, time, witness, delivered } = world;
  const violations: string[] = [];
  if (queue.messages.length > 0) {
    violations.push(
      `I4: ${queue.messages.length} watch messages never end: ${queue.messages.map(({ body }) => body).join(' ')}`,
    );
  }
  for (const key of world.keys) {
    const record = records.stored(key);
    if (record?.leaseUntil !== undefined && record.leaseUntil > time.now()) {
      violations.push(`I4: the lock of ${nameOf(key)} is stuck`);
    }
    const memory: StageMemory | undefined = record?.memory === undefined ? undefined : JSON.parse(record.memory);
    if (memory?.incident !== undefined) violations.push(`I4: ${nameOf(key)} ends ${memory.incident.phase}`);
  }
  const exhausted = new Set(platform.failed.map(causeIn));
  const dead = new Set(platform.deadLetters.map(({ message }) => message.cause?.id));
  const entries = new Map(world.keys.map((key) => [nameOf(key), history.of(key)]));
  const checked = new Set<string>();
  for (const { key, causeId } of delivered) {
    const name = `${nameOf(key)} ${causeId}`;
    if (checked.has(name) || !world.canBeFound(key)) continue;
    checked.add(name);
    const decisions = entries.get(nameOf(key))?.filter(({ id }) => id === causeId).length ?? 0;
    if (decisions > 1) violations.push(`I5: ${name} has ${decisions} decision records`);
    if (decisions === 0 && !exhausted.has(causeId) && !dead.has(causeId)) {
      violations.push(`I5: ${name} was swallowed: no decision record, and in no dead-letter queue`);
    }
  }
  for (const { key, executionId } of witness.rollbacks) {
    const of = (entry: Entry) => entry.rollbackExecutionId === executionId && entry.code === 'rollback';
    const written = entries.get(nameOf(key))?.filter(of).length ?? 0;
    if (written !== 1) violations.push(`I5: rollback ${executionId} of ${nameOf(key)} has ${written} decision records`);
  }
  return violations;
}

/** The cause in an event that went to the failure destination. */
function causeIn(event: object): string | undefined {
  const { detail, alarmData } = event as { readonly detail?: AlarmDetail; readonly alarmData?: AlarmDetail };
  const alarm = detail ?? alarmData;
  if (alarm?.alarmName === undefined || alarm.state.timestamp === undefined) return undefined;
  return `alarm/${alarm.alarmName}/${new Date(Date.parse(alarm.state.timestamp)).toISOString()}`;
}

interface AlarmDetail {
  readonly alarmName?: string;
  readonly state: { readonly timestamp?: string };
}

function happen(world: World, event: WorldEvent): void {
  const { codePipeline, cloudWatch, alarmTruth, time } = world;
  const { script } = codePipeline;
  switch (event.kind) {
    case 'deploy':
      script.startExecution({
        pipeline: event.pipeline,
        revision: revisionOf(event.revision),
        results: { Staging: event.staging, Prod: event.prod },
      });
      return;
    case 'bad-deploy': {
      script.startExecution({ pipeline: event.pipeline, revision: revisionOf(event.revision) });
      const alarmAt = time.now() + event.alarmSeconds * 1000;
      cloudWatch.script.setStateAt(alarmAt, event.alarm, 'ALARM');
      cloudWatch.script.setStateAt(alarmAt + event.okSeconds * 1000, event.alarm, 'OK');
      return;
    }
    case 'alarm':
      cloudWatch.script.setState(event.alarm, event.value);
      return;
    case 'mute': {
      const from = time.now();
      const until = from + event.minutes * MINUTE;
      attempt(() => cloudWatch.script.mute({ name: `mute-${from}`, alarmNames: [event.alarm], from, until }));
      return;
    }
    case 'actions':
      attempt(() => cloudWatch.script.setActionsEnabled(event.alarm, event.enabled));
      alarmTruth.switched(event.alarm, event.enabled, time.now());
      return;
    case 'person-rolls-back': {
      const target = script.executions(event.key.pipeline).at(-1 - event.which)?.id;
      if (target !== undefined)
        attempt(() => script.personRollsBack({ ...event.key, targetPipelineExecutionId: target }));
      return;
    }
    case 'stop': {
      const { pipeline, abandon } = event;
      const pipelineExecutionId = script.executions(pipeline).at(-1 - event.which)?.id;
      attempt(() => person(world, 'StopPipelineExecution', { pipelineName: pipeline, pipelineExecutionId, abandon }));
      return;
    }
    case 'retry': {
      const { pipeline, stage } = event.key;
      const pipelineExecutionId = script.stage(event.key).latest?.execution.id;
      const retryMode = event.all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS';
      attempt(() =>
        person(world, 'RetryStageExecution', {
          pipelineName: pipeline,
          stageName: stage,
          pipelineExecutionId,
          retryMode,
        }),
      );
      return;
    }
    case 'gate': {
      const { pipeline, stage } = event.key;
      const gate = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' };
      if (event.open) person(world, 'EnableStageTransition', gate);
      else person(world, 'DisableStageTransition', { ...gate, reason: 'Release freeze' });
      return;
    }
    case 'approve': {
      const key = { pipeline: event.pipeline, stage: 'Prod' };
      const waits = [...(script.stage(key).latest?.inProgress.keys() ?? [])].some(({ token }) => token !== undefined);
      if (waits && event.yes) script.approve(key);
      else if (waits) script.reject(key);
      return;
    }
    case 'edit':
      script.edit(event.pipeline);
      return;
    case 'rollbacks-go':
      if (event.result !== 'Skipped') script.setResult(event.key, 'ROLLBACK', event.result);
      return;
    case 'mode':
      world.setMode(event.key, event.enforce ? 'enforce' : 'dry-run');
      return;
    case 'spoil-guard':
      world.spoilGuard(event.key);
      return;
    case 'old-event':
      world.repeatEvent(event.which);
      return;
    case 'command':
      command(world, event);
  }
}

function command(world: World, { action, key, target }: Extract<WorldEvent, { kind: 'command' }>): void {
  const everywhere = action === 'status' || action === 'pause' || action === 'resume';
  const stage = key ?? (everywhere ? undefined : world.keys[0]);
  const takesTarget = action === 'rollback' || action === 'plan';
  const executions = stage === undefined || !takesTarget ? [] : world.codePipeline.script.executions(stage.pipeline);
  const named = target === null ? undefined : executions.at(-1 - target)?.id;
  world.platform.invoke({ action, ...stage, ...(named !== undefined && { target: named }), by: 'alice' });
}

type Operations = World['codePipeline']['operations'];

function person(world: World, operation: keyof Operations, input: { readonly [member: string]: unknown }): void {
  world.codePipeline.operations[operation].handle(input, { arn: 'arn:aws:iam::123456789012:user/person' });
}

/** What AWS refuses a person is no matter. */
function attempt(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
