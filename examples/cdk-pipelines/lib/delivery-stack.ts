import { Stack, type StackProps } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { RollbackController } from 'codepipeline-auto-rollback';
import type { Construct } from 'constructs';
import { ShopStage } from './shop-stage';

/** A pipeline of CDK Pipelines whose stage Prod is rolled back when the shop's alarm fires. */
export class DeliveryStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const releases = new s3.Bucket(this, 'Releases', { versioned: true });
    const delivery = new CodePipeline(this, 'Pipeline', {
      // CodePipeline rolls stages back in V2 pipelines only.
      pipelineType: codepipeline.PipelineType.V2,
      synth: new ShellStep('Synth', {
        input: CodePipelineSource.s3(releases, 'shop.zip'),
        commands: ['npm ci', 'npx cdk synth'],
      }),
    });
    const prod = new ShopStage(this, 'Prod');
    delivery.addStage(prod);

    // The pipeline is there once it is built, and its stage has the name of the Stage.
    delivery.buildPipeline();
    const controller = new RollbackController(this, 'RollbackController', { notifyEmails: ['ops@example.com'] });
    controller.guard({ pipeline: delivery.pipeline, stage: 'Prod', alarms: [prod.errors], bakeMinutes: 30 });
  }
}
