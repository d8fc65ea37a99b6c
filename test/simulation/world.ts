import type { EpochMillis } from '../../emulator/clock.ts';
import { type CloudWatch, createCloudWatch } from '../../emulator/cloudwatch/cloudwatch.ts';
import { CodePipeline } from '../../emulator/codepipeline/codepipeline.ts';
import type { SwitchOverrides } from '../../emulator/codepipeline/switches.ts';
import type { ServiceEvent } from '../../emulator/service.ts';
import { GuardPolicy } from '../../lambda/guard-policy.ts';
import type { StageKey } from '../../lambda/ports.ts';
import { MemoryGuards } from '../support/ports/memory-guards.ts';
import type { MemoryHistory } from '../support/ports/memory-history.ts';
import type { MemoryStageRecords } from '../support/ports/memory-stage-records.ts';
import { MemoryWatchQueue } from '../support/ports/memory-watch-queue.ts';
import { modelAlarmsClient } from '../support/ports/model-alarms.ts';
import { modelPipelinesClient } from '../support/ports/model-pipelines.ts';
import { Recorder } from '../support/ports/recorder.ts';
import { AlarmTruth } from './alarm-truth.ts';
import { Chance } from './chance.ts';
import { disturbedPorts, Faults, stamp } from './disturbed-ports.ts';
import { FunctionPlatform, type Outcome } from './function-platform.ts';
import { ALARMS, type History, PIPELINES, SUPPRESSOR } from './history.ts';
import { type Invocation, nameOf } from './invocation.ts';
import { SimulatedTime } from './simulated-time.ts';
import type { Subject } from './subject.ts';
import { WakeUpCheck } from './wake-up-check.ts';
import { Witness } from './witness.ts';

const identity = { accountId: '123456789012', region: 'eu-west-1' };
const START = Date.UTC(2026, 0, 10, 9);
const HOUR = 3_600_000;
const STAGE_EVENTS = new Set(['CodePipeline Stage Execution State Change']);
const silent = { appendKeys: () => undefined, info: () => undefined, error: () => undefined };

/** An alarm event that reached the function, for one stage. */
interface DeliveredAlarm {
  readonly key: StageKey;
  readonly causeId: string;
}

/** One account with its pipelines, alarms and controller, ready to be played with. */
export class World {
  readonly time = new SimulatedTime(START);
  readonly alarmTruth = new AlarmTruth();
  readonly recorder = new Recorder();
  readonly faults: Faults;
  readonly guards: MemoryGuards;
  readonly records: MemoryStageRecords;
  readonly history: MemoryHistory;
  readonly queue: MemoryWatchQueue;
  readonly platform: FunctionPlatform;
  readonly codePipeline: CodePipeline;
  readonly cloudWatch: CloudWatch;
  readonly witness: Witness;
  /** One for each stage. */
  readonly wakeUps: readonly WakeUpCheck[];
  readonly keys: readonly StageKey[];
  readonly delivered: DeliveredAlarm[] = [];
  /** Errors that no fault explains. */
  readonly defects: string[] = [];
  readonly #policies = new Map<string, { policy: GuardPolicy; modeSince: EpochMillis; spoiled?: true }>();
  readonly #events: (() => void)[] = [];
  readonly #chance: Chance;
  readonly #setting: History['setting'];

  constructor(history: History, subject: Subject, trace?: (line: string) => void) {
    const { time } = this;
    const { setting } = history;
    const switches = setting.switches as SwitchOverrides;
    this.#setting = setting;
    this.#chance = new Chance(history.seed);
    this.faults = new Faults(history.faults);
    this.keys = setting.guards.map(({ key }) => key);
    for (const { key, ...settings } of setting.guards) {
      const policy = GuardPolicy.parse({ ...key, ...settings });
      this.#policies.set(nameOf(key), { policy, modeSince: 0 });
    }
    this.guards = new MemoryGuards([...this.#policies.values()].map(({ policy }) => policy));
    this.records = subject.records();
    this.history = subject.history();
    this.queue = new MemoryWatchQueue(
      () => time.now(),
      ({ visibleAt }) => {
        time.at(visibleAt + this.#chance.between(0, 200), () => this.platform.poll());
      },
    );
    let ids = 0;
    this.codePipeline = new CodePipeline({
      clock: time,
      identity,
      newId: () => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`,
      publish: (event) => this.#onPipelineEvent(event),
      published: STAGE_EVENTS,
      switches,
    });
    this.cloudWatch = createCloudWatch({
      clock: time,
      identity,
      publish: (event) => this.#onAlarmEvent(event),
      targets: { invokeFunction: () => undefined, publishMessage: () => undefined },
    });
    this.witness = new Witness({
      now: () => time.now(),
      codePipeline: this.codePipeline,
      alarms: this.alarmTruth,
      records: this.records,
      policy: (key) => this.#policies.get(nameOf(key)),
      stageStateDelayMillis: switches.stageStateDelayMillis ?? 0,
    });
    this.wakeUps = this.keys.map((key) => new WakeUpCheck(key, this.records, this.queue));
    const base = {
      records: this.records,
      history: this.history,
      guards: this.guards,
      pipelines: subject.codePipelines(...twice(modelPipelinesClient(this.codePipeline))),
      alarms: subject.cloudWatchAlarms(modelAlarmsClient(this.cloudWatch)),
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
        const timing = { leaseMillis: subject.leaseMillis };
        return subject.process({ ports, timing, logger: silent }, event, context);
      },
      onEnd: (invocation, outcome) => {
        trace?.(`${stamp(time.now())} ${invocation.requestId} ends ${JSON.stringify(outcome)}`);
        this.#onEnd(invocation, outcome);
      },
    });
    this.#createPipelines();
    this.#createAlarms();
  }

  /** Without the name of a guard, the function finds the stages of an alarm among the guards that it can read. */
  canBeFound(key: StageKey): boolean {
    return !this.#setting.delivery.direct || this.#policies.get(nameOf(key))?.spoiled !== true;
  }

  /** Somebody edits the SSM parameter of a guard. */
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
    guard.spoiled = true;
    this.guards.spoil(key, 'edited by hand');
  }

  mendGuard(key: StageKey): void {
    const guard = this.#policies.get(nameOf(key));
    if (guard !== undefined) this.guards.put(guard.policy);
  }

  /** Delivers an event once more, long after. */
  repeatEvent(which: number): void {
    this.#events.at(-1 - which)?.();
  }

  #onPipelineEvent({ source, detailType, resources, detail }: ServiceEvent): void {
    const { pipeline, stage, state } = detail as { pipeline: string; stage: string; state: string };
    const guard = this.#policies.get(`${pipeline}/${stage}`);
    if (guard === undefined || state === 'STOPPING') return;
    if (this.#chance.percent(this.#setting.delivery.lostPercent)) return;
    const key = { pipeline, stage };
    this.#deliver({ ...this.#envelope(source, detailType, resources), guard: key, detail }, () => undefined);
  }

  #onAlarmEvent(event: ServiceEvent): void {
    const causeId = this.alarmTruth.note(event, this.time.now());
    const { source, detailType, resources, detail } = event;
    const { alarmName, state } = detail as { alarmName: string; state: { value: string } };
    if (causeId === undefined || state.value !== 'ALARM') return;
    const guarded = this.keys.filter((key) => this.#policies.get(nameOf(key))?.policy.alarms.includes(alarmName));
    if (this.#setting.delivery.direct) {
      const payload = {
        source,
        alarmArn: resources[0],
        time: new Date(this.time.now()).toISOString(),
        alarmData: detail,
      };
      this.#deliver(payload, () => {
        for (const key of guarded) this.delivered.push({ key, causeId });
      });
      return;
    }
    const envelope = this.#envelope(source, detailType, resources);
    for (const key of guarded) {
      this.#deliver({ ...envelope, guard: key, detail }, () => this.delivered.push({ key, causeId }));
    }
  }

  #envelope(source: string, detailType: string, resources: readonly string[]) {
    const { accountId: account, region } = identity;
    const time = new Date(this.time.now()).toISOString();
    return { id: `e${this.#events.length}`, source, 'detail-type': detailType, account, region, time, resources };
  }

  #deliver(event: object, onDelivery: () => void): void {
    const { latePercent, twicePercent } = this.#setting.delivery;
    const arrive = () => {
      onDelivery();
      this.platform.accept(event);
    };
    const latency = () =>
      this.#chance.percent(latePercent) ? this.#chance.between(2_000, 1_200_000) : this.#chance.between(50, 900);
    this.#events.push(arrive);
    this.time.at(this.time.now() + latency(), arrive);
    if (this.#chance.percent(twicePercent)) this.time.at(this.time.now() + latency(), arrive);
  }

  #onEnd(invocation: Invocation, outcome: Outcome): void {
    if (outcome.ok || outcome.error === undefined || invocation.disturbed) return;
    const { error } = outcome;
    const expected = error instanceof Error && error.message.includes('was never free in');
    if (!expected) this.defects.push(`defect: ${error instanceof Error ? error.stack : String(error)}`);
  }

  #createPipelines(): void {
    const { script } = this.codePipeline;
    for (const [index, name] of PIPELINES.entries()) {
      const { executionMode, onFailure, approval, actionSeconds, past } = this.#setting.pipelines[index] ?? {
        past: [],
      };
      if (executionMode === undefined || onFailure === undefined) continue;
      script.createPipeline({
        name,
        executionMode,
        actionMinutes: (actionSeconds ?? 60) / 60,
        stages: ['Source', { name: 'Staging', onFailure }, { name: 'Prod', onFailure, approval: approval === true }],
      });
      script.addHistory(
        name,
        past.map(({ revision, fails }, position) => ({
          startTime: START - (past.length - position) * 2 * HOUR,
          revision: revisionOf(revision),
          ...(fails && { results: { Prod: 'Failed' as const } }),
        })),
      );
    }
  }

  #createAlarms(): void {
    const { script } = this.cloudWatch;
    for (const name of ALARMS) this.alarmTruth.begin(name, 'OK');
    this.alarmTruth.begin(SUPPRESSOR, 'OK');
    script.seedAlarm({ name: 'errors' });
    script.seedAlarm({ name: 'latency' });
    script.seedAlarm({ name: SUPPRESSOR });
    if (!this.#setting.guards.some(({ alarms }) => alarms.includes('composite'))) return;
    script.seedCompositeAlarm({
      name: 'composite',
      rule: 'ALARM("errors") OR ALARM("latency")',
      suppressor: { alarm: SUPPRESSOR, waitPeriod: 30, extensionPeriod: 30 },
    });
  }
}

export function revisionOf(index: number) {
  return { revisionId: `c0ffee0${index}`, revisionSummary: `Change ${index}` };
}

function twice<T>(value: T): [T, T] {
  return [value, value];
}
