import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { ServiceEvent } from '../../emulator/services/service.ts';

interface Change {
  readonly at: EpochMillis;
  readonly value: string;
}

/** An alarm event as it was published, by what the controller calls its cause. */
export interface PublishedAlarm {
  readonly name: string;
  readonly at: EpochMillis;
  readonly muted: boolean;
  readonly suppressed: boolean;
}

/** The true course of every alarm, from the events that CloudWatch published: what the checks compare with. */
export class AlarmTruth {
  readonly #changes = new Map<string, Change[]>();
  readonly #published = new Map<string, PublishedAlarm>();
  readonly #switched = new Map<string, { readonly at: EpochMillis; readonly enabled: boolean }>();

  begin(name: string, value: string): void {
    this.#changes.set(name, [{ at: Number.NEGATIVE_INFINITY, value }]);
  }

  /** Takes an event down; returns the id of its cause where it is a change of state. */
  note({ detailType, detail }: ServiceEvent, now: EpochMillis): string | undefined {
    const { alarmName, state, muteDetail } = detail as {
      readonly alarmName: string;
      readonly state: { readonly value: string; readonly timestamp: string; readonly actionsSuppressedBy?: string };
      readonly muteDetail?: object;
    };
    if (detailType !== 'CloudWatch Alarm State Change') return undefined;
    const changes = this.#changes.get(alarmName) ?? [];
    this.#changes.set(alarmName, changes);
    if (changes.at(-1)?.value !== state.value) changes.push({ at: now, value: state.value });
    const id = `alarm/${alarmName}/${state.timestamp.replace('+0000', 'Z')}`;
    const suppressed = state.actionsSuppressedBy !== undefined;
    this.#published.set(id, { name: alarmName, at: now, muted: muteDetail !== undefined, suppressed });
    return id;
  }

  switched(name: string, enabled: boolean, at: EpochMillis): void {
    this.#switched.set(name, { enabled, at });
  }

  published(causeId: string): PublishedAlarm | undefined {
    return this.#published.get(causeId);
  }

  /** The actions of the alarm have been disabled since before `time`. */
  disabledSince(name: string, time: EpochMillis): boolean {
    const switched = this.#switched.get(name);
    return switched !== undefined && !switched.enabled && switched.at < time;
  }

  /** It was in ALARM at that moment, and just before it. */
  wasInAlarm(name: string, time: EpochMillis): boolean {
    return this.#valueAt(name, time) === 'ALARM' && this.#valueAt(name, time - 1) === 'ALARM';
  }

  /** When the present ALARM began. */
  alarmSince(name: string): EpochMillis | undefined {
    const latest = this.#changes.get(name)?.at(-1);
    return latest?.value === 'ALARM' ? latest.at : undefined;
  }

  /** It had that value at some moment between both. */
  hadValue(name: string, value: string, from: EpochMillis, to: EpochMillis): boolean {
    if (this.#valueAt(name, from) === value) return true;
    return (this.#changes.get(name) ?? []).some(
      (change) => change.value === value && change.at >= from && change.at <= to,
    );
  }

  /** All of them were OK together at some moment between both. */
  wereOk(names: readonly string[], from: EpochMillis, to: EpochMillis): boolean {
    const moments = names.flatMap((name) => (this.#changes.get(name) ?? []).map(({ at }) => at));
    const inside = [from, ...moments.filter((at) => at > from && at <= to)];
    return inside.some((moment) => names.every((name) => this.#valueAt(name, moment) === 'OK'));
  }

  #valueAt(name: string, time: EpochMillis): string | undefined {
    return this.#changes.get(name)?.findLast(({ at }) => at <= time)?.value;
  }
}
