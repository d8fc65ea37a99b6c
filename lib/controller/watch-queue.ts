import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { queueEncryption } from './encryption.ts';
import { onlyControllerSends } from './only-controller.ts';

/** SQS keeps a message at most 14 days. */
const LONGEST_RETENTION = Duration.days(14);

/** Deliveries of a message until it is set aside. */
const MAX_RECEIVES = 10;

/**
 * The oldest that a message gets while the function takes them: SQS's longest delay, then every delivery fails, and some
 * minutes to spare.
 */
export function longestWayOfAWatch(visibility: Duration): Duration {
  return Duration.seconds(15 * 60 + MAX_RECEIVES * visibility.toSeconds() + 5 * 60);
}

/** The queue of watch messages that the controller sends to itself with a delay, and the queue of those that kept failing. */
export class WatchQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;
  /** How long a message is hidden once it has been received. */
  readonly visibility: Duration;

  /** `functionTimeout`: SQS must not show a message again while the function may still work on it. `role`: the function's. */
  constructor(scope: Construct, id: string, functionTimeout: Duration, role: iam.IRole, key?: kms.IKey) {
    super(scope, id);
    this.visibility = Duration.seconds(2 * functionTimeout.toSeconds());
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      ...queueEncryption(key),
      enforceSSL: true,
      retentionPeriod: LONGEST_RETENTION,
    });
    this.queue = new sqs.Queue(this, 'Queue', {
      ...queueEncryption(key),
      enforceSSL: true,
      visibilityTimeout: this.visibility,
      retentionPeriod: LONGEST_RETENTION,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    onlyControllerSends(this.queue, { role });
    // SQS itself moves what was received too often, for the watch queue.
    onlyControllerSends(this.deadLetters, { role, sources: [this.queue.queueArn] });
  }
}
