import type { EpochMillis } from '../../account/clock.ts';
import type { EvaluationState, LogAlarm, MetricAlarm, Verdict } from './alarm.ts';
import { type AlarmAccount, existingAlarm } from './alarm-account.ts';
import { CompositeAlarmDefinition } from './alarm-definition.ts';
import type { AlarmMutes } from './alarm-mutes.ts';
import { parseAlarmRule } from './alarm-rule.ts';
import type { MetricIdentity } from './metrics.ts';
import { type SeededAlarm, type StoryAlarm, storyDefinition } from './seeded-alarm.ts';
import { logDefinition, type SeededLogAlarm } from './seeded-log-alarm.ts';
import type { StateValue } from './state-value.ts';
import { type ThresholdRule, thresholdRuleOf } from './threshold-rule.ts';

const DAY = 24 * 3_600_000;
/** Alarm history is kept for 30 days. */
const FORGOTTEN = 40 * DAY;

/** Plays alarms from tests and stories: what the metrics, the operators and the maintenance windows of the account do. */
export class AlarmScript {
  readonly #account: AlarmAccount;
  readonly #mutes: AlarmMutes;

  constructor(account: AlarmAccount, mutes: AlarmMutes) {
    this.#account = account;
    this.#mutes = mutes;
  }

  /** Adds a metric alarm. Its state is what the script says, until data is put for its metric. Returns its ARN. */
  seedAlarm({ state = 'OK', since, earlier = [], createdAt, ...alarm }: SeededAlarm): string {
    const { alarms, clock } = this.#account;
    const past = [...earlier, { state, since: since ?? clock.now() - DAY }];
    const first = past[0]?.since ?? clock.now();
    const created = createdAt ?? first - FORGOTTEN;
    const times = [created, ...past.map((one) => one.since), clock.now()];
    if (times.some((time, index) => time > (times[index + 1] ?? time)))
      throw new Error(`"${alarm.name}" is made, then in its states one after the other, then it is now`);
    const seeded = alarms.plantMetric(storyDefinition(alarm), created);
    for (const one of past) alarms.plantState(seeded, scriptedVerdict(one.state), one.since);
    seeded.scripted = scriptedVerdict(state);
    return seeded.arn;
  }

  /** Adds a log alarm. Its state is what the script says. Returns its ARN. */
  seedLogAlarm({ state = 'OK', since = this.#account.clock.now() - DAY, ...alarm }: SeededLogAlarm): string {
    const { alarms, identity } = this.#account;
    const seeded = alarms.plantLog(logDefinition(alarm, identity), since - FORGOTTEN);
    alarms.plantState(seeded, scriptedVerdict(state), since);
    return seeded.arn;
  }

  /** Makes a metric alarm now, as PutMetricAlarm does: it begins in INSUFFICIENT_DATA and follows its metric. Returns its ARN. */
  createAlarm(alarm: StoryAlarm): string {
    const created = this.#account.alarms.putMetric(storyDefinition(alarm));
    this.#account.metricEvaluation.scheduleNext(created);
    return created.arn;
  }

  /** Somebody deletes a metric alarm; its history stays. */
  deleteAlarm(name: string): void {
    const alarm = this.#metricAlarm(name);
    this.#account.metricEvaluation.removed(name);
    this.#account.alarms.remove(alarm);
  }

  /** Adds a composite alarm (and evaluates it at once). Periods are in seconds. Returns its ARN. */
  seedCompositeAlarm(composite: {
    readonly name: string;
    readonly rule: string;
    readonly suppressor?: { readonly alarm: string; readonly waitPeriod: number; readonly extensionPeriod: number };
    readonly alarmActions?: readonly string[];
  }): string {
    const definition = CompositeAlarmDefinition.parse({
      AlarmName: composite.name,
      AlarmRule: composite.rule,
      AlarmActions: composite.alarmActions,
      ActionsSuppressor: composite.suppressor?.alarm,
      ActionsSuppressorWaitPeriod: composite.suppressor?.waitPeriod,
      ActionsSuppressorExtensionPeriod: composite.suppressor?.extensionPeriod,
    });
    const alarm = this.#account.alarms.putComposite(definition, parseAlarmRule(composite.rule));
    this.#account.compositeEvaluation.put(alarm, false);
    return alarm.arn;
  }

  /**
   * The metric, or the log, behind the alarm changes now: the alarm goes into the state and stays there. `reasonData` is JSON text, as an
   * evaluation of any kind of alarm would give it; without it the state has none, as one that SetAlarmState gave.
   */
  setState(name: string, value: StateValue, reason?: string, reasonData?: string): void {
    this.evaluated(name, scriptedVerdict(value, reason, reasonData));
  }

  /** Like {@link setState}, when the clock reaches `time`. */
  setStateAt(time: EpochMillis, name: string, value: StateValue, reason?: string, reasonData?: string): void {
    this.#scriptable(name);
    this.#account.clock.at(time, () => this.setState(name, value, reason, reasonData));
  }

  /** Somebody who knows the metric better than {@link Metrics} evaluated the alarm: it takes the state that came of it, and keeps it. */
  evaluated(name: string, verdict: Verdict): void {
    const alarm = this.#scriptable(name);
    if (alarm.type === 'MetricAlarm') alarm.scripted = verdict;
    this.#account.alarms.update(alarm, verdict);
  }

  /** Puts one value after the other, `everySeconds` apart, beginning at the next one; the alarms on the metric follow the data. */
  playMetric(metric: MetricIdentity, values: readonly number[], everySeconds = 60): void {
    const { clock, metrics, metricEvaluation } = this.#account;
    const start = clock.now();
    for (const [index, value] of values.entries()) {
      clock.at(start + index * everySeconds * 1000, () => {
        metrics.put(metric, { time: clock.now(), value, count: 1 });
        metricEvaluation.dataArrived(metric);
      });
    }
  }

  /** Mutes alarms for a time (an alarm mute rule): their events carry `muteDetail`, their actions wait. */
  mute(rule: {
    readonly name: string;
    readonly alarmNames: readonly string[];
    readonly from: EpochMillis;
    readonly until: EpochMillis;
  }): void {
    for (const name of rule.alarmNames) existingAlarm(this.#account, name);
    this.#mutes.add(rule, (window) => this.#account.alarms.muteEnded(window));
  }

  /** What an operator does with EnableAlarmActions and DisableAlarmActions. */
  setActionsEnabled(name: string, enabled: boolean): void {
    this.#account.alarms.setActionsEnabled(existingAlarm(this.#account, name), enabled);
  }

  /** Marks a metric alarm as evaluated on partial data or not at all; undefined: evaluated well. */
  setEvaluationState(name: string, evaluationState: EvaluationState | undefined): void {
    this.#metricAlarm(name).evaluationState = evaluationState;
  }

  /** When the alarm is in ALARM, by its configuration. Throws for one that is not on the threshold of a metric. */
  ruleOf(name: string): ThresholdRule {
    const rule = thresholdRuleOf(this.#metricAlarm(name));
    if (rule === undefined) throw new Error(`"${name}" is not an alarm on the threshold of a metric`);
    return rule;
  }

  stateOf(name: string): StateValue {
    return existingAlarm(this.#account, name).state.value;
  }

  #scriptable(name: string): MetricAlarm | LogAlarm {
    const alarm = existingAlarm(this.#account, name);
    return alarm.type === 'LogAlarm' ? alarm : this.#metricAlarm(name);
  }

  #metricAlarm(name: string): MetricAlarm {
    const alarm = existingAlarm(this.#account, name);
    if (alarm.type === 'MetricAlarm') return alarm;
    const instead = alarm.type === 'CompositeAlarm' ? 'a composite alarm: change the alarms it reads' : 'a log alarm';
    throw new Error(`"${name}" is ${instead}`);
  }
}

function scriptedVerdict(value: StateValue, reason?: string, reasonData?: string): Verdict {
  const texts = {
    ALARM: 'Threshold Crossed: 1 out of the last 1 datapoints was greater than the threshold (0.0).',
    OK: 'Threshold Crossed: 1 out of the last 1 datapoints was not greater than the threshold (0.0).',
    INSUFFICIENT_DATA: 'Insufficient Data: 1 datapoint was unknown.',
  };
  return { value, reason: reason ?? texts[value], reasonData };
}
