import type { EpochMillis } from '../../emulator/account/clock.ts';
import { type CloudWatch, createCloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import type { SwitchOverrides } from '../../emulator/services/codepipeline/switches.ts';
import { isSameLocation } from '../../lambda/decision/alarm-arn.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import { HOME } from '../support/home.ts';
import { MemoryBreaker } from '../support/ports/memory-breaker.ts';
import { MemoryGuards } from '../support/ports/memory-guards.ts';
import type { MemoryHistory } from '../support/ports/memory-history.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import { modelAlarmsClient } from '../support/ports/model-alarms.ts';
import { modelPipelinesClient } from '../support/ports/model-pipelines.ts';
import { Recorder } from '../support/ports/recorder.ts';
import { AlarmTruth } from './alarm-truth.ts';
import { Chance } from './chance.ts';
import { disturbedPorts } from './disturbed-ports.ts';
import { EventDelivery } from './event-delivery.ts';
import { Faults } from './faults.ts';
import { FunctionPlatform, type Outcome } from './function-platform.ts';
import { type History, REMOTE } from './history.ts';
import { type Invocation, nameOf } from './invocation.ts';
import { Reader } from './reader.ts';
import { SimulatedTime } from './simulated-time.ts';
import type { Subject } from './subject.ts';
import { stamp } from './trace.ts';
import { WakeUpCheck } from './wake-up-check.ts';
import { Witness } from './witness.ts';
import { alarmNamed, createAlarms, createPipelines, ELSEWHERE } from './world-setup.ts';

const identity = { accountId: HOME.account, region: HOME.region };
const START = Date.UTC(2026, 0, 10, 9);
const STAGE_EVENTS = new Set(['CodePipeline Stage Execution State Change']);
const silent = { appendKeys: () => undefined, debug: () => undefined, info: () => undefined, error: () => undefined };

/** One account with its pipelines, alarms and controller, ready to be played with. */
export class World {
  readonly time = new SimulatedTime(START);
  readonly alarmTruth = new AlarmTruth();
  readonly recorder = new Recorder();
  readonly faults: Faults;
  readonly guards: MemoryGuards;
  readonly records: MemoryStageRecords;
  readonly history: MemoryHistory;
  readonly breaker = new MemoryBreaker();
  readonly queue: MemoryWatchQueue;
  readonly platform: FunctionPlatform;
  readonly codePipeline: CodePipeline;
  readonly cloudWatch: CloudWatch;
  /** CloudWatch of another account. */
  readonly elsewhere: CloudWatch;
  readonly reader = new Reader();
  readonly witness: Witness;
  /** One for each stage. */
  readonly wakeUps: readonly WakeUpCheck[];
  readonly keys: readonly StageKey[];
  readonly events: EventDelivery;
  /** Errors that no fault explains. */
  readonly defects: string[] = [];
  readonly #policies = new Map<string, { policy: GuardPolicy; modeSince: EpochMillis }>();
  readonly #chance: Chance;

  constructor(history: History, subject: Subject, trace?: (line: string) => void) {
    const { time } = this;
    const { setting } = history;
    const switches = setting.switches as SwitchOverrides;
    this.#chance = new Chance(history.seed);
    this.faults = new Faults(history.faults);
    this.keys = setting.guards.map(({ key }) => key);
    for (const { key, alarms, ...settings } of setting.guards) {
      const policy = GuardPolicy.parse({ ...key, ...settings, alarms: alarms.map(alarmNamed) });
      this.#policies.set(nameOf(key), { policy, modeSince: 0 });
    }
    this.guards = new MemoryGuards([...this.#policies.values()].map(({ policy }) => policy));
    this.records = subject.records();
    this.records.guardedBy((key) => this.guards.lookUp(key));
    this.history = subject.history();
    this.queue = new MemoryWatchQueue(
      () => time.now(),
      ({ visibleAt }) => {
        time.at(visibleAt + this.#chance.between(0, 200), () => this.platform.poll());
      },
    );
    this.events = new EventDelivery({
      time,
      chance: this.#chance,
      identity,
      alarmTruth: this.alarmTruth,
      delivery: setting.delivery,
      keys: this.keys,
      policy: (key) => this.#policies.get(nameOf(key))?.policy,
      accept: (event) => this.platform.accept(event),
    });
    let ids = 0;
    this.codePipeline = new CodePipeline({
      clock: time,
      identity,
      newId: () => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`,
      publish: (event) => this.events.onPipelineEvent(event),
      published: STAGE_EVENTS,
      switches,
    });
    this.cloudWatch = createCloudWatch({
      clock: time,
      identity,
      publish: (event) => this.events.onAlarmEvent(event),
      targets: { invokeFunction: () => undefined, publishMessage: () => undefined },
    });
    this.elsewhere = createCloudWatch({
      clock: time,
      identity: { accountId: ELSEWHERE.account, region: ELSEWHERE.region },
      publish: (event) => this.events.onAlarmEvent(event),
      targets: { invokeFunction: () => undefined, publishMessage: () => undefined },
    });
    this.witness = new Witness({
      now: () => time.now(),
      codePipeline: this.codePipeline,
      alarms: this.alarmTruth,
      records: this.records,
      history: this.history,
      policy: (key) => this.#policies.get(nameOf(key)),
      stageStateDelayMillis: switches.stageStateDelayMillis ?? 0,
    });
    this.wakeUps = this.keys.map((key) => new WakeUpCheck(key, this.records, this.queue));
    const base = {
      home: HOME,
      records: this.records,
      breaker: this.breaker,
      history: this.history,
      scope: { pipelines: ['*'] },
      guards: this.guards,
      pipelines: subject.codePipelines(...twice(modelPipelinesClient(this.codePipeline))),
      alarms: subject.cloudWatchAlarms(modelAlarmsClient(this.cloudWatch), HOME, (place) =>
        isSameLocation(place, ELSEWHERE) ? this.reader.clientOf(this.elsewhere) : undefined,
      ),
      queue: this.queue,
      announcer: this.recorder,
      log: this.recorder,
    };
    this.platform = new FunctionPlatform({
      time,
      chance: this.#chance,
      skewMillis: setting.skewMillis,
      twicePercent: setting.delivery.twicePercent,
      queue: () => this.queue,
      recursiveLoop: subject.recursiveLoop,
      handle: async (event, invocation, remaining) => {
        trace?.(`${stamp(time.now())} ${invocation.requestId} begins ${JSON.stringify(event)}`);
        const ports = disturbedPorts(
          base,
          {
            time,
            chance: this.#chance,
            faults: this.faults,
            slowPercent: setting.slowPercent,
            platform: () => this.platform,
            witness: this.witness,
            CouldNotRead: subject.CouldNotRead,
            ...(trace && { trace }),
          },
          invocation,
        );
        const context = { awsRequestId: invocation.requestId, getRemainingTimeInMillis: remaining };
        const options = { leaseMillis: subject.leaseMillis };
        return subject.process({ ports, options, logger: silent }, event, context);
      },
      onEnd: (invocation, outcome) => {
        trace?.(`${stamp(time.now())} ${invocation.requestId} ends ${JSON.stringify(outcome)}`);
        this.#onEnd(invocation, outcome);
      },
    });
    createPipelines(this.codePipeline, setting, START);
    createAlarms(this.cloudWatch, this.elsewhere, this.alarmTruth, setting);
  }

  /** The script of the CloudWatch that has the alarm. */
  scriptOf(alarm: string): CloudWatch['script'] {
    return (alarm === REMOTE ? this.elsewhere : this.cloudWatch).script;
  }

  /** A deploy changes the mode of a guard. */
  setMode(key: StageKey, mode: 'enforce' | 'dry-run'): void {
    const guard = this.#policies.get(nameOf(key));
    if (guard === undefined) return;
    if (guard.policy.mode !== mode) guard.modeSince = this.time.now();
    guard.policy = { ...guard.policy, mode };
    this.guards.put(guard.policy);
  }

  spoilGuard(key: StageKey): void {
    const guard = this.#policies.get(nameOf(key));
    if (guard === undefined) return;
    this.guards.spoil(key, 'edited by hand');
  }

  mendGuard(key: StageKey): void {
    const guard = this.#policies.get(nameOf(key));
    if (guard !== undefined) this.guards.put(guard.policy);
  }

  #onEnd(invocation: Invocation, outcome: Outcome): void {
    if (outcome.ok || outcome.error === undefined || invocation.disturbed) return;
    const { error } = outcome;
    const expected = error instanceof Error && error.message.includes('was never free in');
    if (!expected) this.defects.push(`defect: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

function twice<T>(value: T): [T, T] {
  return [value, value];
}
