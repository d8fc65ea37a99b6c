import { isBad } from '../../../lambda/decision/commands/forgive.ts';
import type { EntryCode } from '../../../lambda/decision/entry.ts';
import type { ExecutionId } from '../../../lambda/decision/execution.ts';
import type { StageState } from '../../../lambda/decision/state.ts';
import { parseState } from '../../../lambda/stage/state-form.ts';
import type { Fault } from '../../simulation/fault.ts';
import type { Setting } from '../../simulation/history.ts';
import { SUBJECT, type Subject } from '../../simulation/subject.ts';
import { World } from '../../simulation/world.ts';
import { revisionOf } from '../../simulation/world-setup.ts';
import { HOME } from '../home.ts';

export const SHOP = { pipeline: 'shop', stage: 'Prod' } as const;

type GuardSetting = Setting['guards'][number];

interface WorldSetting {
  readonly guard?: Partial<GuardSetting>;
  /** What the pipeline itself does where a stage fails. */
  readonly onFailure?: Setting['pipelines'][number]['onFailure'];
  readonly switches?: Setting['switches'];
  readonly delivery?: Partial<Setting['delivery']>;
  readonly faults?: readonly Fault[];
  readonly subject?: Subject;
  /** Gets a line for every invocation, and for every call that it makes. */
  readonly trace?: (line: string) => void;
}

/**
 * A small account: pipeline shop with the stages Source, Staging and Prod, a minute each, two good releases (revisions 0
 * and 1), and a guard of Prod with the alarm "errors".
 */
export function aWorld({
  guard,
  onFailure = 'FAIL',
  switches = {},
  delivery,
  faults = [],
  subject = SUBJECT,
  trace,
}: WorldSetting = {}): World {
  const past = [0, 1].map((revision) => ({ revision, fails: false }));
  const pipeline = {
    executionMode: 'SUPERSEDED',
    onFailure,
    approval: false,
    actionSeconds: 60,
    past,
  } as const;
  const setting: Setting = {
    pipelines: [pipeline, pipeline],
    guards: [
      {
        key: SHOP,
        alarms: ['errors'],
        mode: 'enforce',
        bakeMinutes: 60,
        whileDeploying: 'wait',
        freeze: true,
        maxAutomaticRollbacks: 1,
        recoveryMinutes: 8,
        rollbackMinutes: 30,
        ...guard,
      },
    ],
    switches,
    delivery: { lostPercent: 0, twicePercent: 0, latePercent: 0, direct: false, ...delivery },
    skewMillis: 0,
    slowPercent: 0,
  };
  return new World({ seed: 1, setting, steps: [], faults }, subject, trace);
}

/** Lets time pass in a world, and everything happen that falls due. */
export async function pass(world: World, seconds: number): Promise<void> {
  await world.time.run(world.time.now() + seconds * 1000);
}

/** A release comes in; it reaches Prod two minutes later and is there for one. */
export function release(world: World, revision: number): void {
  world.codePipeline.script.startExecution({ pipeline: SHOP.pipeline, revision: revisionOf(revision) });
}

/** Release 2 is deployed, and 20 seconds later the alarm goes on. */
export async function badRelease(world: World): Promise<void> {
  release(world, 2);
  await pass(world, 200);
  world.cloudWatch.script.setState('errors', 'ALARM');
}

/** A bad release is rolled back from, its alarm goes off, and so many seconds pass. After an hour the incident is over. */
export async function badReleaseRecovers(world: World, seconds = 3600): Promise<void> {
  await badRelease(world);
  await pass(world, 90);
  world.cloudWatch.script.setState('errors', 'OK');
  await pass(world, seconds);
}

/** What is told apart by its reason. */
const WITH_REASON: readonly EntryCode[] = ['hold', 'command-refused'];

/** What became of the stage: accepted rollbacks, as the revisions that they went back to, and the codes of its decision records. */
export function courseOf(world: World) {
  const { script } = world.codePipeline;
  return {
    rollbacksTo: script.acceptedRollbacks.map(
      ({ pipelineName, targetPipelineExecutionId }) =>
        script.execution(pipelineName, targetPipelineExecutionId).sourceRevisions[0]?.revisionId,
    ),
    entries: world.history.of(SHOP).map(({ reason, code }) => (WITH_REASON.includes(code) ? (reason ?? code) : code)),
    gate: script.stage(SHOP).inbound.enabled ? 'open' : 'closed',
  };
}

/** The execution that carried a revision into the pipeline. */
export function executionOf(world: World, revision: number): ExecutionId {
  const { revisionId } = revisionOf(revision);
  const found = world.codePipeline.script
    .executions(SHOP.pipeline)
    .find(({ type, sourceRevisions }) => type === 'STANDARD' && sourceRevisions[0]?.revisionId === revisionId);
  if (found === undefined) throw new Error(`no execution carries ${revisionId}`);
  return found.id;
}

/** What the controller remembers of the stage. */
export function rememberedOf(world: World): StageState {
  const { schema, memory = '{}' } = world.records.stored(SHOP) ?? {};
  const parsed = parseState(schema, JSON.parse(memory), HOME);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

/** The releases that were rolled back from and not forgiven since, as their revisions. */
export function knownBadIn(world: World): readonly (string | undefined)[] {
  return rememberedOf(world)
    .releases.filter(isBad)
    .map(({ execution }) => execution.revisions[0]?.id);
}

/** What people were told under a code. */
export function sentenceOf(world: World, code: EntryCode): string | undefined {
  return world.history.of(SHOP).find((entry) => entry.code === code)?.sentence;
}
