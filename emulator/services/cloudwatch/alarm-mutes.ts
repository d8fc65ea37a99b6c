import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock, EpochMillis } from '../../account/clock.ts';
import type { Alarm } from './alarm.ts';

/** One window of an alarm mute rule (CW:alarm-mute-rules): the alarms keep changing state, but take no actions. */
export interface MuteWindow {
  readonly arn: string;
  readonly alarmNames: ReadonlySet<string>;
  readonly from: EpochMillis;
  readonly until: EpochMillis;
}

/** The mute windows of the account, past and planned. */
export class AlarmMutes {
  readonly #identity: AccountIdentity;
  readonly #clock: Clock;
  readonly #windows: MuteWindow[] = [];

  constructor(identity: AccountIdentity, clock: Clock) {
    this.#identity = identity;
    this.#clock = clock;
  }

  /** Adds a window and calls `onEnd` when it is over. */
  add(
    rule: {
      readonly name: string;
      readonly alarmNames: readonly string[];
      readonly from: EpochMillis;
      readonly until: EpochMillis;
    },
    onEnd: (window: MuteWindow) => void,
  ): MuteWindow {
    if (rule.until <= rule.from) throw new Error(`mute rule "${rule.name}": its end must be after its start`);
    const { region, accountId } = this.#identity;
    const window = {
      arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm-mute-rule:${rule.name}`,
      alarmNames: new Set(rule.alarmNames),
      from: rule.from,
      until: rule.until,
    };
    this.#windows.push(window);
    this.#clock.at(window.until, () => onEnd(window));
    return window;
  }

  /** The window that mutes the alarm now, if any. */
  of(alarm: Alarm): MuteWindow | undefined {
    const now = this.#clock.now();
    return this.#windows.find(
      ({ alarmNames, from, until }) => alarmNames.has(alarm.name) && from <= now && now < until,
    );
  }
}
