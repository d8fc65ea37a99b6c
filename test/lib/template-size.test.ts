import { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { expect, test } from 'vitest';
import { checkTemplateSize } from '../../lib/controller/template-size.ts';
import { app } from './synthesized.ts';

function assemblyOf(characters: number) {
  const root = app();
  new StringParameter(new Stack(root, 'Shop'), 'Parameter', { stringValue: 'x'.repeat(characters) });
  return root.synth();
}

test('a template of less than 1 MB passes, a larger one is refused with what to do about it', () => {
  expect(() => checkTemplateSize(assemblyOf(990_000))).not.toThrow();
  expect(() => checkTemplateSize(assemblyOf(1_000_000))).toThrow(
    /^the template of stack Shop has 100\d{4} bytes, but CloudFormation takes 1000000: name fewer alarms per guard/,
  );
});
