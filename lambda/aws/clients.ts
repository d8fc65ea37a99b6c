import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

/**
 * The SDK's own patience is longer than a Lambda's: every client gets explicit timeouts (milliseconds) and attempts,
 * so that a call that hangs leaves time to decide something else.
 */
const PATIENCE = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
};

/** RollbackStage has no idempotency token, so nothing that changes a pipeline is ever sent twice by the SDK. */
const ONCE = { maxAttempts: 1 };

export interface Clients {
  readonly codePipeline: CodePipelineClient;
  readonly codePipelineOnce: CodePipelineClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
}

/** `region`: where the environment does not say. */
export function createClients({ region }: { readonly region?: string } = {}): Clients {
  const patience = { ...PATIENCE, ...(region !== undefined && { region }) };
  return {
    codePipeline: new CodePipelineClient(patience),
    codePipelineOnce: new CodePipelineClient({ ...patience, ...ONCE }),
    cloudWatch: new CloudWatchClient(patience),
    dynamo: new DynamoDBClient(patience),
    // A queue URL's host would take precedence over the configured endpoint; one endpoint setting is to hold for all.
    sqs: new SQSClient({ ...patience, useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient(patience),
    sns: new SNSClient(patience),
    eventBridge: new EventBridgeClient(patience),
  };
}
