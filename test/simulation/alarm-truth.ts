import type { EpochMillis } from '../../emulator/account/clock.ts';
import type { ServiceEvent } from '../../emulator/services/service.ts';

interface Change {
  readonly at: EpochMillis;
  readonly value: string;
}

/** An alarm event as it was published, by what the controller calls its cause. */
export interface PublishedAlarm {
  readonly arn: string;
  readonly at: EpochMillis;
  /** Until when its alarm was muted, where it was. */
  readonly mutedUntil?: EpochMillis;
  readonly suppressed: boolean;
}

/** The true course of every alarm, from the events that CloudWatch published: what the checks compare with. */
export class AlarmTruth {
  readonly #children = new Map<string, readonly string[]>();
  readonly #changes = new Map<string, Change[]>();
  readonly #published = new Map<string, PublishedAlarm>();
  readonly #switched = new Map<string, { readonly at: EpochMillis; readonly enabled: boolean }>();

  /** `children`: of a composite that is on while one of them is. */
  begin(arn: string, value: string, children?: readonly string[]): void {
    if (children !== undefined) this.#children.set(arn, children);
    this.#changes.set(arn, [{ at: Number.NEGATIVE_INFINITY, value }]);
  }

  /** Takes an event down; returns the id of its cause where it is a change of state. */
  note({ detailType, resources, detail }: ServiceEvent, now: EpochMillis): string | undefined {
    const [arn = ''] = resources;
    const { state, muteDetail } = detail as {
      readonly state: { readonly value: string; readonly timestamp: string; readonly actionsSuppressedBy?: string };
      readonly muteDetail?: { readonly muteWindowEnd: string };
    };
    if (detailType !== 'CloudWatch Alarm State Change') return undefined;
    const changes = this.#changes.get(arn) ?? [];
    this.#changes.set(arn, changes);
    if (changes.at(-1)?.value !== state.value) changes.push({ at: now, value: state.value });
    const id = `alarm/${arn}/${state.timestamp.replace('+0000', 'Z')}`;
    const suppressed = state.actionsSuppressedBy !== undefined;
    const mutedUntil =
      muteDetail === undefined ? undefined : Date.parse(muteDetail.muteWindowEnd.replace('+0000', 'Z'));
    this.#published.set(id, { arn, at: now, suppressed, ...(mutedUntil !== undefined && { mutedUntil }) });
    return id;
  }

  switched(arn: string, enabled: boolean, at: EpochMillis): void {
    this.#switched.set(arn, { enabled, at });
  }

  published(causeId: string): PublishedAlarm | undefined {
    return this.#published.get(causeId);
  }

  /** The actions of the alarm have been disabled since before `time`. */
  disabledSince(arn: string, time: EpochMillis): boolean {
    const switched = this.#switched.get(arn);
    return switched !== undefined && !switched.enabled && switched.at < time;
  }

  /** It was in ALARM at that moment, and just before it. */
  wasInAlarm(arn: string, time: EpochMillis): boolean {
    return this.#valueAt(arn, time) === 'ALARM' && this.#valueAt(arn, time - 1) === 'ALARM';
  }

  /** When the present ALARM began. */
  alarmSince(arn: string): EpochMillis | undefined {
    const latest = this.#changes.get(arn)?.at(-1);
    return latest?.value === 'ALARM' ? latest.at : undefined;
  }

  /**
   * When the trouble began that the alarm told of between both: a composite that one child kept on when the other had recovered tells
   * of the trouble of the one.
   */
  troubleSince(arn: string, from: EpochMillis, to: EpochMillis): EpochMillis | undefined {
    const told = this.#children.get(arn) ?? [arn];
    return told
      .map((one) => this.#lastEpisode(one, from, to))
      .toSorted((one, other) => (one ?? Number.POSITIVE_INFINITY) - (other ?? Number.POSITIVE_INFINITY))[0];
  }

  /** Begin of the last ALARM that lasted until `from` or longer, and began by `to`. */
  #lastEpisode(arn: string, from: EpochMillis, to: EpochMillis): EpochMillis | undefined {
    const changes = (this.#changes.get(arn) ?? []).filter(({ at }) => at <= to);
    const begin = changes.findLastIndex(({ value }) => value === 'ALARM');
    const end = changes[begin + 1]?.at ?? to;
    return end >= from ? changes[begin]?.at : undefined;
  }

  /** It had that value at some moment between both. */
  hadValue(arn: string, value: string, from: EpochMillis, to: EpochMillis): boolean {
    if (this.#valueAt(arn, from) === value) return true;
    return (this.#changes.get(arn) ?? []).some(
      (change) => change.value === value && change.at >= from && change.at <= to,
    );
  }

  /** All of them were OK together at some moment between both. */
  wereOk(arns: readonly string[], from: EpochMillis, to: EpochMillis): boolean {
    const moments = arns.flatMap((arn) => (this.#changes.get(arn) ?? []).map(({ at }) => at));
    const inside = [from, ...moments.filter((at) => at > from && at <= to)];
    return inside.some((moment) => arns.every((arn) => this.#valueAt(arn, moment) === 'OK'));
  }

  #valueAt(arn: string, time: EpochMillis): string | undefined {
    return this.#changes.get(arn)?.findLast(({ at }) => at <= time)?.value;
  }
}
