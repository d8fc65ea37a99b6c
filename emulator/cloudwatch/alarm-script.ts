import type { EpochMillis } from '../clock.ts';
import { madeOnce } from '../made-once.ts';
import type { EvaluationState, MetricAlarm, StateValue, Verdict } from './alarm.ts';
import { type AlarmAccount, existingAlarm } from './alarm-account.ts';
import { CompositeAlarmDefinition, MetricAlarmDefinition } from './alarm-definition.ts';
import type { AlarmMutes } from './alarm-mutes.ts';
import { parseAlarmRule } from './alarm-rule.ts';
import type { MetricIdentity } from './metrics.ts';
import { type ThresholdRule, thresholdRuleOf } from './threshold.ts';

/** An alarm as a story seeds it: on a metric of its own, in a state since some time, without events about that past. */
export interface SeededAlarm {
  readonly name: string;
  /** Default OK. */
  readonly state?: StateValue;
  /** Since when it is in that state; default a day ago. */
  readonly since?: EpochMillis;
  /** It is in ALARM while the sum of its metric over a minute is greater; default 0. */
  readonly threshold?: number;
  /** ARNs of functions and topics. */
  readonly alarmActions?: readonly string[];
  readonly okActions?: readonly string[];
  readonly actionsEnabled?: boolean;
}

/** The namespace of the metrics of seeded alarms; each has the name of its alarm. */
export const STORY_METRICS = 'Story';

const DAY = 24 * 3_600_000;

/** Plays alarms from tests and stories: what the metrics, the operators and the maintenance windows of the account do. */
export class AlarmScript {
  readonly #account: AlarmAccount;
  readonly #mutes: AlarmMutes;

  constructor(account: AlarmAccount, mutes: AlarmMutes) {
    this.#account = account;
    this.#mutes = mutes;
  }

  /** Adds a metric alarm. Its state is what the script says, until data is put for its metric. Returns its ARN. */
  seedAlarm({ name, state = 'OK', since, ...alarm }: SeededAlarm): string {
    const seeded = this.#account.alarms.putMetric({ ...definitionOf({ name, alarm }) });
    const time = since ?? this.#account.clock.now() - DAY;
    const verdict = scriptedVerdict(state);
    const previous = seeded.state;
    seeded.scripted = verdict;
    seeded.state = { ...verdict, updatedAt: time, transitionedAt: time };
    if (previous.value !== state) this.#account.history.stateUpdate(seeded, previous);
    return seeded.arn;
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

  /** The metric behind the alarm changes now: the alarm goes into the state and stays there. */
  setState(name: string, value: StateValue, reason?: string): void {
    const alarm = this.#metricAlarm(name);
    alarm.scripted = scriptedVerdict(value, reason);
    this.#account.alarms.update(alarm, alarm.scripted);
  }

  /** Like {@link setState}, when the clock reaches `time`. */
  setStateAt(time: EpochMillis, name: string, value: StateValue, reason?: string): void {
    this.#metricAlarm(name);
    this.#account.clock.at(time, () => this.setState(name, value, reason));
  }

  /** Somebody who knows the metric better than {@link Metrics} evaluated the alarm: it takes the state that came of it. */
  evaluated(name: string, verdict: Verdict): void {
    this.#account.alarms.update(this.#metricAlarm(name), verdict);
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

  #metricAlarm(name: string): MetricAlarm {
    const alarm = existingAlarm(this.#account, name);
    if (alarm.type === 'MetricAlarm') return alarm;
    throw new Error(`"${name}" is a composite alarm: change the alarms it reads`);
  }
}

const definitionOf = madeOnce(({ name, alarm }: { readonly name: string; readonly alarm: AlarmSettings }) =>
  MetricAlarmDefinition.parse({
    AlarmName: name,
    Namespace: STORY_METRICS,
    MetricName: name,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: alarm.threshold ?? 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: alarm.alarmActions,
    OKActions: alarm.okActions,
    ActionsEnabled: alarm.actionsEnabled,
  }),
);

type AlarmSettings = Omit<SeededAlarm, 'name' | 'state' | 'since'>;

function scriptedVerdict(value: StateValue, reason?: string) {
  const texts = {
    ALARM: 'Threshold Crossed: 1 out of the last 1 datapoints was greater than the threshold (0.0).',
    OK: 'Threshold Crossed: 1 out of the last 1 datapoints was not greater than the threshold (0.0).',
    INSUFFICIENT_DATA: 'Insufficient Data: 1 datapoint was unknown.',
  };
  return { value, reason: reason ?? texts[value] };
}
