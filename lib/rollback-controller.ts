import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { checkCapacity } from './capacity.ts';
import { CheckRules } from './check-rules.ts';
import { ConfigurationError } from './configuration-error.ts';
import { ControllerFunction } from './controller-function.ts';
import { ControllerRole } from './controller-role.ts';
import { ControllerTable } from './controller-table.ts';
import { FailedEventsQueue, rulesArn } from './failed-events-queue.ts';
import { Guard, type GuardHost, type GuardProps } from './guard.ts';
import { checkGuard, titleOf } from './guard-check.ts';
import { guardId, identityOf } from './identity.ts';
import { checkLease } from './lease.ts';
import { RuleNames } from './rule-names.ts';
import { StagePermissions } from './stage-permissions.ts';
import { WatchQueue } from './watch-queue.ts';

export interface RollbackControllerProps {
  /** How long one invocation of the function may take. Default 30 seconds. */
  readonly timeout?: Duration;
  /** How long a claim on a stage is valid; at least 5 seconds longer than `timeout`. Default 40 seconds. */
  readonly lease?: Duration;
  /** Default three months. */
  readonly logRetention?: RetentionDays;
  /** How long decision records are kept, in whole days. Default 365 days. */
  readonly decisionRetention?: Duration;
  /** E-mail addresses that are told about rollbacks, failures and the holds a person should know of. */
  readonly notifyEmails?: readonly string[];
}

/**
 * The controller: when an alarm fires soon after a deployment to a stage it guards, it rolls the stage back to its last good
 * execution.
 *
 * @example
 * const controller = new RollbackController(this, 'RollbackController');
 * controller.guard({ pipeline, stage: 'Prod', alarms: [errors, latency], bakeMinutes: 30 });
 */
export class RollbackController extends Construct {
  readonly function: lambda.Function;
  readonly table: ControllerTable;
  /** Tells people what the controller did, and what it needs them for. */
  readonly topic: sns.Topic;
  readonly watchQueue: WatchQueue;
  /** Events that could not be handled. */
  readonly failedEvents: FailedEventsQueue;
  readonly #host: GuardHost;
  readonly #stagePermissions: StagePermissions;
  readonly #guards = new Map<string, Guard>();

  constructor(scope: Construct, id: string, props: RollbackControllerProps = {}) {
    super(scope, id);
    const timeout = props.timeout ?? Duration.seconds(30);
    const lease = props.lease ?? Duration.seconds(40);
    checkLease(timeout, lease);
    this.#checkOnlyOne();

    const parameterPrefix = `/rollback-controller/${Stack.of(this).stackName}/guards`;
    const ruleNames = new RuleNames(this);
    const role = new ControllerRole(this, 'Role');
    this.table = new ControllerTable(this, 'Table');
    this.topic = new sns.Topic(this, 'Topic', { displayName: 'Rollback controller', enforceSSL: true });
    for (const address of props.notifyEmails ?? []) this.topic.addSubscription(new EmailSubscription(address));
    this.watchQueue = new WatchQueue(this, 'WatchQueue', timeout);
    this.failedEvents = new FailedEventsQueue(this, 'FailedEvents', ruleNames.prefix);

    const controller = new ControllerFunction(this, 'Controller', {
      role,
      timeout,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      failedEvents: this.failedEvents,
      environment: {
        TABLE_NAME: this.table.tableName,
        WATCH_QUEUE_URL: this.watchQueue.queue.queueUrl,
        TOPIC_ARN: this.topic.topicArn,
        GUARD_PARAMETER_PREFIX: parameterPrefix,
        LEASE_SECONDS: `${lease.toSeconds()}`,
        DECISION_RETENTION_DAYS: `${(props.decisionRetention ?? Duration.days(365)).toDays()}`,
      },
    });
    this.function = controller.function;
    this.function.addEventSource(
      new SqsEventSource(this.watchQueue.queue, { batchSize: 10, reportBatchItemFailures: true }),
    );
    this.function.addPermission('Rules', {
      principal: new iam.ServicePrincipal('events.amazonaws.com'),
      sourceArn: rulesArn(this, ruleNames.prefix),
    });
    role.allow({
      logGroup: controller.logGroup,
      table: this.table,
      watchQueue: this.watchQueue.queue,
      failedEvents: this.failedEvents,
      topic: this.topic,
      parameterPrefix,
    });
    new CheckRules(this, 'Checks', { function: this.function, failedEvents: this.failedEvents, ruleNames });
    this.#stagePermissions = new StagePermissions(this, 'StagePermissions', role);
    this.#host = { function: this.function, failedEvents: this.failedEvents, parameterPrefix, ruleNames };
  }

  /** Guards one stage. Throws a {@link ConfigurationError} that names every field that is wrong. */
  guard(guard: GuardProps): Guard {
    checkGuard(this, guard);
    const stack = Stack.of(this);
    const pipelineName = typeof guard.pipeline === 'string' ? guard.pipeline : guard.pipeline.pipelineName;
    const stageName = typeof guard.stage === 'string' ? guard.stage : guard.stage.stageName;
    const identity = `${identityOf(stack, pipelineName)}:${identityOf(stack, stageName)}`;
    if (this.#guards.has(identity)) {
      throw new ConfigurationError(
        `guard ${titleOf(guard)}: the stage is guarded twice; put all its alarms in one guard`,
      );
    }
    const added = new Guard(this, guardId(identity), guard, identity, this.#host);
    this.#guards.set(identity, added);
    checkCapacity([...this.#guards.values()]);
    this.#stagePermissions.allow(added.stage);
    return added;
  }

  #checkOnlyOne(): void {
    const others = Stack.of(this)
      .node.findAll()
      .filter((construct) => construct instanceof RollbackController && construct !== this);
    if (others.length > 0) {
      throw new ConfigurationError(
        `stack ${Stack.of(this).node.id} has two rollback controllers; one takes all the guards: call guard() on it again`,
      );
    }
  }
}
