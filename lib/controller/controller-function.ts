import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../lambda/environment.ts';
import { NAMESPACE } from '../../lambda/log/observability.ts';
import { FUNCTION_CODE } from './function-code.ts';

/** What a company may ask of the function. */
export interface FunctionSettings {
  readonly encryptionKey?: kms.IKey;
  readonly vpc?: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly securityGroups?: readonly ec2.ISecurityGroup[];
  readonly reservedConcurrentExecutions?: number;
  readonly tracing?: lambda.Tracing;
  /** Of the log group. */
  readonly removalPolicy?: RemovalPolicy;
}

export interface ControllerFunctionProps {
  readonly settings: FunctionSettings;
  readonly role: iam.IRole;
  readonly timeout: Duration;
  /** In MB. */
  readonly memorySize: number;
  readonly logRetention: logs.RetentionDays;
  readonly failedEvents: sqs.IQueue;
  /** Dimension `service` of the function's metrics. */
  readonly serviceName: string;
  readonly environment: EnvironmentVariables;
}

/** The Lambda function with its log group. */
export class ControllerFunction extends Construct {
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: ControllerFunctionProps) {
    super(scope, id);
    const { encryptionKey, removalPolicy, vpc, vpcSubnets, securityGroups } = props.settings;
    const { reservedConcurrentExecutions, tracing } = props.settings;
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: removalPolicy ?? RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
    this.function = new lambda.Function(this, 'Function', {
      description: 'Rolls a CodePipeline stage back when its alarms fire soon after a deployment.',
      code: lambda.Code.fromAsset(FUNCTION_CODE),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memorySize,
      timeout: props.timeout,
      role: props.role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      // The watch messages of one incident are such a loop (docs/adr/0011).
      recursiveLoop: lambda.RecursiveLoop.ALLOW,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.serviceName,
        POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
      },
      ...(reservedConcurrentExecutions !== undefined && { reservedConcurrentExecutions }),
      ...(tracing && { tracing }),
      ...(encryptionKey && { environmentEncryption: encryptionKey }),
      ...(vpc && {
        vpc,
        ...(vpcSubnets && { vpcSubnets }),
        ...(securityGroups && { securityGroups: [...securityGroups] }),
      }),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: props.failedEvents.queueArn }) },
    });
  }
}
