import { checkEnd } from './end-check.ts';
import type { Fault } from './fault.ts';
import { checkFreezes } from './freeze-check.ts';
import { RestlessError } from './function-platform.ts';
import { type History, PIPELINES, REMOTE, STAGES, SUPPRESSOR } from './history.ts';
import { SUBJECT, type Subject } from './subject.ts';
import { stamp } from './trace.ts';
import { World } from './world.ts';
import { attempt, happen, person } from './world-events.ts';

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
  for (const violation of [...checkFreezes(world), ...checkEnd(world)]) found.add(violation);
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
  const { codePipeline, time } = world;
  world.faults.end();
  world.events.areForwardsLost = false;
  world.reader.isDenied = false;
  await runChecked(world, time.now() + 12 * MINUTE, found);
  for (const violation of checkFreezes(world)) found.add(violation);
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
  for (const name of [SUPPRESSOR, 'errors', 'latency', REMOTE]) world.scriptOf(name).setState(name, 'OK');
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
