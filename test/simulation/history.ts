import fc from 'fast-check';
import { type Fault, fault } from './fault.ts';

/** Everything that makes one simulated history; with it, the history can be played again. */
export interface History {
  /** Decides latencies, skews and deliveries. */
  readonly seed: number;
  readonly setting: Setting;
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
}

export const PIPELINES = ['shop', 'blog'] as const;
export const STAGES = ['Staging', 'Prod'] as const;
export const ALARMS = ['errors', 'latency', 'composite'] as const;
/** An alarm of another account: its events are forwarded, and it is looked at as the reader of a spoke. */
export const REMOTE = 'remote';
/** While it is in ALARM, the actions of the composite alarm are suppressed. */
export const SUPPRESSOR = 'maintenance';

const pipelineName = fc.constantFrom(...PIPELINES);
const stageName = fc.constantFrom(...STAGES);
const alarmName = fc.constantFrom(...ALARMS);
const stageKey = fc.record({ pipeline: pipelineName, stage: stageName });
/** Revisions come from a small stock, so that two executions can carry the same. */
const revision = fc.nat({ max: 6 });

const rarely = (times: number) => fc.nat({ max: times - 1 }).map((n) => n === times - 1 && n > 0);

const pipeline = fc.record({
  executionMode: fc.constantFrom('SUPERSEDED' as const, 'QUEUED' as const),
  onFailure: fc.constantFrom('FAIL' as const, 'FAIL' as const, 'ROLLBACK' as const, 'RETRY' as const),
  approval: rarely(8),
  actionSeconds: fc.constantFrom(20, 60, 200),
  past: fc.array(fc.record({ revision, fails: rarely(8) }), { minLength: 1, maxLength: 4 }),
});

const guard = fc.record({
  key: stageKey,
  alarms: fc.uniqueArray(fc.constantFrom(...ALARMS, REMOTE as typeof REMOTE), { minLength: 1, maxLength: 3 }),
  mode: fc.constantFrom('enforce' as const, 'enforce' as const, 'enforce' as const, 'dry-run' as const),
  bakeMinutes: fc.constantFrom(3, 15, 60),
  whileDeploying: fc.constantFrom('wait' as const, 'stop' as const),
  freeze: fc.constantFrom(true, false, 'until-recovered' as const),
  maxAutomaticRollbacks: fc.constantFrom(1, 1, 2),
  recoveryMinutes: fc.constantFrom<number>(2, 8),
  rollbackMinutes: fc.constantFrom(2, 30),
});

const refusal = fc.constantFrom(
  'UnableToRollbackStageException' as const,
  'PipelineExecutionOutdatedException' as const,
  'ConflictException' as const,
  'PipelineExecutionNotFoundException' as const,
);

const switches = fc.record({
  disabledTransitionAndRollback: fc.constantFrom('ignores' as const, 'waits' as const, 'refuses' as const),
  succeededInStageIncludesRollbacks: fc.boolean(),
  executionOrder: fc.constantFrom('newestFirst' as const, 'shuffled' as const),
  newExecutionDelayMillis: fc.constantFrom(0, 0, 8_000, 45_000),
  stageStateDelayMillis: fc.constantFrom(0, 0, 8_000, 20_000),
  standardTypeShown: fc.boolean(),
  editedExecutionStatus: fc.constantFrom('Cancelled' as const, 'Failed' as const),
  failedRollbackRollsBackAgain: fc.boolean(),
  rollbackRuns: fc.constantFrom('allActions' as const, 'allButApprovals' as const),
  rollbackErrors: fc.record({ versionChanged: refusal, stageRunning: refusal, transitionDisabled: refusal }),
});

const setting = fc.record({
  pipelines: fc.tuple(pipeline, pipeline),
  guards: fc.uniqueArray(guard, {
    minLength: 1,
    maxLength: 3,
    selector: ({ key }) => `${key.pipeline}/${key.stage}`,
  }),
  switches: fc.option(switches, { freq: 2, nil: {} }),
  delivery: fc.record({
    lostPercent: fc.constantFrom(0, 0, 30, 100),
    twicePercent: fc.constantFrom(0, 0, 30),
    latePercent: fc.constantFrom(0, 0, 20),
    /** Alarms invoke the function directly, without the name of a guard. */
    direct: rarely(6),
  }),
  skewMillis: fc.constantFrom(0, 1_000),
  slowPercent: fc.constantFrom(0, 0, 5),
});
export type Setting = typeof setting extends fc.Arbitrary<infer Value> ? Value : never;

const result = fc.constantFrom(
  'Succeeded',
  'Succeeded',
  'Succeeded',
  'Failed',
  'Hangs',
  'Skipped',
) satisfies fc.Arbitrary<'Succeeded' | 'Failed' | 'Hangs' | 'Skipped'>;
const alarmValue = fc.constantFrom('ALARM' as const, 'ALARM' as const, 'OK' as const, 'INSUFFICIENT_DATA' as const);
const anyAlarm = fc.constantFrom(
  'errors' as const,
  'latency' as const,
  SUPPRESSOR as typeof SUPPRESSOR,
  REMOTE as typeof REMOTE,
);
const which = fc.nat({ max: 4 });
const kind = <Kind extends string>(value: Kind) => fc.constant(value);

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: kind('deploy'), pipeline: pipelineName, revision, staging: result, prod: result }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: kind('bad-deploy'),
      pipeline: pipelineName,
      revision,
      alarm: anyAlarm,
      /** From the start of the deployment to the alarm, and from there to its end. */
      alarmSeconds: fc.integer({ min: 20, max: 1_000 }),
      okSeconds: fc.integer({ min: 30, max: 2_000 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: kind('alarm'), alarm: anyAlarm, value: alarmValue }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('mute'), alarm: alarmName, minutes: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('actions'), alarm: alarmName, enabled: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('person-rolls-back'), key: stageKey, which }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('stop'), pipeline: pipelineName, which, abandon: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('retry'), key: stageKey, all: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('gate'), key: stageKey, open: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('approve'), pipeline: pipelineName, yes: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('edit'), pipeline: pipelineName }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('rollbacks-go'), key: stageKey, result }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('mode'), key: stageKey, enforce: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('spoil-guard'), key: stageKey }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('old-event'), which }) },
  /** The spoke forwards nothing from now on, or again. */
  { weight: 2, arbitrary: fc.record({ kind: kind('forwards'), lost: fc.boolean() }) },
  /** Its reader role may not be assumed from now on, or again. */
  { weight: 1, arbitrary: fc.record({ kind: kind('reader'), denied: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind('command'),
      action: fc.constantFrom(
        'rollback' as const,
        'release' as const,
        'pause' as const,
        'resume' as const,
        'plan' as const,
        'status' as const,
        'abort' as const,
      ),
      key: fc.option(stageKey, { freq: 5 }),
      target: fc.option(which, { freq: 3 }),
    }),
  },
);
export type WorldEvent = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

const step = fc.record({
  afterSeconds: fc.oneof(
    { weight: 3, arbitrary: fc.nat({ max: 2 }) },
    { weight: 3, arbitrary: fc.integer({ min: 3, max: 59 }) },
    { weight: 4, arbitrary: fc.integer({ min: 60, max: 600 }) },
    { weight: 1, arbitrary: fc.integer({ min: 900, max: 4_500 }) },
  ),
  event,
});
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Any history. */
export const history: fc.Arbitrary<History> = fc.record({
  seed: fc.integer(),
  setting,
  steps: fc.array(step, { minLength: 2, maxLength: 18, size: 'max' }),
  faults: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(fault, { minLength: 1, maxLength: 6, size: 'max' }) },
  ),
});
