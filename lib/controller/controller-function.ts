import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvironmentVariables } from '../../lambda/environment.ts';
import { NAMESPACE } from '../../lambda/log/observability.ts';

export interface ControllerFunctionProps {
  readonly role: iam.IRole;
  readonly timeout: Duration;
  readonly logRetention: logs.RetentionDays;
  readonly failedEvents: sqs.IQueue;
  /** Dimension `service` of the function's metrics. */
  readonly serviceName: string;
  readonly environment: EnvironmentVariables;
}

/** Dependencies that are CommonJS call `require`, which an ES module has to make for itself. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** The Lambda function with its log group. */
export class ControllerFunction extends Construct {
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: ControllerFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new NodejsFunction(this, 'Function', {
      description: 'Rolls a CodePipeline stage back when its alarms fire soon after a deployment.',
      projectRoot: pathOf('../../'),
      depsLockFilePath: pathOf('../../package-lock.json'),
      entry: pathOf('../../lambda/handler.ts'),
      handler: 'handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 512,
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
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: props.failedEvents.queueArn }) },
      bundling: {
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        externalModules: [],
        minify: true,
        sourceMap: true,
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        banner: REQUIRE_BANNER,
        esbuildArgs: {
          '--alias:@aws-sdk/credential-provider-node': pathOf('../../lambda/aws/environment-credentials.ts'),
          '--alias:@smithy/core/event-streams': pathOf('../../lambda/aws/no-event-streams.ts'),
        },
        commandHooks: {
          beforeInstall: () => [],
          beforeBundling: () => [],
          afterBundling: (projectRoot, outputDirectory) => [
            `"${process.execPath}" "${pathOf('./portable-source-map.ts')}" "${projectRoot}" "${outputDirectory}"`,
          ],
        },
      },
    });
  }
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
