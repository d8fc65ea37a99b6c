import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RollbackController } from 'codepipeline-auto-rollback';
import type { Construct } from 'constructs';

/** A pipeline that deploys a site, an alarm on it, and the controller that rolls the pipeline back. */
export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const releases = new s3.Bucket(this, 'Releases', { versioned: true });
    const site = new s3.Bucket(this, 'Site');
    const release = new codepipeline.Artifact();

    const pipeline = new codepipeline.Pipeline(this, 'Pipeline', {
      // CodePipeline rolls stages back in V2 pipelines only.
      pipelineType: codepipeline.PipelineType.V2,
      stages: [
        {
          stageName: 'Source',
          actions: [
            new actions.S3SourceAction({
              actionName: 'Release',
              bucket: releases,
              bucketKey: 'shop.zip',
              output: release,
            }),
          ],
        },
        {
          stageName: 'Prod',
          actions: [new actions.S3DeployAction({ actionName: 'Deploy', bucket: site, input: release })],
        },
      ],
    });

    const checkout = lambda.Function.fromFunctionName(this, 'Checkout', 'shop-checkout');
    const errors = new cloudwatch.Alarm(this, 'CheckoutErrors', {
      metric: checkout.metricErrors({ period: Duration.minutes(1) }),
      threshold: 5,
      evaluationPeriods: 1,
    });

    const controller = new RollbackController(this, 'RollbackController', { notifyEmails: ['ops@example.com'] });
    controller.guard({ pipeline, stage: 'Prod', alarms: [errors, 'shop-latency'], bakeMinutes: 30 });
  }
}
