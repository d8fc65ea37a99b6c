import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DAY, sandboxAssembly } from './played-day.ts';

const Template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
      Properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

function template() {
  const { templateKey, uploads } = sandboxAssembly();
  const body = uploads.find(({ key }) => key === templateKey)?.body ?? new Uint8Array();
  return Template.parse(JSON.parse(Buffer.from(body).toString('utf8')));
}

describe('the template of the sandbox', () => {
  it('lets nothing outlive the stack', () => {
    const kept = Object.entries(template().Resources).filter(([, { DeletionPolicy }]) =>
      /Retain|Snapshot/.test(DeletionPolicy ?? ''),
    );
    expect(kept.map(([id]) => id)).toEqual([]);
  });

  it('takes its code from the bucket of the day, which needs no bootstrapped account', () => {
    const { uploads } = sandboxAssembly();
    const functions = Object.values(template().Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(1);
    const { Code } = z
      .object({ Code: z.object({ S3Bucket: z.string(), S3Key: z.string() }) })
      .parse(functions[0]?.Properties);
    expect(Code.S3Bucket).toBe(DAY.bucket);
    expect(uploads.map(({ key }) => key)).toContain(Code.S3Key);
    expect(JSON.stringify(template())).not.toContain('BootstrapVersion');
  });

  it('has no bigger names than CodePipeline takes', () => {
    for (const name of [DAY.shop, DAY.lab, DAY.parallel, DAY.optional]) expect(name.length).toBeLessThanOrEqual(100);
    expect(DAY.bucket.length).toBeLessThanOrEqual(63);
  });
});
