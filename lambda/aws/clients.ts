import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
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
const ONCE = { ...PATIENCE, maxAttempts: 1 };

export interface Clients {
  readonly codePipeline: CodePipelineClient;
  readonly codePipelineOnce: CodePipelineClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly sns: SNSClient;
}

export function createClients(): Clients {
  return {
    codePipeline: unlogged(new CodePipelineClient(PATIENCE)),
    codePipelineOnce: unlogged(new CodePipelineClient(ONCE)),
    cloudWatch: unlogged(new CloudWatchClient(PATIENCE)),
    dynamo: unlogged(new DynamoDBClient(PATIENCE)),
    // A queue URL's host would take precedence over the configured endpoint; one endpoint setting is to hold for all.
    sqs: unlogged(new SQSClient({ ...PATIENCE, useQueueUrlAsEndpoint: false })),
    ssm: unlogged(new SSMClient(PATIENCE)),
    sns: unlogged(new SNSClient(PATIENCE)),
  };
}

/** The SDK copies every input and output for its log, without what is sensitive, also where nobody reads that log. */
function unlogged<Client extends { readonly middlewareStack: { remove(name: string): boolean } }>(
  client: Client,
): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
