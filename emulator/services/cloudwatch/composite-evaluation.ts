import type { Cancel, Clock } from '../../account/clock.ts';
import type { Alarm, AlarmState, CompositeAlarm, Suppression } from './alarm.ts';
import { alarmNameOf } from './alarm-arn.ts';
import { alarmNamesIn, evaluateAlarmRule } from './alarm-rule.ts';
import { alarmTimestamp, spokenTimestamp } from './alarm-timestamp.ts';
import type { Alarms } from './alarms.ts';

/**
 * Keeps composite alarms up to date with the alarms they read and with their suppressor.
 * Wait and extension periods follow the examples of CW:Create_Composite_Alarm_Suppression: every transition starts a wait
 * period (and discards an active period) unless the suppressor is in ALARM already; the suppressor leaving ALARM starts an
 * extension period; when a period ends, the actions of the current state are due.
 */
export class CompositeEvaluation {
  readonly #alarms: Alarms;
  readonly #clock: Clock;
  readonly #periods = new Map<string, Cancel>();
  /** Composites on the way up from a changed child, so that a cycle of composites ends. */
  readonly #evaluating = new Set<string>();

  constructor(alarms: Alarms, clock: Clock) {
    this.#alarms = alarms;
    this.#clock = clock;
    alarms.onStateChange((alarm, previous) => this.#changed(alarm, previous));
  }

  /** Evaluates a composite that was just created or changed. */
  put(composite: CompositeAlarm, suppressorReplaced: boolean): void {
    if (suppressorReplaced) this.#discardPeriod(composite);
    const value = this.#valueOf(composite);
    this.#transition(composite, {
      value,
      reason: `${composite.arn} was created and its alarm rule evaluates to ${value}`,
      reasonData: this.#reasonData(alarmNamesIn(composite.rule)),
    });
    if (suppressorReplaced && composite.state.suppressedBy !== undefined && !this.#suppressorInAlarm(composite))
      this.#suppress(composite, undefined);
  }

  removed(alarm: Alarm): void {
    this.#discardPeriod(alarm);
  }

  /** A transition that somebody asked for (SetAlarmState) or that the rule makes. */
  #transition(composite: CompositeAlarm, verdict: Pick<AlarmState, 'value' | 'reason' | 'reasonData'>): void {
    if (verdict.value === composite.state.value) return;
    this.#discardPeriod(composite);
    const suppressedBy = this.#suppressionOfTransition(composite);
    this.#alarms.update(composite, verdict, suppressedBy);
    if (suppressedBy === 'WaitPeriod')
      this.#startPeriod(composite, composite.definition.ActionsSuppressorWaitPeriod ?? 0);
  }

  /** SetAlarmState of a composite; it stays so until one of its children changes (API:SetAlarmState). */
  set(composite: CompositeAlarm, verdict: Pick<AlarmState, 'value' | 'reason' | 'reasonData'>): void {
    this.#transition(composite, verdict);
  }

  #changed(alarm: Alarm, previous: AlarmState): void {
    if (alarm.state.value === previous.value) return;
    for (const composite of this.#composites()) {
      if (alarmNamesIn(composite.rule).includes(alarm.name)) this.#childChanged(composite, alarm);
      const { ActionsSuppressor } = composite.definition;
      if (ActionsSuppressor !== undefined && alarmNameOf(ActionsSuppressor) === alarm.name)
        this.#suppressorChanged(composite, alarm, previous);
    }
  }

  #childChanged(composite: CompositeAlarm, child: Alarm): void {
    if (this.#evaluating.has(composite.name)) return;
    this.#evaluating.add(composite.name);
    this.#transition(composite, {
      value: this.#valueOf(composite),
      reason: `${child.arn} transitioned to ${child.state.value} at ${spokenTimestamp(child.state.updatedAt)}`,
      reasonData: this.#reasonData([child.name]),
    });
    this.#evaluating.delete(composite.name);
  }

  #suppressorChanged(composite: CompositeAlarm, suppressor: Alarm, previous: AlarmState): void {
    if (suppressor.state.value === 'ALARM') {
      this.#discardPeriod(composite);
      this.#suppress(composite, 'Alarm');
    } else if (previous.value === 'ALARM') {
      const extension = composite.definition.ActionsSuppressorExtensionPeriod ?? 0;
      this.#discardPeriod(composite);
      this.#suppress(composite, extension > 0 ? 'ExtensionPeriod' : undefined);
      if (extension > 0) this.#startPeriod(composite, extension);
    }
  }

  #suppress(composite: CompositeAlarm, suppressedBy: Suppression | undefined): void {
    this.#alarms.update(composite, composite.state, suppressedBy);
  }

  #startPeriod(composite: CompositeAlarm, seconds: number): void {
    const cancel = this.#clock.at(this.#clock.now() + seconds * 1000, () => {
      this.#periods.delete(composite.name);
      this.#suppress(composite, undefined);
    });
    this.#periods.set(composite.name, cancel);
  }

  #discardPeriod(alarm: Alarm): void {
    this.#periods.get(alarm.name)?.();
    this.#periods.delete(alarm.name);
  }

  #suppressionOfTransition(composite: CompositeAlarm): Suppression | undefined {
    if (composite.definition.ActionsSuppressor === undefined) return undefined;
    if (this.#suppressorInAlarm(composite)) return 'Alarm';
    return (composite.definition.ActionsSuppressorWaitPeriod ?? 0) > 0 ? 'WaitPeriod' : undefined;
  }

  #suppressorInAlarm({ definition }: CompositeAlarm): boolean {
    const { ActionsSuppressor } = definition;
    return ActionsSuppressor !== undefined && this.#alarms.find(ActionsSuppressor)?.state.value === 'ALARM';
  }

  #valueOf(composite: CompositeAlarm): 'ALARM' | 'OK' {
    return evaluateAlarmRule(composite.rule, (name) => this.#alarms.find(name)?.state.value) ? 'ALARM' : 'OK';
  }

  #reasonData(alarmNames: readonly string[]): string {
    const triggeringAlarms = alarmNames.flatMap((name) => {
      const alarm = this.#alarms.find(name);
      if (alarm === undefined) return [];
      const { value, transitionedAt } = alarm.state;
      return [{ arn: alarm.arn, state: { value, timestamp: alarmTimestamp(transitionedAt) } }];
    });
    return JSON.stringify({ triggeringAlarms });
  }

  #composites(): CompositeAlarm[] {
    return this.#alarms.all().filter((alarm) => alarm.type === 'CompositeAlarm');
  }
}
