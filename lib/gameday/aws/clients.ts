import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';

export interface Place {
  /** That of the AWS configuration where absent. */
  readonly region?: string;
  /** Origin of another account than AWS's own, as `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string;
  /** Those of the AWS configuration where absent. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** The clients of everything that a game day calls, with the credentials of whoever runs it. */
export function createClients(place: Place) {
  return {
    cloudFormation: new CloudFormationClient(place),
    cloudWatch: new CloudWatchClient(place),
    codePipeline: new CodePipelineClient(place),
    /** RollbackStage has no token that makes a second call harmless: it is sent once. */
    codePipelineOnce: new CodePipelineClient({ ...place, maxAttempts: 1 }),
    lambda: new LambdaClient({ ...place, maxAttempts: 1 }),
    s3: new S3Client({ ...place, ...(place.endpoint !== undefined && { forcePathStyle: true }) }),
    sqs: new SQSClient(place),
    sts: new STSClient(place),
  };
}

export type Clients = ReturnType<typeof createClients>;
