import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock, EpochMillis } from '../../account/clock.ts';
import type { PublishEvent } from '../service.ts';
import type { Alarm, AlarmState, CompositeAlarm, LogAlarm, MetricAlarm, Suppression, Verdict } from './alarm.ts';
import type { AlarmActions } from './alarm-actions.ts';
import { alarmArn, alarmNameOf } from './alarm-arn.ts';
import type { CompositeAlarmDefinition, LogAlarmDefinition, MetricAlarmDefinition } from './alarm-definition.ts';
import { configurationChangeEvent, fullConfiguration, stateChangeEvent } from './alarm-events.ts';
import type { AlarmHistory } from './alarm-history.ts';
import type { AlarmMutes, MuteWindow } from './alarm-mutes.ts';
import type { AlarmRule } from './alarm-rule.ts';

export type StateChangeListener = (alarm: Alarm, previous: AlarmState) => void;

/**
 * The alarms of the account and the only place where one changes: every change of state or configuration is recorded in
 * the history, published as an event, and followed by the alarm's actions where they are due.
 */
export class Alarms {
  readonly #identity: AccountIdentity;
  readonly #clock: Clock;
  readonly #publish: PublishEvent;
  readonly #history: AlarmHistory;
  readonly #mutes: AlarmMutes;
  readonly #actions: AlarmActions;
  readonly #alarms = new Map<string, Alarm>();
  readonly #listeners: StateChangeListener[] = [];
  /** By name; undefined where an alarm has come or gone since. */
  #sorted: readonly Alarm[] | undefined;

  constructor(deps: {
    readonly identity: AccountIdentity;
    readonly clock: Clock;
    readonly publish: PublishEvent;
    readonly history: AlarmHistory;
    readonly mutes: AlarmMutes;
    readonly actions: AlarmActions;
  }) {
    this.#identity = deps.identity;
    this.#clock = deps.clock;
    this.#publish = deps.publish;
    this.#history = deps.history;
    this.#mutes = deps.mutes;
    this.#actions = deps.actions;
  }

  /** Calls `listener` after every state update of any alarm. */
  onStateChange(listener: StateChangeListener): void {
    this.#listeners.push(listener);
  }

  /** The alarm with this name or ARN. */
  find(nameOrArn: string): Alarm | undefined {
    return this.#alarms.get(alarmNameOf(nameOrArn));
  }

  /** Every alarm, by name. */
  all(): readonly Alarm[] {
    this.#sorted ??= [...this.#alarms.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.#sorted;
  }

  /** Creates or replaces a metric alarm. An existing one keeps its state (API:PutMetricAlarm). */
  putMetric(definition: MetricAlarmDefinition): MetricAlarm {
    const existing = this.#alarms.get(definition.AlarmName);
    if (existing?.type === 'MetricAlarm') {
      this.#reconfigure(existing, () => {
        existing.definition = definition;
      });
      return existing;
    }
    return this.#create({ type: 'MetricAlarm', ...this.#record(definition.AlarmName), definition });
  }

  /** A metric alarm that was made some time ago, without events about it. */
  plantMetric(definition: MetricAlarmDefinition, createdAt: EpochMillis): MetricAlarm {
    const planted: MetricAlarm = {
      type: 'MetricAlarm',
      ...this.#record(definition.AlarmName, createdAt),
      definition,
    };
    this.#add(planted);
    return planted;
  }

  /** A log alarm that was made some time ago, without events about it. */
  plantLog(definition: LogAlarmDefinition, createdAt: EpochMillis): LogAlarm {
    const planted: LogAlarm = { type: 'LogAlarm', ...this.#record(definition.AlarmName, createdAt), definition };
    this.#add(planted);
    return planted;
  }

  /** A change of state that was some time ago, without events and actions about it. */
  plantState(alarm: Alarm, verdict: Verdict, at: EpochMillis): void {
    const previous = alarm.state;
    alarm.state = { ...verdict, updatedAt: at, transitionedAt: at };
    if (previous.value !== verdict.value) this.#history.stateUpdate(alarm, previous);
  }

  /** Creates or replaces a composite alarm. The caller evaluates it. */
  putComposite(definition: CompositeAlarmDefinition, rule: AlarmRule): CompositeAlarm {
    const existing = this.#alarms.get(definition.AlarmName);
    if (existing?.type === 'CompositeAlarm') {
      this.#reconfigure(existing, () => {
        existing.definition = definition;
        existing.rule = rule;
      });
      return existing;
    }
    return this.#create({ type: 'CompositeAlarm', ...this.#record(definition.AlarmName), definition, rule });
  }

  setActionsEnabled(alarm: Alarm, enabled: boolean): void {
    this.#reconfigure(alarm, () => {
      alarm.definition.ActionsEnabled = enabled;
    });
  }

  remove(alarm: Alarm): void {
    this.#alarms.delete(alarm.name);
    this.#sorted = undefined;
    this.#history.configurationUpdate(alarm, 'Delete', this.#clock.now());
    this.#publish(configurationChangeEvent(alarm, 'delete'));
  }

  /**
   * Gives the alarm a state. Nothing happens unless its value or its suppression changes: alarms act on transitions only
   * (CW:alarm-actions). Returns whether it did.
   */
  update(alarm: Alarm, verdict: Verdict, suppressedBy?: Suppression): boolean {
    const previous = alarm.state;
    const transition = previous.value !== verdict.value;
    if (!transition && previous.suppressedBy === suppressedBy) return false;
    const now = this.#clock.now();
    alarm.state = {
      value: verdict.value,
      reason: verdict.reason,
      reasonData: verdict.reasonData,
      updatedAt: now,
      transitionedAt: transition ? now : previous.transitionedAt,
      suppressedBy,
    };
    const mute = this.#mutes.of(alarm);
    this.#history.stateUpdate(alarm, previous);
    this.#publish(stateChangeEvent(alarm, previous, mute));
    if (alarm.definition.ActionsEnabled && suppressedBy === undefined && mute === undefined)
      this.#actions.run(alarm, previous);
    for (const listener of this.#listeners) listener(alarm, previous);
    return true;
  }

  /** Runs the actions of the alarms that went into ALARM while muted and still are (CW:alarm-mute-rules); no event is documented. */
  muteEnded(window: MuteWindow): void {
    for (const alarm of this.all()) {
      const { value, suppressedBy, updatedAt } = alarm.state;
      const due = value === 'ALARM' && suppressedBy === undefined && updatedAt >= window.from;
      if (window.alarmNames.has(alarm.name) && due && alarm.definition.ActionsEnabled)
        this.#actions.run(alarm, alarm.state);
    }
  }

  #record(name: string, now = this.#clock.now()) {
    const state: AlarmState = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      updatedAt: now,
      transitionedAt: now,
    };
    return { name, arn: alarmArn(this.#identity, name), state, configuredAt: now, tags: new Map<string, string>() };
  }

  #add(alarm: Alarm): void {
    this.#alarms.set(alarm.name, alarm);
    this.#sorted = undefined;
    this.#history.configurationUpdate(alarm, 'Create', alarm.configuredAt);
  }

  #create<Created extends Alarm>(alarm: Created): Created {
    this.#add(alarm);
    this.#publish(configurationChangeEvent(alarm, 'create'));
    return alarm;
  }

  #reconfigure(alarm: Alarm, change: () => void): void {
    const previous = fullConfiguration(alarm);
    change();
    alarm.configuredAt = this.#clock.now();
    this.#history.configurationUpdate(alarm, 'Update', alarm.configuredAt);
    this.#publish(configurationChangeEvent(alarm, 'update', previous));
  }
}
