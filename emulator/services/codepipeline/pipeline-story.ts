import type { AccountIdentity } from '../../account/account-identity.ts';
import { madeOnce } from '../made-once.ts';
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
  /** How long every action takes unless its stage or itself says otherwise; default 1. */
  readonly actionMinutes?: number;
  /** Variables of the pipeline, with their defaults. */
  readonly variables?: readonly { readonly name: string; readonly defaultValue?: string }[];
}

export interface StageStory {
  readonly name: string;
  /** Names, or more about an action; one after the other unless they say a run order. Default one action named as the stage. */
  readonly actions?: readonly (string | ActionStory)[];
  /** A manual approval comes first. */
  readonly approval?: boolean;
  readonly actionMinutes?: number;
  /** An entry condition; what happens when it does not pass. It passes at once unless the script says otherwise. */
  readonly beforeEntry?: 'FAIL' | 'SKIP';
  readonly onFailure?: 'ROLLBACK' | 'RETRY' | 'FAIL';
}

export interface ActionStory {
  readonly name: string;
  /** Default Source in the first stage, Deploy in the others. */
  readonly category?: keyof typeof PROVIDERS;
  /** Default the usual one of the category. */
  readonly provider?: string;
  /** Default one more than the action before it. */
  readonly runOrder?: number;
  readonly minutes?: number;
  readonly configuration?: { readonly [key: string]: string };
}

export function stageStory(stage: string | StageStory): StageStory {
  return typeof stage === 'string' ? { name: stage } : stage;
}

export function actionStory(action: string | ActionStory): ActionStory {
  return typeof action === 'string' ? { name: action } : action;
}

/** Name of the approval action that `approval: true` puts in front of a stage. */
export const APPROVAL_ACTION = 'Approve';

const ARTIFACT = 'SourceOutput';

const PROVIDERS = {
  Source: 'CodeStarSourceConnection',
  Build: 'CodeBuild',
  Deploy: 'ECS',
  Test: 'CodeBuild',
  Invoke: 'Lambda',
  Approval: 'Manual',
  Compute: 'Commands',
} as const;

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
    ...(story.variables === undefined ? {} : { variables: story.variables }),
  });
});

function stageDeclaration(
  { name, actions = [name], approval = false, beforeEntry, onFailure }: StageStory,
  isSource: boolean,
) {
  const stories = actions.map(actionStory);
  if (approval) stories.unshift({ name: APPROVAL_ACTION, category: 'Approval' });
  let order = 0;
  return {
    name,
    actions: stories.map((action, position) => {
      order = action.runOrder ?? (isSource ? 1 : order + 1);
      return actionDeclaration(action, { isSource, position, runOrder: order });
    }),
    ...(beforeEntry === undefined ? {} : { beforeEntry: entryCondition(beforeEntry) }),
    ...(onFailure === undefined ? {} : { onFailure: { result: onFailure } }),
  };
}

interface Place {
  readonly isSource: boolean;
  readonly position: number;
  readonly runOrder: number;
}

function actionDeclaration(
  { name, category: said, provider, configuration }: ActionStory,
  { isSource, position, runOrder }: Place,
) {
  const category = said ?? (isSource ? 'Source' : 'Deploy');
  const output = position === 0 ? ARTIFACT : `${ARTIFACT}${position + 1}`;
  return {
    name,
    actionTypeId: { category, owner: 'AWS', provider: provider ?? PROVIDERS[category], version: '1' },
    runOrder,
    ...(category === 'Source' ? { outputArtifacts: [{ name: output }] } : {}),
    ...(category === 'Source' || category === 'Approval' ? {} : { inputArtifacts: [{ name: ARTIFACT }] }),
    ...(configuration === undefined ? {} : { configuration }),
  };
}

/** SKIP is for rules that LambdaInvoke or VariableCheck provides (UG:stage-conditions). */
function entryCondition(result: 'FAIL' | 'SKIP') {
  const provider = result === 'SKIP' ? 'LambdaInvoke' : 'DeploymentWindow';
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider, version: '1' };
  return { conditions: [{ result, rules: [{ name: 'EntryRule', ruleTypeId }] }] };
}
