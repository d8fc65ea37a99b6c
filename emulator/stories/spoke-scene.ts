import { SPOKE_READER_ROLE } from '../../lambda/environment.ts';
import type { AccountIdentity } from '../account/account-identity.ts';
import type { LocalAccount } from '../account/local-account.ts';
import type { StateValue } from '../services/cloudwatch/state-value.ts';
import type { Recorder } from './recorder.ts';

/** What a story can do in another account or region. */
export class SpokeScene {
  readonly #account: LocalAccount;
  readonly #recorder: Recorder;
  readonly #place: AccountIdentity;
  readonly #alarmNames: string[] = [];

  constructor(account: LocalAccount, recorder: Recorder, place: AccountIdentity) {
    this.#account = account;
    this.#recorder = recorder;
    this.#place = place;
  }

  /** Alarms that have been OK for a day. */
  alarms(...names: readonly string[]): void {
    for (const name of names) {
      this.#alarmNames.push(name);
      this.#spoke.cloudWatch.script.seedAlarm({ name });
    }
  }

  /** The metrics of some alarms change, so they do. */
  alarmsGo(value: StateValue, ...names: readonly string[]): void {
    for (const name of names) this.#spoke.cloudWatch.script.setState(name, value);
  }

  /** The alarms of the story there, as they are. */
  alarmsNow() {
    const { script } = this.#spoke.cloudWatch;
    return this.#alarmNames.map((name) => ({ place: this.#place, name, state: script.stateOf(name) }));
  }

  /** Somebody deletes the role that lets the controller look at alarms of the account. */
  readerIsDeleted(): void {
    const { accountId } = this.#place;
    this.#account.roles.delete(`arn:aws:iam::${accountId}:role/${SPOKE_READER_ROLE}`);
    this.#recorder.happens(`the reader role of account ${accountId} is deleted`);
  }

  /** From now on nothing is forwarded: the rule is switched off, say. */
  forwardsAreLost(): void {
    const { accountId, region } = this.#place;
    this.#spoke.eventBus.setFaults({ lose: () => true });
    this.#recorder.happens(`the spoke of account ${accountId} and region ${region} forwards nothing any more`);
  }

  get #spoke() {
    const { accountId, region } = this.#place;
    const spoke = this.#account.spokes.find(
      ({ identity }) => identity.accountId === accountId && identity.region === region,
    );
    if (spoke !== undefined) return spoke;
    throw new Error(`the story names account ${accountId} and region ${region}, which is none of its spokes`);
  }
}
