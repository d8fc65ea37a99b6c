import type { JsonObject } from '../json-object.ts';
import type { DeployedCustomResource } from './custom-resources.ts';
import type { AnsweredResource } from './physical-resources.ts';

/**
 * What `cdk deploy` would have created, read from a synthesized assembly with every intrinsic function resolved.
 * Only what the local account plays is typed; `emulator/account/template/` fills it, every other part of the emulator reads it.
 */
export interface DeployedStack {
  readonly stackName: string;
  /** ARN. */
  readonly stackId: string;
  readonly customResources: readonly DeployedCustomResource[];
  /** What they answered, by logical id; filled while they are made. */
  readonly answers: Map<string, AnsweredResource>;
  readonly functions: readonly DeployedFunction[];
  readonly eventSourceMappings: readonly DeployedEventSourceMapping[];
  /** Besides the default one. */
  readonly buses: readonly DeployedBus[];
  readonly rules: readonly DeployedRule[];
  readonly queues: readonly DeployedQueue[];
  readonly tables: readonly DeployedTable[];
  readonly parameters: readonly DeployedParameter[];
  readonly topics: readonly DeployedTopic[];
  /** CloudFormation outputs by key; those about custom resources only once these are there. */
  readonly outputs: { readonly [key: string]: string };
  /** What other stacks can import, by name. */
  readonly exports: { readonly [name: string]: string };
}

export interface DeployedFunction {
  readonly functionName: string;
  readonly arn: string;
  /** e.g. `nodejs24.x` */
  readonly runtime: string;
  /** e.g. `index.handler` */
  readonly handler: string;
  /** Absolute path of the unpacked code asset. */
  readonly codeDirectory: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: { readonly [name: string]: string };
  readonly roleName: string;
  /** Statements of the role's inline and managed policies of this template. */
  readonly policyStatements: readonly PolicyStatement[];
  /** Who may invoke it (AWS::Lambda::Permission). */
  readonly permissions: readonly DeployedPermission[];
  /** What Lambda does when a chain of requests comes back to the function again and again; `Terminate` unless the template says so. */
  readonly recursiveLoop: 'Allow' | 'Terminate';
  /** How asynchronous invocations are retried (AWS::Lambda::EventInvokeConfig); Lambda's defaults where absent. */
  readonly asyncInvoke: AsyncInvokeConfig;
}

export interface AsyncInvokeConfig {
  /** 0 to 2 */
  readonly maximumRetryAttempts: number;
  /** 60 to 21600 */
  readonly maximumEventAgeSeconds: number;
  /** ARN of the queue or topic that gets the record of a failed invocation. */
  readonly onFailureArn?: string;
}

export interface DeployedPermission {
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** An IAM policy statement, its elements always lists. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: JsonObject;
}

/** A statement of the policy of a resource, with whom it is about: ARNs, account ids and names of services, or everybody. */
export interface ResourcePolicyStatement extends PolicyStatement {
  readonly principals: '*' | readonly string[];
}

export interface DeployedEventSourceMapping {
  readonly functionArn: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly enabled: boolean;
}

export interface DeployedBus {
  readonly name: string;
  readonly arn: string;
  /** Absent where the template gives the bus none (AWS::Events::EventBusPolicy): then only its own account puts events. */
  readonly policy?: readonly ResourcePolicyStatement[];
}

export interface DeployedRule {
  readonly name: string;
  /** The default bus where absent. */
  readonly busName?: string;
  readonly arn: string;
  readonly enabled: boolean;
  /** Absent for a scheduled rule. */
  readonly eventPattern?: JsonObject;
  readonly scheduleExpression?: string;
  readonly description?: string;
  readonly targets: readonly DeployedRuleTarget[];
}

export interface DeployedRuleTarget {
  readonly id: string;
  readonly arn: string;
  /** Constant input, as JSON text. */
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: {
    readonly inputPathsMap: { readonly [variable: string]: string };
    readonly inputTemplate: string;
  };
  readonly deadLetterArn?: string;
  /** The role that EventBridge takes to deliver, for a bus as target. */
  readonly roleArn?: string;
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
}

export interface DeployedQueue {
  readonly queueName: string;
  readonly arn: string;
  readonly url: string;
  readonly delaySeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
  /** Absent where the template gives the queue none (AWS::SQS::QueuePolicy). */
  readonly policy?: readonly ResourcePolicyStatement[];
}

export interface DeployedTable {
  readonly tableName: string;
  readonly arn: string;
  readonly keySchema: readonly { readonly name: string; readonly type: 'HASH' | 'RANGE' }[];
  readonly attributeTypes: { readonly [name: string]: 'S' | 'N' | 'B' };
  readonly timeToLiveAttribute?: string;
  readonly policy?: readonly ResourcePolicyStatement[];
}

export interface DeployedParameter {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
}

export interface DeployedTopic {
  readonly topicName: string;
  readonly arn: string;
  /** Absent where the template gives the topic none (AWS::SNS::TopicPolicy): then SNS's own lets the account publish, alarms too. */
  readonly policy?: readonly ResourcePolicyStatement[];
}
