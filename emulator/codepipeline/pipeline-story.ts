import { madeOnce } from '../made-once.ts';
import type { AccountIdentity } from '../service.ts';
import { PipelineDeclaration } from './declaration.ts';

/** A pipeline in the short form of tests and stories. */
export interface PipelineStory {
  readonly name: string;
  /** Names, or more about a stage. The first is the source stage. */
  readonly stages: readonly (string | StageStory)[];
  /** Default V2. */
  readonly pipelineType?: 'V1' | 'V2';
  /** Default SUPERSEDED. */
  readonly executionMode?: 'SUPERSEDED' | 'QUEUED' | 'PARALLEL';
  /** How long every action takes unless its stage says otherwise; default 1. */
  readonly actionMinutes?: number;
}

export interface StageStory {
  readonly name: string;
  /** Names of the actions, one after the other; default one action. */
  readonly actions?: readonly string[];
  /** A manual approval comes first. */
  readonly approval?: boolean;
  readonly actionMinutes?: number;
  readonly onFailure?: 'ROLLBACK' | 'RETRY' | 'FAIL';
}

export function stageStory(stage: string | StageStory): StageStory {
  return typeof stage === 'string' ? { name: stage } : stage;
}

/** Name of the approval action that `approval: true` puts in front of a stage. */
export const APPROVAL_ACTION = 'Approve';

const ARTIFACT = 'SourceOutput';

/** The declaration that CreatePipeline would get for the story. */
export function declarationOf(story: PipelineStory, identity: AccountIdentity): PipelineDeclaration {
  return checkedDeclaration({ story, identity });
}

interface StoryInAccount {
  readonly story: PipelineStory;
  readonly identity: AccountIdentity;
}

const checkedDeclaration = madeOnce(({ story, identity: { accountId, region } }: StoryInAccount) => {
  return PipelineDeclaration.parse({
    name: story.name,
    roleArn: `arn:aws:iam::${accountId}:role/${story.name}-pipeline`,
    artifactStore: { type: 'S3', location: `artifacts-${accountId}-${region}` },
    pipelineType: story.pipelineType ?? 'V2',
    executionMode: story.executionMode ?? 'SUPERSEDED',
    stages: story.stages.map((stage, position) => stageDeclaration(stageStory(stage), position === 0)),
  });
});

function stageDeclaration({ name, actions = [name], approval = false, onFailure }: StageStory, isSource: boolean) {
  const approvals = approval
    ? [{ name: APPROVAL_ACTION, actionTypeId: actionType('Approval', 'Manual'), runOrder: 1 }]
    : [];
  return {
    name,
    actions: [
      ...approvals,
      ...actions.map((action, position) => ({
        name: action,
        actionTypeId: isSource ? actionType('Source', 'CodeStarSourceConnection') : actionType('Deploy', 'ECS'),
        runOrder: isSource ? 1 : approvals.length + position + 1,
        ...(isSource
          ? { outputArtifacts: [{ name: position === 0 ? ARTIFACT : `${ARTIFACT}${position + 1}` }] }
          : { inputArtifacts: [{ name: ARTIFACT }] }),
      })),
    ],
    ...(onFailure === undefined ? {} : { onFailure: { result: onFailure } }),
  };
}

function actionType(category: string, provider: string) {
  return { category, owner: 'AWS', provider, version: '1' };
}
