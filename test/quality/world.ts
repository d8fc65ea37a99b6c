import * as z from 'zod';
import { type CloudWatch, createCloudWatch } from '../../emulator/cloudwatch/cloudwatch.ts';
import { CodePipeline } from '../../emulator/codepipeline/codepipeline.ts';
import type { ActionCourse, ActionExecution, Execution } from '../../emulator/codepipeline/execution.ts';
import type { ServiceEvent } from '../../emulator/service.ts';
import type { Defect } from '../../emulator/truth/defect.ts';
import { DefectsAtWork } from '../../emulator/truth/defects-at-work.ts';
import { LiveStages } from '../../emulator/truth/live-stages.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { type Account, DECIDER_ARN, type Decider, type DeciderKind, type GuardedStage } from './decider.ts';
import { alarmNames, declarationOf, IDENTITY, PIPELINE, PLATFORM_ALARM } from './declaration.ts';
import type { Dice } from './dice.ts';
import { faultCause } from './fault-cause.ts';
import { MIX } from './mix.ts';
import { People } from './people.ts';
import { DAY, END, MINUTE, type Plan, START } from './plan.ts';
import { type JudgedRollback, StageLedger } from './stage-ledger.ts';
import { type Release, Trunk } from './trunk.ts';
import { WatchedMetrics } from './watched-metrics.ts';

const PUBLISHED = new Set(['CodePipeline Stage Execution State Change', 'CodePipeline Action Execution State Change']);
const PERSON = { arn: 'arn:aws:iam::123456789012:user/person' };
const RERUNS = 50_000;

const ActionDetail = z.object({ action: z.string(), type: z.object({ category: z.string() }) });
const AlarmDetail = z.object({ alarmName: z.string(), state: z.object({ value: z.string() }) });

/** A rollback that did no good, and what had made the alarm go on. */
export interface Fault extends JudgedRollback {
  readonly cause: string;
}

/** One history as one decider lives it: pipeline, alarms, people, and the truth that all of it is judged by. */
export class World {
  readonly time = new SimulatedTime(START - DAY);
  readonly ledgers = new Map<string, StageLedger>();
  readonly faults: Fault[] = [];
  readonly guards: readonly GuardedStage[];
  readonly decider: Decider;
  readonly #plan: Plan;
  readonly #dice: Dice;
  readonly #kind: DeciderKind;
  readonly #account: Account;
  readonly #codePipeline: CodePipeline;
  readonly #cloudWatch: CloudWatch;
  readonly #trunk: Trunk;
  readonly #people: People;
  readonly #releases = new Map<string, Release>();
  readonly #metrics: WatchedMetrics;
  readonly #live: LiveStages<Release>;
  readonly #trace: ((line: string) => void) | undefined;
  #ids = 0;
  #version = 1;

  constructor(plan: Plan, dice: Dice, kind: DeciderKind, trace?: (line: string) => void) {
    const { time } = this;
    const { setting } = plan;
    this.#plan = plan;
    this.#dice = dice;
    this.#kind = kind;
    this.#trace = trace && ((line) => trace(`${new Date(time.now()).toISOString().slice(0, 19)} ${line}`));
    this.#trunk = new Trunk(setting.components);
    this.guards = setting.stages.flatMap((stage) => {
      if (stage.guard === undefined) return [];
      this.ledgers.set(stage.name, new StageLedger(stage.name));
      const unlessAlarms = setting.platformAlarm ? [PLATFORM_ALARM] : [];
      const { bakeMinutes } = MIX;
      return [{ pipeline: PIPELINE, stage: stage.name, alarms: alarmNames(stage), bakeMinutes, unlessAlarms }];
    });
    this.#codePipeline = new CodePipeline({
      clock: time,
      identity: IDENTITY,
      newId: () => `00000000-0000-4000-8000-${(++this.#ids).toString(16).padStart(12, '0')}`,
      publish: (event) => this.#onPipelineEvent(event),
      published: PUBLISHED,
    });
    this.#cloudWatch = createCloudWatch({
      clock: time,
      identity: IDENTITY,
      publish: (event) => this.#onAlarmEvent(event),
      targets: { invokeFunction: () => undefined, publishMessage: () => undefined },
    });
    const traced = this.#trace === undefined ? {} : { trace: this.#trace };
    this.#account = {
      time,
      identity: IDENTITY,
      codePipeline: this.#codePipeline,
      cloudWatch: this.#cloudWatch,
      guards: this.guards,
      ...traced,
    };
    this.decider = kind.create(this.#account);
    this.#people = new People({
      time,
      dice,
      trunk: this.#trunk,
      codePipeline: this.#codePipeline,
      pipeline: PIPELINE,
      guards: this.guards,
      decider: () => this.decider,
      ledger: (stage) => this.ledgers.get(stage),
      releaseOf: (id) => this.#releaseOf(id),
      start: (number, isFix) => this.#start(number, isFix),
      releaseFreezeAt: (at) =>
        plan.releaseFreeze !== undefined && at >= plan.releaseFreeze.from && at < plan.releaseFreeze.until,
      version: () => this.#version,
      ...traced,
    });
    const defects = new DefectsAtWork<Release>({
      clock: time,
      raise: (_, stage, raise) => this.#metrics.raise(stage, raise),
      onShow: ({ at, stage, release, defect }) => {
        this.ledgers.get(stage)?.onShow(release, at);
        this.#trace?.(`truth: ${stage}: the defect ${defect.name} of ${release.label} shows`);
      },
    });
    this.#live = new LiveStages<Release>({
      now: () => time.now(),
      releaseOf: (_, id) => this.#releaseOf(id),
      onChange: (change) => {
        this.ledgers.get(change.stage)?.onLive(change);
        defects.onChange(change);
        this.#trace?.(
          `truth: ${change.stage}: ${change.action} ${change.end}; live is ${describe(change.live.values())}`,
        );
      },
    });
    this.#codePipeline.operations.CreatePipeline.handle({ pipeline: declarationOf(setting, kind) }, PERSON);
    this.#codePipeline.script.playActions(PIPELINE, (execution, action) => this.#courseOf(execution, action));
    this.#metrics = new WatchedMetrics(time, this.#cloudWatch, plan);
    this.#schedule();
  }

  /** Lives through the two weeks. */
  async play(): Promise<void> {
    await this.time.run(END);
    for (const ledger of this.ledgers.values()) ledger.end(END);
  }

  /** The version of the pipeline's structure. */
  versionAt(time: number): number {
    return time >= (this.#plan.editedAt ?? Number.POSITIVE_INFINITY) ? 2 : 1;
  }

  #schedule(): void {
    const { time } = this;
    const { pushes, reruns, releaseFreeze, editedAt } = this.#plan;
    for (const push of pushes) {
      time.at(push.at, () => {
        this.#trunk.push(push.component, push.number, push);
        this.#start(push.number, false);
      });
    }
    reruns.forEach(({ at, defect }, number) => {
      time.at(at, () => {
        this.#start(RERUNS + number, false, defect);
      });
    });
    if (editedAt !== undefined) {
      time.at(editedAt, () => {
        this.#version = this.#codePipeline.script.edit(PIPELINE);
        this.#trace?.('people: the pipeline is edited');
      });
    }
    if (releaseFreeze !== undefined) {
      const gate = { pipelineName: PIPELINE, stageName: 'Prod', transitionType: 'Inbound' };
      time.at(releaseFreeze.from, () => {
        this.#people.call('DisableStageTransition', { ...gate, reason: 'Release freeze' });
      });
      time.at(releaseFreeze.until, () => {
        this.#people.call('EnableStageTransition', gate);
      });
    }
  }

  #start(number: number, isFix: boolean, defect?: Defect): string {
    const versions = [...this.#trunk.versions];
    const sources = versions.filter(([component]) => component !== 'IMAGE_TAG');
    const variables = versions.filter(([component]) => component === 'IMAGE_TAG');
    const executionId = this.#codePipeline.script.startExecution({
      pipeline: PIPELINE,
      revisions: Object.fromEntries(
        sources.map(([component, revision]) => [
          component,
          { revisionId: revision, revisionSummary: `Change ${revision}` },
        ]),
      ),
      variables: Object.fromEntries(variables),
    });
    const label = versions.map(([, revision]) => revision).join(' ');
    const defects = [...this.#trunk.defects, ...(defect === undefined ? [] : [defect])];
    this.#releases.set(executionId, { executionId, label, defects, number, isFix });
    const verdict = defects.length === 0 ? 'good' : `bad: ${defects.map(({ name }) => name).join(', ')}`;
    this.#trace?.(`people: ${isFix ? 'fix' : 'release'} ${label} starts as ${executionId} (${verdict})`);
    return executionId;
  }

  #releaseOf(id: string): Release | undefined {
    const { rollbackTarget } = this.#codePipeline.script.execution(PIPELINE, id);
    return this.#releases.get(rollbackTarget?.id ?? id);
  }

  #courseOf(execution: Readonly<Execution>, action: Readonly<ActionExecution>): ActionCourse {
    const { stageName, declaration } = action;
    const { native } = this.#kind;
    if (native?.rule === declaration.name) return native.courseOf(this.#account, execution, action);
    if (declaration.actionTypeId.category === 'Source') return { millis: 20_000, result: () => 'Succeeded' };
    const { releases } = MIX;
    const number = this.#releases.get((execution.rollbackTarget ?? execution).id)?.number ?? 0;
    const tries = execution.actions.filter(
      (other) => other.stageName === stageName && other.declaration.name === declaration.name,
    ).length;
    const name = ['course', execution.type, number, stageName, declaration.name, tries];
    const shape = this.#plan.setting.stages
      .find((stage) => stage.name === stageName)
      ?.actions.find((one) => one.name === declaration.name);
    const test = declaration.actionTypeId.category === 'Test';
    const standardFails = test ? releases.testFailsPercent : releases.actionFailsPercent;
    const fails = this.#dice.percent(
      execution.type === 'ROLLBACK' ? releases.rollbackFailsPercent : standardFails,
      ...name,
      'fails',
    );
    const millis = ((shape?.minutes ?? 1) * MINUTE * this.#dice.in([80, 120], ...name)) / 100;
    return { millis, result: () => (fails ? 'Failed' : 'Succeeded') };
  }

  #onPipelineEvent(event: ServiceEvent): void {
    const [stage, state, id] = ['stage', 'state', 'execution-id'].map((member) => String(event.detail[member]));
    if (stage === undefined || state === undefined || id === undefined) return;
    const execution = this.#codePipeline.script.execution(PIPELINE, id);
    if (event.detailType === 'CodePipeline Action Execution State Change') {
      this.#live.onEvent(event);
      if (state !== 'STARTED') return;
      const { action, type } = ActionDetail.parse(event.detail);
      if (type.category === 'Approval') this.#people.asked(stage, action, id, execution.type === 'ROLLBACK');
      return;
    }
    this.#onStageEvent(stage, state, execution);
    if (this.ledgers.has(stage)) this.decider.onStageEvent(event);
  }

  #onStageEvent(stage: string, state: string, execution: Readonly<Execution>): void {
    const now = this.time.now();
    const ledger = this.ledgers.get(stage);
    const release = this.#releases.get((execution.rollbackTarget ?? execution).id);
    if (stage === 'Source') return;
    this.#trace?.(`${stage}: ${state} ${execution.type} ${execution.id} ${release?.label}`);
    if (state !== 'STOPPING') ledger?.onRunning(now, state === 'STARTED' || state === 'RESUMED');
    if (release === undefined) return;
    if (execution.type === 'ROLLBACK') {
      if (state === 'STARTED') this.#rollbackStarted(stage, execution, release);
      return;
    }
    if (state === 'STARTED') this.#people.entered(stage, release);
    if (state === 'SUCCEEDED') ledger?.onSuccess({ at: now, release, version: execution.pipelineVersion });
    if (state !== 'FAILED') return;
    ledger?.onFailure(release);
    const how = failedBy(execution, stage);
    if (how !== 'Approval' && how !== this.#kind.native?.rule) this.#people.failed(stage, release);
  }

  #rollbackStarted(stage: string, execution: Readonly<Execution>, target: Release): void {
    const ledger = this.ledgers.get(stage);
    const guard = this.guards.find((one) => one.stage === stage);
    if (ledger === undefined || guard === undefined) return;
    const replaced = ledger.live;
    if (this.#isDeciders(execution, stage)) {
      const judged = ledger.judge(target, this.time.now(), this.#version);
      this.#trace?.(`judge: ${stage}: rollback to ${target.label} is ${judged.kind}, too far by ${judged.tooFar}`);
      if (judged.kind !== 'precise') {
        this.faults.push({ ...judged, cause: faultCause(this.#plan, ledger, judged) });
      }
      this.#people.rolledBack(guard, judged.kind, replaced);
    }
    ledger.blameLive(target);
  }

  /** Rollbacks that repair a failed deployment are no decision about an alarm, whoever's they are. */
  #isDeciders({ trigger }: Readonly<Execution>, stage: string): boolean {
    if (trigger.triggerType === 'ManualRollback') return trigger.triggerDetail === DECIDER_ARN;
    const { native } = this.#kind;
    const failed = this.#codePipeline.script
      .executions(PIPELINE)
      .findLast(({ id }) => trigger.triggerDetail.includes(id));
    return native !== undefined && failed !== undefined && failedBy(failed, stage) === native.rule;
  }

  #onAlarmEvent(event: ServiceEvent): void {
    if (event.detailType !== 'CloudWatch Alarm State Change') return;
    const { alarmName, state } = AlarmDetail.parse(event.detail);
    this.#trace?.(`alarm ${alarmName}: ${state.value}`);
    const on = state.value === 'ALARM';
    for (const { stage, alarms } of this.guards) {
      if (!alarms.includes(alarmName)) continue;
      this.ledgers.get(stage)?.onAlarm(alarmName, this.time.now(), on);
      if (on) this.#people.alarmWentOn(stage);
    }
    if (on) this.decider.onAlarm(event);
  }
}

/** `Approval` where that failed last in the stage, else the name of the action. */
function failedBy({ actions }: Readonly<Execution>, stage: string): string | undefined {
  const failed = actions.findLast(({ stageName, status }) => stageName === stage && status === 'Failed');
  return failed?.declaration.actionTypeId.category === 'Approval' ? 'Approval' : failed?.declaration.name;
}

function describe(parts: Iterable<readonly Release[]>): string {
  return [...parts].map((releases) => releases.map(({ label }) => label).join(' + ')).join(' | ');
}
