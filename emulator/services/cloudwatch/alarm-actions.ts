import type { AccountIdentity } from '../../account/account-identity.ts';
import type { Clock } from '../../account/clock.ts';
import type { JsonObject } from '../../account/json-object.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import { lambdaActionPayload } from './alarm-events.ts';
import type { AlarmHistory } from './alarm-history.ts';
import { alarmTimestamp } from './alarm-timestamp.ts';

/** The alarm that acts: what the resource policy of a target is checked against. */
export interface ActingAlarm {
  readonly arn: string;
  readonly accountId: string;
}

/** Where the actions of an alarm go. A rejected promise is a failed action in the alarm's history. */
export interface AlarmActionTargets {
  /**
   * Invokes the function asynchronously, as principal `lambda.alarms.cloudwatch.amazonaws.com`
   * with the alarm as source (CW:alarms-and-actions-Lambda).
   */
  readonly invokeFunction: (functionArn: string, payload: JsonObject, source: ActingAlarm) => void | Promise<void>;
  /** Publishes as principal `cloudwatch.amazonaws.com`, with the alarm as source. */
  readonly publishMessage: (
    topicArn: string,
    subject: string,
    message: string,
    source: ActingAlarm,
  ) => void | Promise<void>;
}

/** Runs the actions of an alarm for the state it is in. */
export class AlarmActions {
  readonly #identity: AccountIdentity;
  readonly #clock: Clock;
  readonly #history: AlarmHistory;
  readonly #targets: AlarmActionTargets;

  constructor(deps: {
    readonly identity: AccountIdentity;
    readonly clock: Clock;
    readonly history: AlarmHistory;
    readonly targets: AlarmActionTargets;
  }) {
    this.#identity = deps.identity;
    this.#clock = deps.clock;
    this.#history = deps.history;
    this.#targets = deps.targets;
  }

  /** Hands every action of the alarm's state to its target, now but not within this call: actions are asynchronous. */
  run(alarm: Alarm, previous: AlarmState): void {
    const { OKActions, AlarmActions: onAlarm, InsufficientDataActions } = alarm.definition;
    const arns = { OK: OKActions, ALARM: onAlarm, INSUFFICIENT_DATA: InsufficientDataActions }[alarm.state.value];
    for (const arn of arns) {
      const execute = this.#execution(alarm, previous, arn);
      this.#clock.at(this.#clock.now(), async () => {
        const error = await execute().then(
          () => undefined,
          (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)),
        );
        this.#history.action(alarm, arn, this.#clock.now(), error);
      });
    }
  }

  #execution(alarm: Alarm, previous: AlarmState, arn: string): () => Promise<void> {
    const service = arn.split(':')[2];
    const source = { arn: alarm.arn, accountId: this.#identity.accountId };
    if (service === 'lambda') {
      const payload = lambdaActionPayload(alarm, previous, this.#identity);
      return async () => this.#targets.invokeFunction(arn, payload, source);
    }
    if (service === 'sns') {
      const subject = `${alarm.state.value}: "${alarm.name}" in ${this.#identity.region}`;
      const message = JSON.stringify(notification(alarm, previous, this.#identity));
      return async () => this.#targets.publishMessage(arn, subject, message, source);
    }
    return async () => {
      throw new Error(`the local account has no target for alarm action ${arn} (only lambda and sns)`);
    };
  }
}

/** The JSON text that CloudWatch publishes to SNS topics. */
function notification(alarm: Alarm, previous: AlarmState, { accountId, region }: AccountIdentity): JsonObject {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.definition.AlarmDescription ?? null,
    AWSAccountId: accountId,
    NewStateValue: alarm.state.value,
    NewStateReason: alarm.state.reason,
    StateChangeTime: alarmTimestamp(alarm.state.updatedAt),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
  };
}
