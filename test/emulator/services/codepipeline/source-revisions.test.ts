import * as sdk from '@aws-sdk/client-codepipeline';
import { describe, expect, test } from 'vitest';
import type { PipelineStory } from '../../../../emulator/services/codepipeline/pipeline-story.ts';
import { sdkWorld } from './sdk-world.ts';

/** Code, an image, and a bucket whose object key may be overridden. */
const STORY: PipelineStory = {
  name: 'shop',
  stages: [
    {
      name: 'Source',
      actions: [
        'Code',
        { name: 'Image', provider: 'ECR' },
        { name: 'Config', provider: 'S3', configuration: { AllowOverrideForS3ObjectKey: 'true' } },
        { name: 'Data', provider: 'S3' },
      ],
    },
    'Prod',
  ],
};
const MESSAGE = 'Mend the cart\n\nIt was empty.';
const JSON_MESSAGE = `{"ProviderType":"GitHub","CommitMessage":${JSON.stringify(MESSAGE)}}`;
const PUSH = {
  pipeline: 'shop',
  revisions: {
    Code: { revisionId: 'c0ffee', revisionSummary: MESSAGE },
    Image: { revisionId: 'sha256:0123' },
    Config: { revisionSummary: 'Amazon S3 version id: null' },
    Data: {},
  },
};

describe('several sources', () => {
  test('each have their revision; one that CodePipeline does not name has no id', async () => {
    const { script, summaries, execution, stageState, pass } = await sdkWorld(STORY);
    const id = script.startExecution(PUSH);
    expect((await summaries())[0]?.sourceRevisions).toEqual([
      { actionName: 'Code', revisionId: 'c0ffee', revisionSummary: MESSAGE },
      { actionName: 'Image', revisionId: 'sha256:0123' },
      { actionName: 'Config', revisionSummary: 'Amazon S3 version id: null' },
      { actionName: 'Data' },
    ]);
    const { artifactRevisions = [] } = await execution(id);
    expect(artifactRevisions.map(({ name, revisionId }) => [name, revisionId])).toEqual([
      ['SourceOutput', 'c0ffee'],
      ['SourceOutput2', 'sha256:0123'],
      ['SourceOutput3', undefined],
      ['SourceOutput4', undefined],
    ]);
    await pass(1);
    const { actionStates = [] } = await stageState('Source');
    expect(actionStates.map(({ currentRevision }) => currentRevision?.revisionId)).toEqual([
      'c0ffee',
      'sha256:0123',
      undefined,
      undefined,
    ]);
  });

  test('a connection puts its commit message into JSON: in the summary of the action, by a switch in that of the revision', async () => {
    for (const [connectionRevisionSummary, expected] of [
      ['message', MESSAGE],
      ['json', JSON_MESSAGE],
    ] as const) {
      const { script, summaries, execution, actionState, pass } = await sdkWorld(STORY, { connectionRevisionSummary });
      const id = script.startExecution(PUSH);
      await pass(1);
      const [summary] = await summaries();
      expect(summary?.sourceRevisions?.map(({ revisionSummary }) => revisionSummary)).toEqual([
        expected,
        undefined,
        'Amazon S3 version id: null',
        undefined,
      ]);
      expect((await execution(id)).artifactRevisions?.[0]?.revisionSummary).toBe(expected);
      expect((await actionState('Source', 'Code'))?.summary).toBe(JSON_MESSAGE);
      expect((await actionState('Source', 'Config'))?.summary).toBe('Amazon S3 version id: null');
    }
  });

  test('the event of a push names its author, where the script does', async () => {
    const { script, events } = await sdkWorld(STORY);
    const trigger = { triggerType: 'WebhookV2', triggerDetail: 'arn:aws:codeconnections:connection' } as const;
    const author = { displayName: 'Mary Major', email: 'mary@example.com' };
    script.startExecution({ ...PUSH, trigger: { ...trigger, author } });
    expect(events[0]?.detail).toMatchObject({
      'execution-trigger': {
        'author-display-name': 'Mary Major',
        'author-email': 'mary@example.com',
        'commit-id': 'c0ffee',
        'commit-message': MESSAGE,
      },
    });
  });
});

describe('StartPipelineExecution with source revisions', () => {
  const override = (actionName: string, revisionType: sdk.SourceRevisionType, clientRequestToken?: string) =>
    new sdk.StartPipelineExecutionCommand({
      name: 'shop',
      sourceRevisions: [{ actionName, revisionType, revisionValue: 'told' }],
      ...(clientRequestToken !== undefined && { clientRequestToken }),
    });

  test('takes them as told, and new ones of the other sources', async () => {
    const { person, summaries } = await sdkWorld(STORY);
    await person.send(override('Image', 'IMAGE_DIGEST'));
    const [{ sourceRevisions = [], trigger } = {}] = await summaries();
    expect(sourceRevisions[1]).toEqual({ actionName: 'Image', revisionId: 'told' });
    expect(sourceRevisions[0]?.revisionId).toMatch(/^[0-9a-f]{32}$/);
    expect(trigger?.triggerType).toBe('StartPipelineExecution');
  });

  test('answers the first execution to a repeated client request token', async () => {
    const { person, summaries } = await sdkWorld(STORY);
    const first = await person.send(override('Code', 'COMMIT_ID', 'incident-7'));
    const again = await person.send(override('Code', 'COMMIT_ID', 'incident-7'));
    const other = await person.send(override('Code', 'COMMIT_ID', 'incident-8'));
    expect(again.pipelineExecutionId).toBe(first.pipelineExecutionId);
    expect(other.pipelineExecutionId).not.toBe(first.pipelineExecutionId);
    expect(await summaries()).toHaveLength(2);
  });

  test.each([
    ['Gone', 'COMMIT_ID'],
    ['Prod', 'COMMIT_ID'],
    ['Code', 'IMAGE_DIGEST'],
    ['Image', 'COMMIT_ID'],
    ['Data', 'S3_OBJECT_KEY'],
  ] as const)('refuses what does not fit a source: %s %s', async (action, type) => {
    const { person } = await sdkWorld(STORY);
    await expect(person.send(override(action, type))).rejects.toBeInstanceOf(sdk.ValidationException);
  });

  test.each([
    ['Config', 'S3_OBJECT_KEY'],
    ['Data', 'S3_OBJECT_VERSION_ID'],
  ] as const)('takes what fits: %s %s', async (action, type) => {
    const { person } = await sdkWorld(STORY);
    await expect(person.send(override(action, type))).resolves.toHaveProperty('pipelineExecutionId');
  });
});
