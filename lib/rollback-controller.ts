import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALARM_BUS } from '../lambda/environment.ts';
import { ConfigurationError } from './configuration-error.ts';
import { acknowledgeFindings } from './controller/acknowledged-findings.ts';
import { CheckRules } from './controller/check-rules.ts';
import { ControllerFunction } from './controller/controller-function.ts';
import { ControllerRole } from './controller/controller-role.ts';
import { type ControllerTable, controllerTable } from './controller/controller-table.ts';
import { ControllerTarget } from './controller/controller-target.ts';
import { letControllerUse } from './controller/encryption.ts';
import { EventRules } from './controller/event-rules.ts';
import { FailedEventsQueue, rulesArn } from './controller/failed-events-queue.ts';
import { checkLease } from './controller/lease.ts';
import { checkedMaxRollbacks } from './controller/max-rollbacks.ts';
import { onlyControllerPublishes } from './controller/only-controller.ts';
import { WatchQueue } from './controller/watch-queue.ts';
import { acrossStages } from './guards/across-stages.ts';
import { checkCapacity } from './guards/capacity.ts';
import { Guard } from './guards/guard.ts';
import { GuardBatches } from './guards/guard-batches.ts';
import { checkGuard, titleOf } from './guards/guard-check.ts';
import type { GuardProps } from './guards/guard-props.ts';
import type { GuardProvider } from './guards/guard-resource.ts';
import { checkInScope, checkScope, type Scope, scopeForFunction } from './guards/guard-scope.ts';
import { guardedAlarm } from './guards/guarded-alarm.ts';
import { type GuardedStage, guardedStage } from './guards/guarded-stage.ts';
import { guardIdentity } from './guards/identity.ts';
import { exportOf, RemoteController } from './guards/remote-controller.ts';
import { RuleNames } from './guards/rule-names.ts';
import { StagePermissions } from './guards/stage-permissions.ts';
import { ControllerMetrics } from './monitoring/controller-metrics.ts';
import { ControllerOutputs } from './monitoring/controller-outputs.ts';
import { Dashboard } from './monitoring/dashboard.ts';
import { DEFAULT_RUNBOOK } from './monitoring/runbook.ts';
import { alarmsArn, SelfMonitoring } from './monitoring/self-monitoring.ts';
import { TestEvents } from './monitoring/test-events.ts';
import type { RollbackControllerProps } from './rollback-controller-props.ts';
import { AlarmBus } from './spoke/alarm-bus.ts';
import { checkSpokes, type Spokes } from './spoke/spokes.ts';

/**
 * The controller: when an alarm fires soon after a deployment to a stage it guards, it rolls the stage back to its last good
 * execution.
 *
 * @example
 * const controller = new RollbackController(this, 'RollbackController');
 * controller.guard({ pipeline, stage: 'Prod', alarms: [errors, latency], bakeMinutes: 30 });
 */
export class RollbackController extends Construct {
  /** What the rules wake, and people invoke by hand. */
  readonly function: lambda.Function;
  /** The function's role. */
  readonly role: iam.IRole;
  /** Stage records and decision records. */
  readonly table: ControllerTable;
  /** Tells people what the controller did, and what it needs them for. */
  readonly topic: sns.ITopic;
  /** The same for Amazon Q Developer in chat applications, in its own form. Nobody is subscribed until a channel is. */
  readonly chatTopic: sns.Topic;
  /** What the controller is to look at again, and when. */
  readonly watchQueue: sqs.IQueue;
  /** Watch messages that failed again and again. */
  readonly watchDeadLetters: sqs.IQueue;
  /** Events that could not be handled. */
  readonly failedEvents: sqs.IQueue;
  /** The alarms on the controller itself; they tell the topic. */
  readonly alarms: readonly cloudwatch.Alarm[];
  /** `<stack>-<region>`: dashboards are known by name in all regions of an account. Absent if there is none. */
  readonly dashboardName?: string;
  readonly #dashboard: Dashboard | undefined;
  readonly #testEvents: boolean;
  readonly #encryptionKey: kms.IKey | undefined;
  readonly #spokes: Spokes | undefined;
  readonly #provider: GuardProvider;
  readonly #scope: Scope | undefined;
  readonly #stagePermissions: StagePermissions;
  readonly #guards = new Set<string>();

  constructor(scope: Construct, id: string, props: RollbackControllerProps = {}) {
    super(scope, id);
    const timeout = props.timeout ?? Duration.seconds(30);
    const lease = props.lease ?? Duration.seconds(40);
    checkLease(timeout, lease);
    this.#checkOnlyOne();

    if (props.scope !== undefined) checkScope(props.scope);
    const ruleNames = new RuleNames(this);
    const { encryptionKey, removalPolicy } = props;
    if (props.permissionsBoundary) iam.PermissionsBoundary.of(this).apply(props.permissionsBoundary);
    const role = new ControllerRole(this, 'Role', props.roleName);
    if (props.vpc) role.allowVpc();
    if (encryptionKey) letControllerUse(encryptionKey, this, role);
    this.role = role;
    this.table = props.table ?? controllerTable(this, 'Table', { role, encryptionKey, removalPolicy });
    props.table?.encryptionKey?.grantEncryptDecrypt(role);
    const topicProps = {
      displayName: 'Rollback controller',
      enforceSSL: true,
      ...(encryptionKey && { masterKey: encryptionKey }),
    };
    this.topic = props.topic ?? new sns.Topic(this, 'Topic', topicProps);
    this.chatTopic = new sns.Topic(this, 'ChatTopic', topicProps);
    for (const address of props.notifyEmails ?? []) this.topic.addSubscription(new EmailSubscription(address));
    const watch = new WatchQueue(this, 'WatchQueue', timeout, role, encryptionKey);
    this.watchQueue = watch.queue;
    this.watchDeadLetters = watch.deadLetters;
    const { spokes } = props;
    if (spokes !== undefined) checkSpokes(spokes);
    this.#spokes = spokes;
    const ruleArns = [
      rulesArn(this, ruleNames.prefix),
      ...(spokes === undefined ? [] : [rulesArn(this, `${ALARM_BUS}/${ruleNames.prefix}`)]),
    ];
    this.failedEvents = new FailedEventsQueue(this, 'FailedEvents', ruleArns, role, encryptionKey);
    if (!props.topic) onlyControllerPublishes(this.topic, { role, sources: [alarmsArn(this)] });
    onlyControllerPublishes(this.chatTopic, { role });

    const { stackName, region } = Stack.of(this);
    const serviceName = `rollback-controller/${stackName}`;
    if (props.dashboard ?? true) this.dashboardName = `${stackName}-${region}`;
    const controller = new ControllerFunction(this, 'Controller', {
      role,
      timeout,
      memorySize: props.memorySize ?? 1024,
      settings: props,
      logRetention: props.logRetention ?? RetentionDays.ONE_YEAR,
      failedEvents: this.failedEvents,
      serviceName,
      environment: {
        TABLE_NAME: this.table.tableName,
        WATCH_QUEUE_URL: this.watchQueue.queueUrl,
        WATCH_DEAD_LETTERS_URL: this.watchDeadLetters.queueUrl,
        FAILED_EVENTS_URL: this.failedEvents.queueUrl,
        TOPIC_ARN: this.topic.topicArn,
        CHAT_TOPIC_ARN: this.chatTopic.topicArn,
        ...(this.dashboardName !== undefined && { DASHBOARD_NAME: this.dashboardName }),
        SCOPE: Stack.of(this).toJsonString(scopeForFunction(props.scope, Stack.of(this).stackId)),
        RUNBOOK: props.runbook ?? DEFAULT_RUNBOOK,
        RULE_NAME_PREFIX: ruleNames.prefix,
        ...(spokes && {
          SPOKES: JSON.stringify({ accounts: spokes.accounts, regions: spokes.regions, externalId: spokes.externalId }),
        }),
        MAX_ROLLBACKS: checkedMaxRollbacks(props.maxRollbacks),
        LEASE_SECONDS: `${lease.toSeconds()}`,
        DECISION_RETENTION_DAYS: `${(props.decisionRetention ?? Duration.days(365)).toDays()}`,
      },
    });
    this.function = controller.function;
    this.function.addEventSource(new SqsEventSource(this.watchQueue, { batchSize: 10, reportBatchItemFailures: true }));
    for (const [index, sourceArn] of ruleArns.entries()) {
      this.function.addPermission(index === 0 ? 'Rules' : 'SpokeRules', {
        principal: new iam.ServicePrincipal('events.amazonaws.com'),
        sourceArn,
      });
    }
    role.allow({
      logGroup: controller.logGroup,
      table: this.table,
      watchQueue: this.watchQueue,
      setAside: [this.watchDeadLetters, this.failedEvents],
      failedEvents: this.failedEvents,
      topics: [this.topic, this.chatTopic],
    });
    acknowledgeFindings({
      controller: this,
      function: this.function,
      deadLetterQueues: [this.watchDeadLetters, this.failedEvents],
      table: this.node.tryFindChild('Table'),
      role,
    });
    const metrics = new ControllerMetrics({
      function: this.function,
      serviceName,
      watchQueue: watch,
      failedEvents: this.failedEvents,
    });
    const runbook = props.runbook ?? DEFAULT_RUNBOOK;
    const { alarms } = new SelfMonitoring(this, 'Alarms', {
      metrics,
      watchVisibility: watch.visibility,
      topic: this.topic,
      runbook,
    });
    this.alarms = alarms;
    if (this.dashboardName !== undefined) {
      this.#dashboard = new Dashboard(this, 'Dashboard', {
        dashboardName: this.dashboardName,
        metrics,
        logGroup: controller.logGroup,
        controllerAlarms: alarms,
        runbook,
      });
    }
    this.#testEvents = props.testEvents ?? true;
    this.#encryptionKey = encryptionKey;
    new CheckRules(this, 'Checks', { function: this.function, failedEvents: this.failedEvents, ruleNames });
    if (spokes !== undefined) {
      const target = new ControllerTarget(this.function, this.failedEvents);
      new AlarmBus(this, 'Spokes', { spokes, role, target, ruleName: ruleNames.name('spokes', 'spokes') });
    }
    this.#scope = props.scope;
    this.#stagePermissions = new StagePermissions(this, 'StagePermissions', role, props.scope);
    const rules = new EventRules(this, 'Events', {
      ruleNames,
      target: new ControllerTarget(this.function, this.failedEvents),
    });
    new ControllerOutputs(
      this,
      'Outputs',
      props.outputPrefix ?? id,
      {
        FunctionName: this.function.functionName,
        RoleArn: role.roleArn,
        TableName: this.table.tableName,
        TopicArn: this.topic.topicArn,
        ChatTopicArn: this.chatTopic.topicArn,
        WatchQueueUrl: this.watchQueue.queueUrl,
        WatchDeadLettersUrl: this.watchDeadLetters.queueUrl,
        FailedEventsUrl: this.failedEvents.queueUrl,
        RuleNamePrefix: ruleNames.prefix,
        AlarmNames: alarms.map(({ alarmName }) => alarmName).join(','),
      },
      this.dashboardName,
    );
    new CfnOutput(this, 'GuardProvider', {
      key: `${(props.outputPrefix ?? id).replaceAll(/[^A-Za-z0-9]/g, '')}GuardProvider`,
      description: 'The service token of guards in other stacks (docs/guards.md).',
      value: this.function.functionArn,
      exportName: exportOf(stackName),
    });
    this.#provider = {
      serviceToken: this.function.functionArn,
      needs: [this.function, role, this.table, this.#stagePermissions, rules],
    };
  }

  /** The controller of another stack of this account and region, by the name of that stack: to declare guards where their stages are. */
  static fromName(scope: Construct, id: string, name: string): RemoteController {
    return new RemoteController(scope, id, name);
  }

  /** Guards one stage. Throws a {@link ConfigurationError} that names every field that is wrong. */
  guard(guard: GuardProps): Guard {
    const reachable = acrossStages(this, guard);
    this.#admit(reachable);
    const added = new Guard(this, guardIdentity(Stack.of(this), reachable).id, reachable, this.#provider);
    checkCapacity(this);
    return added;
  }

  /** Guards stages whose names are known, in few resources however many they are. Once for a controller. Answers the stages. */
  guardAll(guards: readonly GuardProps[]): readonly GuardedStage[] {
    const reachable = guards.map((guard) => acrossStages(this, guard));
    const stages = reachable.map((guard) => this.#admit(guard));
    new GuardBatches(this, 'Guards', reachable, this.#provider);
    checkCapacity(this);
    return stages;
  }

  #admit(guard: GuardProps): GuardedStage {
    checkGuard(this, guard, this.#spokes);
    const stack = Stack.of(this);
    const { key } = guardIdentity(stack, guard);
    if (this.#guards.has(key)) {
      throw new ConfigurationError(
        `guard ${titleOf(guard)}: the stage is guarded twice; put all its alarms in one guard`,
      );
    }
    const stage = guardedStage(stack, guard.pipeline, guard.stage);
    checkInScope(this.#scope, stage.pipelineName);
    if (this.#testEvents && this.#guards.size === 0) {
      new TestEvents(this, 'TestEvents', { function: this.function, stage, encryptionKey: this.#encryptionKey });
    }
    this.#guards.add(key);
    this.#stagePermissions.allow(stage);
    this.#dashboard?.show(guard.alarms.map((alarm) => guardedAlarm(stack, alarm)));
    return stage;
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
