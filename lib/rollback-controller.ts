import { Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALARM_BUS } from '../lambda/environment.ts';
import { acknowledgeFindings } from './controller/acknowledged-findings.ts';
import { checkProps } from './controller/check-props.ts';
import { CheckRules } from './controller/check-rules.ts';
import { ControllerFunction } from './controller/controller-function.ts';
import { ControllerRole } from './controller/controller-role.ts';
import { type ControllerTable, controllerTable } from './controller/controller-table.ts';
import { ControllerTarget } from './controller/controller-target.ts';
import { controllerTopics } from './controller/controller-topics.ts';
import { letControllerUse } from './controller/encryption.ts';
import { EventRules } from './controller/event-rules.ts';
import { FailedEventsQueue, rulesArn } from './controller/failed-events-queue.ts';
import { functionSettings } from './controller/function-settings.ts';
import { checkLease } from './controller/lease.ts';
import { checkOnlyOne } from './controller/only-one.ts';
import { WatchQueue } from './controller/watch-queue.ts';
import type { Guard } from './guards/guard.ts';
import { GuardAdmission } from './guards/guard-admission.ts';
import type { GuardProps } from './guards/guard-props.ts';
import { guardedAlarm } from './guards/guarded-alarm.ts';
import type { GuardedStage } from './guards/guarded-stage.ts';
import { RemoteController } from './guards/remote-controller.ts';
import { RuleNames } from './guards/rule-names.ts';
import { StagePermissions } from './guards/stage-permissions.ts';
import { ControllerOutputs } from './monitoring/controller-outputs.ts';
import { monitored } from './monitoring/monitored.ts';
import { DEFAULT_RUNBOOK } from './monitoring/runbook.ts';
import { TestEvents } from './monitoring/test-events.ts';
import type { RollbackControllerProps } from './rollback-controller-props.ts';
import { AlarmBus } from './spoke/alarm-bus.ts';

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
  readonly #guards: GuardAdmission;

  constructor(scope: Construct, id: string, props: RollbackControllerProps = {}) {
    super(scope, id);
    const timeout = props.timeout ?? Duration.seconds(30);
    const lease = props.lease ?? Duration.seconds(40);
    checkLease(timeout, lease);
    checkProps(props);
    checkOnlyOne(this, (other) => other instanceof RollbackController);

    const ruleNames = new RuleNames(this);
    const { encryptionKey, removalPolicy } = props;
    if (props.permissionsBoundary) iam.PermissionsBoundary.of(this).apply(props.permissionsBoundary);
    const role = new ControllerRole(this, 'Role', props.roleName);
    if (props.vpc) role.allowVpc();
    if (props.artifactBuckets?.length) role.allowArtifacts(props.artifactBuckets);
    if (encryptionKey) letControllerUse(encryptionKey, this, role);
    this.role = role;
    this.table = props.table ?? controllerTable(this, 'Table', { role, encryptionKey, removalPolicy });
    props.table?.encryptionKey?.grantEncryptDecrypt(role);
    const topics = controllerTopics(this, { role, encryptionKey, topic: props.topic, emails: props.notifyEmails });
    this.topic = topics.topic;
    this.chatTopic = topics.chatTopic;
    const watch = new WatchQueue(this, 'WatchQueue', timeout, role, encryptionKey);
    this.watchQueue = watch.queue;
    this.watchDeadLetters = watch.deadLetters;
    const { spokes } = props;
    const ruleArns = [
      rulesArn(this, ruleNames.prefix),
      ...(spokes === undefined ? [] : [rulesArn(this, `${ALARM_BUS}/${ruleNames.prefix}`)]),
    ];
    this.failedEvents = new FailedEventsQueue(this, 'FailedEvents', ruleArns, role, encryptionKey);

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
        RULE_NAME_PREFIX: ruleNames.prefix,
        ...functionSettings(props, Stack.of(this), lease),
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
    const { alarms, dashboard } = monitored(this, {
      function: this.function,
      logGroup: controller.logGroup,
      serviceName,
      watchQueue: watch,
      failedEvents: this.failedEvents,
      topic: this.topic,
      dashboardName: this.dashboardName,
      runbook: props.runbook ?? DEFAULT_RUNBOOK,
    });
    this.alarms = alarms;
    new CheckRules(this, 'Checks', { function: this.function, failedEvents: this.failedEvents, ruleNames });
    const target = new ControllerTarget(this.function, this.failedEvents);
    if (spokes !== undefined) {
      new AlarmBus(this, 'Spokes', { spokes, role, target, ruleName: ruleNames.name('spokes', 'spokes') });
    }
    const stagePermissions = new StagePermissions(this, 'StagePermissions', role, props.scope);
    const rules = new EventRules(this, 'Events', { ruleNames, target });
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
        GuardProvider: this.function.functionArn,
      },
      this.dashboardName,
    );
    this.#guards = new GuardAdmission(this, {
      provider: {
        serviceToken: this.function.functionArn,
        needs: [this.function, role, this.table, stagePermissions, rules],
      },
      spokes,
      scope: props.scope,
      onAdmitted: (stage, guard) => {
        // One stage is enough for examples.
        if ((props.testEvents ?? true) && this.node.tryFindChild('TestEvents') === undefined) {
          new TestEvents(this, 'TestEvents', { function: this.function, stage, encryptionKey });
        }
        stagePermissions.allow(stage);
        dashboard?.show(guard.alarms.map((alarm) => guardedAlarm(Stack.of(this), alarm)));
      },
    });
  }

  /** The controller of another stack of this account and region, by the name of that stack: to declare guards where their stages are. */
  static fromName(scope: Construct, id: string, name: string): RemoteController {
    return new RemoteController(scope, id, name);
  }

  /** Guards one stage. Throws a `ConfigurationError` that names every field that is wrong. */
  guard(guard: GuardProps): Guard {
    return this.#guards.guard(guard);
  }

  /** Guards stages whose names are known, in few resources however many they are. Once for a controller. Answers the stages. */
  guardAll(guards: readonly GuardProps[]): readonly GuardedStage[] {
    return this.#guards.guardAll(guards);
  }
}
