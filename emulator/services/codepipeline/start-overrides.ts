import { ServiceError } from '../service.ts';
import type { ActionDeclaration } from './declaration.ts';
import type { Pipeline } from './pipeline.ts';
import { sourceActions } from './source-revisions.ts';

/** A source revision that StartPipelineExecution is told to take (API:SourceRevisionOverride). */
export interface SourceRevisionOverride {
  readonly actionName: string;
  readonly revisionType: 'COMMIT_ID' | 'IMAGE_DIGEST' | 'S3_OBJECT_VERSION_ID' | 'S3_OBJECT_KEY';
  readonly revisionValue: string;
}

type RevisionType = SourceRevisionOverride['revisionType'];

/** What a source of a provider can be told; every other source is a repository of commits (UG:pipelines-trigger-source-overrides). */
const TYPES: { readonly [provider: string]: readonly RevisionType[] } = {
  ECR: ['IMAGE_DIGEST'],
  S3: ['S3_OBJECT_VERSION_ID', 'S3_OBJECT_KEY'],
};
const COMMITS: readonly RevisionType[] = ['COMMIT_ID'];

/** Throws ValidationException for an override that does not fit its source [assumed: the error is not documented]. */
export function checkOverrides(pipeline: Pipeline, overrides: readonly SourceRevisionOverride[]): void {
  const sources = sourceActions(pipeline, pipeline.version);
  for (const { actionName, revisionType } of overrides) {
    const source = sources.find(({ name }) => name === actionName);
    if (source === undefined) refuse(`pipeline ${pipeline.name} has no source action ${actionName}`);
    else checkType(source, revisionType);
  }
}

/** Throws ValidationException for a variable that the pipeline does not declare [assumed]. */
export function checkVariables({ name, declaration }: Pipeline, given: readonly { readonly name: string }[]): void {
  const declared = new Set(declaration.variables?.map((variable) => variable.name));
  const unknown = given.find((variable) => !declared.has(variable.name));
  if (unknown !== undefined) refuse(`pipeline ${name} declares no variable ${unknown.name}`);
}

function checkType({ name, actionTypeId, configuration }: ActionDeclaration, type: RevisionType): void {
  const types = TYPES[actionTypeId.provider] ?? COMMITS;
  if (!types.includes(type))
    refuse(`source ${name} (${actionTypeId.provider}) takes ${types.join(' or ')}, not ${type}`);
  if (type === 'S3_OBJECT_KEY' && configuration.AllowOverrideForS3ObjectKey !== 'true') {
    refuse(`source ${name} does not set AllowOverrideForS3ObjectKey`);
  }
}

function refuse(message: string): never {
  throw new ServiceError('ValidationException', message);
}
