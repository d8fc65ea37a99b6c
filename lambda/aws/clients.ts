import { createSecureContext } from 'node:tls';
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { CodePipelineClient, type CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { CloudEnvironment } from '../environment.ts';

/**
 * The SDK's own patience is longer than a Lambda's: every client gets explicit timeouts (milliseconds) and attempts,
 * so that a call that hangs leaves time to decide something else.
 */
const PATIENCE = { connectionTimeout: 3_000, requestTimeout: 4_000, throwOnRequestTimeout: true };

/** RollbackStage has no idempotency token, so nothing that changes a pipeline is ever sent twice by the SDK. */
const ONCE = { maxAttempts: 1 };

/** What every client is made with; the SDK looks up what is left out, in the environment and in the files of a laptop. */
export type ClientSettings = Pick<
  CodePipelineClientConfig,
  | 'region'
  | 'credentials'
  | 'requestHandler'
  | 'defaultsMode'
  | 'retryMode'
  | 'useFipsEndpoint'
  | 'useDualstackEndpoint'
  | 'authSchemePreference'
  | 'userAgentAppId'
> & { readonly ignoreConfiguredEndpointUrls?: boolean };

/** As it is on Lambda: nothing is left to look up, which each client would do for itself at its first call. */
export function settingsOnLambda({ region, fips, dualStack, ownEndpoints }: CloudEnvironment): ClientSettings {
  return {
    ...(region !== undefined && { region }),
    credentials: fromEnv(),
    defaultsMode: 'standard',
    retryMode: 'standard',
    useFipsEndpoint: fips,
    useDualstackEndpoint: dualStack,
    authSchemePreference: ['sigv4'],
    userAgentAppId: '',
    ignoreConfiguredEndpointUrls: !ownEndpoints,
  };
}

/** What is looked at in another account or region. */
export interface RegionalClients {
  readonly cloudWatch: CloudWatchClient;
  readonly eventBridge: EventBridgeClient;
}

export interface Clients {
  readonly codePipeline: CodePipelineClient;
  readonly codePipelineOnce: CodePipelineClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
  /** Made where they are needed: most controllers have no spokes. */
  readonly sts: () => STSClient;
  readonly inRegion: (region: string, credentials?: CloudWatchClientConfig['credentials']) => RegionalClients;
}

/** One HTTP handler serves all of them, so RollbackStage goes over a connection that the looks before it have opened. */
export function createClients({ requestHandler = connections(), ...settings }: ClientSettings = {}): Clients {
  const patience = { maxAttempts: 3, requestHandler, ...settings };
  return {
    codePipeline: unlogged(new CodePipelineClient(patience)),
    codePipelineOnce: unlogged(new CodePipelineClient({ ...patience, ...ONCE })),
    cloudWatch: unlogged(new CloudWatchClient(patience)),
    dynamo: unlogged(new DynamoDBClient(patience)),
    // A queue URL's host would take precedence over the configured endpoint; one endpoint setting is to hold for all.
    // TLS guards a message, too: no MD5 is made of it.
    sqs: unlogged(new SQSClient({ ...patience, useQueueUrlAsEndpoint: false, md5: false })),
    sns: unlogged(new SNSClient(patience)),
    eventBridge: unlogged(new EventBridgeClient(patience)),
    sts: () => unlogged(new STSClient(patience)),
    inRegion: (region, credentials) => {
      const there = { ...patience, region, ...(credentials && { credentials }) };
      return {
        cloudWatch: unlogged(new CloudWatchClient(there)),
        eventBridge: unlogged(new EventBridgeClient(there)),
      };
    },
  };
}

/** Whom TLS trusts is read now, once: else the first connection does it, on the fraction of a processor that an alarm has. */
function connections(): NodeHttpHandler {
  return new NodeHttpHandler({ ...PATIENCE, httpsAgent: { secureContext: createSecureContext() } });
}

/** The SDK copies every input and output for its log, without what is sensitive, also where nobody reads that log. */
function unlogged<Client extends { readonly middlewareStack: { remove(name: string): boolean } }>(
  client: Client,
): Client {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
