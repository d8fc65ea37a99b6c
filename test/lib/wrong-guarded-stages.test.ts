import { describe, expect, it } from 'vitest';
import { GuardsFiles, guard } from './written-guards-files.ts';

const files = new GuardsFiles();

describe('a guard whose stage is named wrongly, or that lacks what every guard has, is told what to write', () => {
  it.each<[string, unknown, string]>([
    [
      'a malformed pipeline name',
      guard({ pipeline: 'my shop' }),
      'entry 1 (my shop/Prod), pipeline: pipeline name must be 1 to 100 of the characters',
    ],
    [
      'a malformed stage name',
      guard({ stage: '' }),
      'entry 1 (shop/), stage: stage name must be 1 to 100 of the characters',
    ],
    [
      'a name that is too long',
      guard({ stage: 's'.repeat(101) }),
      'stage: stage name must be 1 to 100 of the characters',
    ],
    [
      'the ARN of a pipeline',
      guard({ pipeline: 'arn:aws:codepipeline:eu-west-1:111122223333:shop' }),
      'pipeline: is an ARN; give the name: "shop"',
    ],
    [
      'the ARN of a stage',
      guard({ stage: 'arn:aws:codepipeline:eu-west-1:111122223333:shop/Prod' }),
      'stage: is an ARN; give the name: "Prod"',
    ],
    ['another ARN', guard({ pipeline: 'arn:aws:s3:::shop' }), 'pipeline: is an ARN; give the name'],
    ['a pattern of pipelines', guard({ pipeline: 'shop-*' }), 'pipeline: "shop-*" is a pattern; a guard is for one'],
    [
      'a name with a space',
      guard({ pipeline: ' shop' }),
      'pipeline: " shop" begins or ends with a space; write "shop"',
    ],
    ['a number for a name', guard({ stage: 1 }), 'stage: is a name; write "1", in quotes'],
    [
      'a missing pipeline',
      { stage: 'Prod', alarms: ['a'] },
      'entry 1, pipeline: is missing; every guard needs "pipeline", "stage" and "alarms"',
    ],
    [
      'missing alarms',
      { pipeline: 'shop', stage: 'Prod' },
      'entry 1 (shop/Prod), alarms: is missing; every guard needs',
    ],
    [
      'no object',
      17,
      'entry 1: a guard is an object such as {"pipeline": "shop", "stage": "Prod", "alarms": ["shop-5xx"]}',
    ],
  ])('%s', (_, entry, expected) => {
    expect(files.complaint(() => files.read([entry]))).toContain(expected);
  });
});
