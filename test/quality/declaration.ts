import type { AccountIdentity } from '../../emulator/account/account-identity.ts';
import type { DeciderKind } from './decider.ts';
import { type ActionShape, type Setting, type StageShape, VARIABLE } from './setting.ts';

export const PIPELINE = 'shop';
export const IDENTITY: AccountIdentity = { accountId: '123456789012', region: 'eu-west-1' };
export const PLATFORM_ALARM = 'platform';

/** What CreatePipeline gets for the setting. */
export function declarationOf({ mode, components, stages, onFailure }: Setting, { native }: DeciderKind) {
  return {
    name: PIPELINE,
    roleArn: `arn:aws:iam::${IDENTITY.accountId}:role/pipeline`,
    artifactStore: { type: 'S3', location: 'artifacts' },
    pipelineType: 'V2',
    executionMode: mode,
    variables: components.includes(VARIABLE) ? [{ name: VARIABLE, defaultValue: `${VARIABLE}-0` }] : [],
    stages: [
      {
        name: 'Source',
        actions: components
          .filter((component) => component !== VARIABLE)
          .map((name) => ({
            name,
            actionTypeId: actionType('Source'),
            runOrder: 1,
            outputArtifacts: [{ name }],
          })),
      },
      ...stages.map((stage) => ({
        name: stage.name,
        actions: [...stage.actions.map(actionOf), ...(native && stage.guard ? [ruleOf(native.rule)] : [])],
        ...((onFailure || (native && stage.guard)) && { onFailure: { result: 'ROLLBACK' } }),
      })),
    ],
  };
}

/** The names of a guard's alarms. */
export function alarmNames({ name, guard }: StageShape): readonly string[] {
  if (guard === undefined) return [];
  return guard.composite ? [compositeName(name)] : guard.alarms.map(({ metric }) => alarmName(name, metric));
}

export function alarmName(stage: string, metric: string): string {
  return `${stage}-${metric}`;
}

export function compositeName(stage: string): string {
  return `${stage}-any`;
}

function actionOf({ name, category, runOrder }: ActionShape) {
  return {
    name,
    actionTypeId: actionType(category),
    runOrder,
    ...(category === 'Approval' ? {} : { inputArtifacts: [{ name: 'App' }] }),
  };
}

function ruleOf(name: string) {
  return { name, actionTypeId: actionType('Test'), runOrder: 900, inputArtifacts: [{ name: 'App' }] };
}

function actionType(category: ActionShape['category'] | 'Source') {
  const providers = {
    Source: 'CodeStarSourceConnection',
    Approval: 'Manual',
    Test: 'CodeBuild',
    Build: 'CodeBuild',
    Deploy: 'ECS',
    Invoke: 'Lambda',
  };
  return { category, owner: 'AWS', provider: providers[category], version: '1' };
}
