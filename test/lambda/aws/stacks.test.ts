import { describe, expect, it } from 'vitest';
import { cloudFormationStacks } from '../../../lambda/aws/stacks.ts';

const { takesAnswers } = cloudFormationStacks({ sleep: async () => undefined, ownEndpoints: false });

describe('CloudFormation takes answers', () => {
  it.each([
    'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/arn%3Aaws?X-Amz-Signature=1',
    'https://cloudformation-custom-resource-response-uswest2.s3-us-west-2.amazonaws.com/a',
    'https://cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com/a',
    'https://cloudformation-custom-resource-response-cnnorth1.s3.cn-north-1.amazonaws.com.cn/a',
  ])('at %s', (url) => {
    expect(takesAnswers(url)).toBe(true);
  });

  it.each([
    'http://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/a',
    'https://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
    'https://s3.amazonaws.com.evil.example/a',
    'https://evil.example/.s3.amazonaws.com',
    'https://evils3.amazonaws.com/a',
    'https://bucket.s3.amazonaws.com@evil.example/a',
    'file:///etc/passwd',
    'nowhere',
  ])('not at %s', (url) => {
    expect(takesAnswers(url)).toBe(false);
  });

  it('wherever they are asked for where AWS has endpoints of its own, as a local account', () => {
    const local = cloudFormationStacks({ sleep: async () => undefined, ownEndpoints: true });
    expect(local.takesAnswers('http://127.0.0.1:4566/cloudformation')).toBe(true);
  });
});
