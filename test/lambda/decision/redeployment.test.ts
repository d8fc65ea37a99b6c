import { describe, expect, test } from 'vitest';
import type { PipelineStructure } from '../../../lambda/decision/pipeline-structure.ts';
import { redeploymentOf } from '../../../lambda/decision/redeployment.ts';
import { anExecution } from '../../support/builders/executions.ts';

function structure(but: Partial<PipelineStructure> = {}): PipelineStructure {
  return {
    version: 8,
    type: 'V2',
    executionMode: 'SUPERSEDED',
    stages: [{ name: 'Source', actions: [{ name: 'Source', category: 'Source' }] }],
    sources: [{ name: 'Source', provider: 'CodeCommit' }],
    variables: [],
    ...but,
  };
}

describe('a release for a pipeline as it is declared now', () => {
  test.each([
    ['CodeCommit', 'COMMIT_ID'],
    ['CodeStarSourceConnection', 'COMMIT_ID'],
    ['GitHub', 'COMMIT_ID'],
    ['ECR', 'IMAGE_DIGEST'],
    ['S3', 'S3_OBJECT_VERSION_ID'],
  ])('a revision of %s is told as %s', (provider, type) => {
    const sources = [{ name: 'Source', provider }];
    expect(redeploymentOf(anExecution('a'), [], structure({ sources }))).toEqual({
      revisions: [{ action: 'Source', type, value: 'c0ffeea' }],
      variables: [],
    });
  });

  test('takes the variables that the pipeline still declares, and no empty value, which CodePipeline refuses', () => {
    const variables = [
      { name: 'IMAGE', value: '1.4.1' },
      { name: 'GONE', value: 'x' },
      { name: 'EMPTY', value: '' },
    ];
    expect(
      redeploymentOf(anExecution('a'), variables, structure({ variables: ['IMAGE', 'EMPTY', 'NEW'] })),
    ).toMatchObject({ variables: [{ name: 'IMAGE', value: '1.4.1' }] });
  });

  test.each<[string, Partial<PipelineStructure>, Parameters<typeof anExecution>[1], string]>([
    [
      'a source whose revision CodePipeline does not name',
      {},
      { revisions: [{ action: 'Source' }] },
      'the revision that it took from source action "Source" is not known',
    ],
    [
      'a source that came with the edit',
      { sources: [...structure().sources, { name: 'Config', provider: 'S3' }] },
      {},
      'the revision that it took from source action "Config" is not known',
    ],
    [
      'a source that went with the edit',
      {},
      { revisions: [...anExecution('a').revisions, { action: 'Config', id: 'v1' }] },
      'its source action "Config" is no longer in the pipeline',
    ],
    [
      'a source that cannot be told a revision',
      { sources: [{ name: 'Source', provider: 'Homemade' }] },
      {},
      'source action "Source" is of provider Homemade, which cannot be told a revision',
    ],
    [
      'a pipeline that mutates itself',
      { stages: [{ name: 'UpdatePipeline', actions: [{ name: 'SelfMutate', category: 'Build' }] }] },
      {},
      'the pipeline mutates itself',
    ],
    [
      'more than is kept',
      { variables: ['LONG'] },
      { revisions: [{ action: 'Source', id: 'x'.repeat(20_000) }] },
      'are more than are kept',
    ],
  ])('is not to be had for %s', (_, but, execution, why) => {
    expect(redeploymentOf(anExecution('a', execution), [], structure(but))).toContain(why);
  });
});
