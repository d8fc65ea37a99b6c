import { Duration } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';

/**
 * The function as target of a rule of the controller; it gets the event as it is unless there is an `input`. Adds no
 * permission: one covers all rules of the controller.
 */
export class ControllerTarget implements events.IRuleTarget {
  readonly #function: lambda.IFunction;
  readonly #failedEvents: sqs.IQueue;
  readonly #input: events.RuleTargetInput | undefined;

  constructor(target: lambda.IFunction, failedEvents: sqs.IQueue, input?: events.RuleTargetInput) {
    this.#function = target;
    this.#failedEvents = failedEvents;
    this.#input = input;
  }

  bind(): events.RuleTargetConfig {
    return {
      arn: this.#function.functionArn,
      ...(this.#input && { input: this.#input }),
      deadLetterConfig: { arn: this.#failedEvents.queueArn },
      retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: Duration.hours(6).toSeconds() },
    };
  }
}
