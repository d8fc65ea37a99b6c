import type { AccountIdentity } from '../account/account-identity.ts';
import type { LocalAccount } from '../account/local-account.ts';
import { type SeededAlarm, STORY_METRICS, type StoryAlarm } from '../services/cloudwatch/seeded-alarm.ts';
import type { StateValue } from '../services/cloudwatch/state-value.ts';
import type { PastExecution } from '../services/codepipeline/history.ts';
import type { PipelineStory } from '../services/codepipeline/pipeline-story.ts';
import type { ScriptedEntry } from '../services/codepipeline/scripted-entry.ts';
import type { ScriptedStart } from '../services/codepipeline/scripted-start.ts';
import type { StageReference } from '../services/codepipeline/stage-reference.ts';
import { FunctionConsole } from './function-console.ts';
import { Person } from './person.ts';
import type { Recorder } from './recorder.ts';
import { releaseRevision } from './releases.ts';
import { SpokeScene } from './spoke-scene.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A release that was deployed before the story begins. */
export interface PastRelease extends Pick<PastExecution, 'revisions' | 'variables' | 'results'> {
  readonly name: string;
}

/** What a story can do: the verbs of its script. Every one shows in the timeline. Durations are in minutes. */
export class Scene {
  readonly account: LocalAccount;
  /** Somebody at the CodePipeline console. */
  readonly person: Person;
  /** The stages of every pipeline of the story. */
  readonly stages: StageReference[] = [];
  /** The alarms of the story. */
  readonly alarmNames: string[] = [];
  readonly #spokes = new Map<string, SpokeScene>();
  readonly #thresholds = new Map<string, number>();
  readonly #recorder: Recorder;
  readonly #console: FunctionConsole;

  constructor(account: LocalAccount, recorder: Recorder, commandAttempts = 1) {
    this.account = account;
    this.person = new Person(account, recorder);
    this.#recorder = recorder;
    this.#console = new FunctionConsole(account, recorder, commandAttempts);
  }

  /** A pipeline that has deployed these releases one after the other, a day apart, the last one a day ago. */
  pipeline(pipeline: PipelineStory & { readonly releases: readonly (string | PastRelease)[] }): void {
    const { releases, ...story } = pipeline;
    const { codePipeline, clock } = this.account;
    codePipeline.script.createPipeline({ actionMinutes: 1, ...story });
    for (const stage of story.stages)
      this.stages.push({ pipeline: story.name, stage: typeof stage === 'string' ? stage : stage.name });
    codePipeline.script.addHistory(
      story.name,
      releases.map((release, index) => {
        const { name, ...past } = typeof release === 'string' ? { name: release } : release;
        const startTime = clock.now() - (releases.length - index) * 24 * HOUR;
        return { startTime, revision: releaseRevision(name), ...past };
      }),
    );
  }

  /** Alarms that have been OK for a day. */
  alarms(...names: readonly string[]): void {
    for (const name of names) this.#alarm({ name });
  }

  /** An alarm that has been in a state for some time. */
  alarmSince(name: string, state: StateValue, minutesAgo: number): void {
    this.#alarm({ name, state, since: this.account.clock.now() - minutesAgo * MINUTE });
  }

  /** An alarm that goes on while the sum of its metric over a period, by default a minute, is greater than the threshold; OK for a day. */
  alarmAbove(name: string, threshold: number, settings: Omit<StoryAlarm, 'name' | 'threshold'> = {}): void {
    this.#alarm({ name, threshold, ...settings });
    this.#thresholds.set(name, threshold);
  }

  /** A log alarm that has been OK for a day: each five minutes it looks at the five before. */
  logAlarm(name: string): void {
    this.alarmNames.push(name);
    this.account.cloudWatch.script.seedLogAlarm({ name });
  }

  /** From now on the metric of an {@link alarmAbove} has these values, one a minute, and its alarm follows them. */
  metricGoes(name: string, values: readonly number[]): void {
    const threshold = this.#thresholds.get(name);
    if (threshold === undefined) throw new Error(`the story plays a metric for "${name}", which is no alarmAbove`);
    const start = this.account.clock.now();
    const points = values.map((value, index) => ({ time: start + index * MINUTE, value }));
    this.#recorder.plays(name, { threshold, points });
    this.account.cloudWatch.script.playMetric({ namespace: STORY_METRICS, name, dimensions: [] }, values);
  }

  /** Another account or region, which is among the spokes of the story. */
  spoke(place: AccountIdentity): SpokeScene {
    const key = `${place.accountId}/${place.region}`;
    const spoke = this.#spokes.get(key) ?? new SpokeScene(this.account, this.#recorder, place);
    this.#spokes.set(key, spoke);
    return spoke;
  }

  /** The alarms of the story in other accounts and regions. */
  get elsewhere() {
    return [...this.#spokes.values()].flatMap((spoke) => spoke.alarmsNow());
  }

  #alarm(alarm: SeededAlarm): void {
    this.alarmNames.push(alarm.name);
    this.account.cloudWatch.script.seedAlarm(alarm);
  }

  /** Lets time pass, and everything happen that falls due. */
  async pass(minutes: number): Promise<void> {
    await this.account.clock.advance(minutes * MINUTE);
    this.#recorder.settle();
  }

  /**
   * A commit comes in: the pipeline starts to deploy the release. Further: what other sources took, values of variables, how
   * stages, actions and entry conditions go.
   */
  release(pipeline: string, name: string, further: Omit<ScriptedStart, 'pipeline' | 'revision'> = {}): void {
    const values = Object.entries(further.variables ?? {}).map(([variable, value]) => `, ${variable} ${value}`);
    this.#recorder.happens(`${pipeline}: release ${name} comes in${values.join('')}`);
    this.account.codePipeline.script.startExecution({ pipeline, revision: releaseRevision(name), ...further });
  }

  /** From now on executions fail in that stage, or in one action of it: half-way. */
  failsIn(pipeline: string, stage: string, action?: string): void {
    const place = { pipeline, stage, ...(action !== undefined && { action }) };
    this.account.codePipeline.script.setResult(place, 'STANDARD', 'Failed');
  }

  /** From now on the entry condition of the stage, which its story declares, goes so. */
  entryCondition(pipeline: string, stage: string, entry: ScriptedEntry): void {
    this.account.codePipeline.script.setEntryCondition({ pipeline, stage }, entry);
  }

  /** The metrics of some alarms change, so they do. */
  alarmsGo(value: StateValue, ...names: readonly string[]): void {
    for (const name of names) this.account.cloudWatch.script.setState(name, value);
  }

  /** The metric of an alarm changes, with the reason data (JSON text) that an evaluation would give. */
  alarmGoes(value: StateValue, name: string, reasonData: string): void {
    this.account.cloudWatch.script.setState(name, value, undefined, reasonData);
  }

  /** A deployment makes an alarm, in the place of one of that name: it begins in INSUFFICIENT_DATA and follows its metric. */
  alarmIsMade(alarm: StoryAlarm): void {
    const { script } = this.account.cloudWatch;
    this.#recorder.happens(`alarm ${alarm.name} is made anew`);
    if (this.alarmNames.includes(alarm.name)) script.deleteAlarm(alarm.name);
    script.createAlarm(alarm);
  }

  /** A maintenance window mutes alarms from now on. */
  mute(name: string, alarmNames: readonly string[], minutes: number): void {
    const now = this.account.clock.now();
    this.#recorder.happens(`mute rule ${name}: ${alarmNames.join(', ')} for ${minutes} min`);
    this.account.cloudWatch.script.mute({ name, alarmNames, from: now, until: now + minutes * MINUTE });
  }

  /** From now on every rollback of the stage fails. */
  rollbacksFail(pipeline: string, stage: string): void {
    this.account.codePipeline.script.setResult({ pipeline, stage }, 'ROLLBACK', 'Failed');
  }

  /** The process of the function is killed right after the next call of the operation, before it gets the answer. */
  killFunctionAfter(operation: string): void {
    const { faults } = this.account;
    faults.add({
      operation,
      calls: 1,
      after: (call) => {
        this.#recorder.happens(`the process of the function is killed right after ${operation}`);
        this.account.killCaller(call);
      },
    });
  }

  /** Somebody edits the pipeline's structure. */
  edit(pipeline: string): void {
    const version = this.account.codePipeline.script.edit(pipeline);
    this.#recorder.happens(`pipeline ${pipeline} is edited: version ${version}`);
  }

  personRollsBack(pipeline: string, stage: string, name: string): void {
    this.person.rollsBack(pipeline, stage, name);
  }

  personDisablesTransition(pipeline: string, stage: string, reason: string): void {
    this.person.disablesTransition(pipeline, stage, reason);
  }

  /** A person invokes the function with a command, as from the Lambda console. Fails where the function fails. */
  async command(command: object): Promise<void> {
    await this.#console.invoke(command, () => this.pass(1));
  }
}
