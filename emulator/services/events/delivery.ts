import type { Clock, EpochMillis } from '../../account/clock.ts';
import type { DeployedPermission, DeployedRuleTarget } from '../../account/template/deployed-stack.ts';
import type { BusEvent } from './event.ts';
import { allowsInvocation } from './invoke-permission.ts';
import { JsonPathError } from './json-path.ts';
import { type MatchedRule, TargetInputError, targetInput } from './target-input.ts';

/** Where rules deliver to. A rejected promise is a delivery that failed and is retried. */
export interface EventTargets {
  /** The resource policy of a function; undefined when there is no such function. */
  readonly permissionsOf: (functionArn: string) => readonly DeployedPermission[] | undefined;
  /** Hands the payload over for an asynchronous invocation; what the function makes of it is not EventBridge's concern. */
  readonly invokeFunction: (functionArn: string, payload: string) => void | Promise<void>;
  readonly sendMessage: (
    queueArn: string,
    body: string,
    attributes: { readonly [name: string]: string },
    ruleArn: string,
  ) => void | Promise<void>;
  readonly publishMessage: (topicArn: string, message: string, ruleArn: string) => void | Promise<void>;
  /** Puts the event, as it is, on a bus, under a role of the rule. Answers why that is not allowed. */
  readonly forward: (busArn: string, event: BusEvent, by: ForwardingRule) => string | undefined;
}

/** The rule that forwards events to another bus. */
export interface ForwardingRule {
  readonly ruleArn: string;
  readonly roleArn?: string;
}

/** A delivery that was given up. */
export interface FailedDelivery {
  readonly ruleArn: string;
  readonly targetArn: string;
  readonly event: BusEvent;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
  /** Absent: the event is lost. */
  readonly deadLetterArn?: string;
}

interface Parcel {
  readonly rule: MatchedRule;
  readonly target: DeployedRuleTarget;
  readonly event: BusEvent;
  readonly ingestedAt: EpochMillis;
}

/** Retrying cannot help: the event goes to the dead-letter queue at once (EB:eb-rule-dlq). */
class PermanentFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const FIRST_RETRY_MILLIS = 1_000;
const LONGEST_RETRY_MILLIS = 480_000;

/**
 * Delivers events to targets: at least once, retried with exponential backoff within the target's retry policy
 * (EB:eb-rule-retry-policy), then to its dead-letter queue. Missing permissions and targets are not retried.
 */
export class Delivery {
  readonly #clock: Clock;
  readonly #targets: EventTargets;
  /** Deliveries that were given up, in order. */
  readonly failed: FailedDelivery[] = [];

  constructor(clock: Clock, targets: EventTargets) {
    this.#clock = clock;
    this.#targets = targets;
  }

  /** Makes the first attempt at `time`. */
  schedule(parcel: Parcel, time: EpochMillis): void {
    this.#clock.at(time, () => this.#attempt(parcel, 1));
  }

  async #attempt(parcel: Parcel, attempt: number): Promise<void> {
    try {
      await this.#deliver(parcel);
    } catch (error) {
      if (error instanceof PermanentFailure) return this.#giveUp(parcel, attempt, error.code, error.message);
      const failure = { code: 'SDK_CLIENT_ERROR', message: error instanceof Error ? error.message : String(error) };
      const wait = Math.min(FIRST_RETRY_MILLIS * 2 ** (attempt - 1), LONGEST_RETRY_MILLIS);
      const { maximumRetryAttempts, maximumEventAgeSeconds } = parcel.target;
      const expires = parcel.ingestedAt + maximumEventAgeSeconds * 1000;
      const again = this.#clock.now() + wait;
      if (attempt > maximumRetryAttempts || again > expires)
        return this.#giveUp(parcel, attempt, failure.code, failure.message);
      this.#clock.at(again, () => this.#attempt(parcel, attempt + 1));
    }
  }

  async #deliver({ rule, target, event, ingestedAt }: Parcel): Promise<void> {
    const payload = inputOf(target, event, rule, ingestedAt);
    switch (target.arn.split(':')[2]) {
      case 'lambda': {
        this.#checkPermission(target.arn, rule.arn);
        return await this.#targets.invokeFunction(target.arn, payload);
      }
      case 'sqs':
        return await this.#targets.sendMessage(target.arn, payload, {}, rule.arn);
      case 'sns':
        return await this.#targets.publishMessage(target.arn, payload, rule.arn);
      case 'events': {
        const { roleArn } = target;
        const by = { ruleArn: rule.arn, ...(roleArn !== undefined && { roleArn }) };
        const refusal = this.#targets.forward(target.arn, event, by);
        if (refusal !== undefined) throw new PermanentFailure('NO_PERMISSIONS', refusal);
        return;
      }
      default:
        throw new PermanentFailure('INVALID_TARGET', `the local account cannot deliver to ${target.arn}`);
    }
  }

  #checkPermission(functionArn: string, ruleArn: string): void {
    const permissions = this.#targets.permissionsOf(functionArn);
    if (permissions === undefined)
      throw new PermanentFailure('RESOURCE_NOT_FOUND', `there is no function ${functionArn}`);
    if (!allowsInvocation(permissions, { principal: 'events.amazonaws.com', sourceArn: ruleArn }))
      throw new PermanentFailure(
        'NO_PERMISSIONS',
        `${functionArn} has no permission that lets events.amazonaws.com invoke it for ${ruleArn}`,
      );
  }

  async #giveUp(parcel: Parcel, attempts: number, errorCode: string, errorMessage: string): Promise<void> {
    const { rule, target, event } = parcel;
    const { deadLetterArn } = target;
    this.failed.push({
      ruleArn: rule.arn,
      targetArn: target.arn,
      event,
      errorCode,
      errorMessage,
      attempts,
      ...(deadLetterArn !== undefined && { deadLetterArn }),
    });
    if (deadLetterArn === undefined) return;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: errorCode,
      ERROR_MESSAGE: errorMessage,
      RETRY_ATTEMPTS: String(attempts - 1),
    };
    await this.#targets.sendMessage(deadLetterArn, JSON.stringify(event), attributes, rule.arn);
  }
}

function inputOf(target: DeployedRuleTarget, event: BusEvent, rule: MatchedRule, ingestedAt: EpochMillis): string {
  try {
    return targetInput(target, event, rule, new Date(ingestedAt).toISOString());
  } catch (error) {
    if (error instanceof TargetInputError || error instanceof JsonPathError)
      throw new PermanentFailure('INVALID_JSON', error.message);
    throw error;
  }
}
