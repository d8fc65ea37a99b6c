import { Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { describe, expect, it } from 'vitest';
import { RollbackController } from '../../lib/rollback-controller.ts';
import { app } from './synthesized.ts';

function shop(pipelineType = PipelineType.V2) {
  const stack = new Stack(app(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
  const pipeline = new CodePipeline(stack, 'Pipeline', {
    pipelineType,
    // @ts-expect-error aws-cdk-lib is not written for exactOptionalPropertyTypes
    synth: new ShellStep('Synth', {
      // @ts-expect-error aws-cdk-lib is not written for exactOptionalPropertyTypes
      input: CodePipelineSource.s3(s3.Bucket.fromBucketName(stack, 'Releases', 'releases'), 'shop.zip'),
      commands: ['npx cdk synth'],
    }),
  });
  const prod = new Stage(stack, 'Prod');
  new sqs.Queue(new Stack(prod, 'Site'), 'Orders');
  pipeline.addStage(prod);
  return { stack, pipeline, controller: new RollbackController(stack, 'RollbackController') };
}

describe('a pipeline of CDK Pipelines', () => {
  it('is guarded once it is built', () => {
    const { stack, pipeline, controller } = shop();
    pipeline.buildPipeline();
    controller.guard({ pipeline: pipeline.pipeline, stage: 'Prod', alarms: ['shop-5xx'] });
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('shop-5xx');
  });

  it('is refused at synth where it is of type V1', () => {
    const { stack, pipeline, controller } = shop(PipelineType.V1);
    pipeline.buildPipeline();
    controller.guard({ pipeline: pipeline.pipeline, stage: 'Prod', alarms: ['shop-5xx'] });
    expect(() => Template.fromStack(stack)).toThrow(/of type V1; CodePipeline rolls back only stages of V2/);
  });

  it('says what to pass where the construct itself is given', () => {
    const { pipeline, controller } = shop();
    const guard = { pipeline, stage: 'Prod', alarms: ['shop-5xx'] };
    // @ts-expect-error JavaScript does not know that it is no IPipeline
    expect(() => controller.guard(guard)).toThrow(
      /call buildPipeline\(\) on it first, then pass its property "pipeline"/,
    );
  });
});
