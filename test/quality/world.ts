import { DefectsAtWork } from '../../emulator/account/truth/defects-at-work.ts';
import { LiveStages } from '../../emulator/account/truth/live-stages.ts';
import { createCloudWatch } from '../../emulator/services/cloudwatch/cloudwatch.ts';
import { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { actionCourses } from './action-courses.ts';
import type { Account, Decider, DeciderKind, GuardedStage } from './decider.ts';
import { alarmNames, declarationOf, IDENTITY, PIPELINE, PLATFORM_ALARM } from './declaration.ts';
import type { Dice } from './dice.ts';
import { Happenings } from './happenings.ts';
import { MIX } from './mix.ts';
import { People } from './people.ts';
import { DAY, END, type Plan, START } from './plan.ts';
import { ReleaseBook } from './release-book.ts';
import { StageLedger } from './stage-ledger.ts';
import { type Release, Trunk } from './trunk.ts';
import { WatchedMetrics } from './watched-metrics.ts';

const PUBLISHED = new Set(['CodePipeline Stage Execution State Change']);
const PERSON = { arn: 'arn:aws:iam::123456789012:user/person' };
const RERUNS = 50_000;

/** One history as one decider lives it: pipeline, alarms, people, and the truth that all of it is judged by. */
export class World {
  readonly time = new SimulatedTime(START - DAY);
  readonly ledgers = new Map<string, StageLedger>();
  readonly guards: readonly GuardedStage[];
  readonly decider: Decider;
  readonly happenings: Happenings;
  readonly #plan: Plan;
  readonly #codePipeline: CodePipeline;
  readonly #trunk: Trunk;
  readonly #book: ReleaseBook;
  readonly #people: People;
  readonly #trace: ((line: string) => void) | undefined;
  #ids = 0;

  constructor(plan: Plan, dice: Dice, kind: DeciderKind, trace?: (line: string) => void) {
    const { time, ledgers } = this;
    const { setting } = plan;
    this.#plan = plan;
    this.#trace = trace && ((line) => trace(`${new Date(time.now()).toISOString().slice(0, 19)} ${line}`));
    this.guards = guardsOf(plan);
    for (const { stage } of this.guards) ledgers.set(stage, new StageLedger(stage));
    this.happenings = new Happenings({
      now: () => time.now(),
      plan,
      kind,
      guards: this.guards,
      ledgers,
      script: () => this.#codePipeline.script,
      book: () => this.#book,
      live: () => live,
      people: () => this.#people,
      decider: () => this.decider,
      trace: this.#trace,
    });
    this.#codePipeline = new CodePipeline({
      clock: time,
      identity: IDENTITY,
      newId: () => `00000000-0000-4000-8000-${(++this.#ids).toString(16).padStart(12, '0')}`,
      publish: (event) => this.happenings.onStageEvent(event),
      published: PUBLISHED,
    });
    const cloudWatch = createCloudWatch({
      clock: time,
      identity: IDENTITY,
      publish: (event) => this.happenings.onAlarmEvent(event),
      targets: { invokeFunction: () => undefined, publishMessage: () => undefined },
    });
    const traced = this.#trace === undefined ? {} : { trace: this.#trace };
    const codePipeline = this.#codePipeline;
    const account: Account = { time, identity: IDENTITY, codePipeline, cloudWatch, guards: this.guards, ...traced };
    this.#trunk = new Trunk(setting.components);
    this.#book = new ReleaseBook(codePipeline.script, this.#trunk, this.#trace);
    this.decider = kind.create(account);
    this.#people = new People({
      time,
      dice,
      trunk: this.#trunk,
      codePipeline,
      pipeline: PIPELINE,
      guards: this.guards,
      decider: () => this.decider,
      ledger: (stage) => ledgers.get(stage),
      releaseOf: (id) => this.#book.of(id),
      start: (number, isFix) => this.#book.start(number, isFix),
      isReleaseFreeze: () => {
        const { from, until } = plan.releaseFreeze ?? { from: 0, until: 0 };
        return time.now() >= from && time.now() < until;
      },
      version: () => this.versionAt(time.now()),
      ...traced,
    });
    const live = this.#truth(() => metrics);
    codePipeline.operations.CreatePipeline.handle({ pipeline: declarationOf(setting, kind) }, PERSON);
    codePipeline.script.playActions(
      PIPELINE,
      actionCourses({ account, dice, setting, book: this.#book, native: kind.native }),
    );
    codePipeline.script.watchActions(PIPELINE, (execution, action) => this.happenings.onAction(execution, action));
    const metrics = new WatchedMetrics(time, cloudWatch, plan);
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

  #truth(metrics: () => WatchedMetrics): LiveStages<Release> {
    const { time, ledgers } = this;
    const defects = new DefectsAtWork<Release>({
      clock: time,
      raise: (_, stage, raise) => metrics().raise(stage, raise),
      onShow: ({ at, stage, release, defect }) => {
        ledgers.get(stage)?.onShow(release, at, defect);
        this.#trace?.(`truth: ${stage}: the defect ${defect.name} of ${release.label} shows`);
      },
    });
    return new LiveStages<Release>({
      now: () => time.now(),
      releaseOf: (_, id) => this.#book.of(id),
      onChange: (change) => {
        const { stage, action, end } = change;
        ledgers.get(stage)?.onLive(change);
        defects.onChange(change);
        this.#trace?.(`truth: ${stage}: ${action} ${end}; live is ${describe(change.live.values())}`);
      },
    });
  }

  #schedule(): void {
    const { time } = this;
    const { pushes, reruns, releaseFreeze, editedAt } = this.#plan;
    for (const push of pushes) {
      time.at(push.at, () => {
        this.#trunk.push(push.component, push.number, push);
        this.#book.start(push.number, false);
      });
    }
    reruns.forEach(({ at, defect }, number) => {
      time.at(at, () => {
        this.#book.start(RERUNS + number, false, defect);
      });
    });
    if (editedAt !== undefined) {
      time.at(editedAt, () => {
        this.#codePipeline.script.edit(PIPELINE);
        this.#trace?.('people: the pipeline is edited');
      });
    }
    if (releaseFreeze === undefined) return;
    const gate = { pipelineName: PIPELINE, stageName: 'Prod', transitionType: 'Inbound' };
    time.at(releaseFreeze.from, () => {
      this.#people.call('DisableStageTransition', { ...gate, reason: 'Release freeze' });
    });
    time.at(releaseFreeze.until, () => {
      this.#people.call('EnableStageTransition', gate);
    });
  }
}

function guardsOf({ setting }: Plan): readonly GuardedStage[] {
  const unlessAlarms = setting.platformAlarm ? [PLATFORM_ALARM] : [];
  const { bakeMinutes } = MIX;
  return setting.stages
    .filter(({ guard }) => guard !== undefined)
    .map((stage) => ({ pipeline: PIPELINE, stage: stage.name, alarms: alarmNames(stage), bakeMinutes, unlessAlarms }));
}

function describe(parts: Iterable<readonly Release[]>): string {
  return [...parts].map((releases) => releases.map(({ label }) => label).join(' + ')).join(' | ');
}
