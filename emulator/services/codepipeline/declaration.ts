import * as z from 'zod';
import { ServiceError } from '../service.ts';
import { ActionName, PipelineName, StageName, VariableName } from './input.ts';

const ArtifactName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[a-zA-Z0-9_-]+$/);
const ArtifactReference = z.looseObject({ name: ArtifactName });
const RoleArn = z
  .string()
  .max(1024)
  .regex(/^arn:aws(-\w+)*:iam::[0-9]{12}:role\/.*$/);
const TypeToken = z
  .string()
  .min(1)
  .max(35)
  .regex(/^[0-9A-Za-z_-]+$/);
const RuleName = ActionName;
const Result = z.enum(['ROLLBACK', 'FAIL', 'RETRY', 'SKIP']);
export const RetryMode = z.enum(['FAILED_ACTIONS', 'ALL_ACTIONS']);
const Conditions = z
  .array(
    z.looseObject({
      result: Result.optional(),
      rules: z
        .array(z.looseObject({ name: RuleName }))
        .min(1)
        .max(5)
        .optional(),
    }),
  )
  .min(1)
  .max(1);

const ActionDeclaration = z.looseObject({
  name: ActionName,
  actionTypeId: z.object({
    category: z.enum(['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute']),
    owner: z.enum(['AWS', 'ThirdParty', 'Custom']),
    provider: TypeToken,
    version: TypeToken.max(9),
  }),
  runOrder: z.int().min(1).max(999).default(1),
  configuration: z.record(z.string().min(1).max(50), z.string().min(1).max(1000)).default({}),
  outputArtifacts: z.array(ArtifactReference).default([]),
  inputArtifacts: z.array(ArtifactReference).default([]),
  roleArn: RoleArn.optional(),
  region: z.string().min(4).max(30).optional(),
  namespace: z.string().min(1).max(100).optional(),
  timeoutInMinutes: z.int().min(5).max(86400).optional(),
});

const StageDeclaration = z.looseObject({
  name: StageName,
  actions: z.array(ActionDeclaration),
  onFailure: z
    .looseObject({
      result: Result.optional(),
      retryConfiguration: z.looseObject({ retryMode: RetryMode.optional() }).optional(),
      conditions: Conditions.optional(),
    })
    .optional(),
  onSuccess: z.looseObject({ conditions: Conditions }).optional(),
  beforeEntry: z.looseObject({ conditions: Conditions }).optional(),
});

const ArtifactStore = z.looseObject({
  type: z.literal('S3'),
  location: z
    .string()
    .min(3)
    .max(63)
    .regex(/^[a-zA-Z0-9\-.]+$/),
});

/** The structure of a pipeline as CreatePipeline and UpdatePipeline take it (API:PipelineDeclaration). */
export const PipelineDeclaration = z.looseObject({
  name: PipelineName,
  roleArn: RoleArn,
  artifactStore: ArtifactStore.optional(),
  artifactStores: z.record(z.string(), ArtifactStore).optional(),
  stages: z.array(StageDeclaration),
  executionMode: z.enum(['QUEUED', 'SUPERSEDED', 'PARALLEL']).default('SUPERSEDED'),
  pipelineType: z.enum(['V1', 'V2']).default('V1'),
  variables: z
    .array(z.looseObject({ name: VariableName, defaultValue: z.string().min(1).max(1000).optional() }))
    .max(50)
    .optional(),
  triggers: z.array(z.looseObject({})).max(50).optional(),
});

export type PipelineDeclaration = z.output<typeof PipelineDeclaration>;
export type StageDeclaration = z.output<typeof StageDeclaration>;
export type ActionDeclaration = z.output<typeof ActionDeclaration>;
export type RetryMode = z.output<typeof RetryMode>;

/** The rules for a whole pipeline (user guide: pipeline structure requirements; limits). */
export function checkStructure({ stages, pipelineType, executionMode, variables = [] }: PipelineDeclaration): void {
  if (stages.length < 2 || stages.length > 50) refuse('InvalidStructure', 'A pipeline has 2 to 50 stages');
  if (hasDuplicates(stages)) refuse('InvalidStageDeclaration', 'Stage names must be unique in a pipeline');
  if (pipelineType === 'V1' && executionMode !== 'SUPERSEDED') {
    refuse('InvalidStructure', `Execution mode ${executionMode} needs pipeline type V2`);
  }
  if (pipelineType === 'V1' && variables.length > 0) refuse('InvalidStructure', 'Variables need pipeline type V2');
  if (hasDuplicates(variables)) refuse('InvalidStructure', 'Variable names must be unique in a pipeline');
  stages.forEach(({ name, actions, ...stage }, position) => {
    if (actions.length === 0) refuse('InvalidStageDeclaration', `Stage ${name} has no action`);
    if (hasDuplicates(actions)) refuse('InvalidActionDeclaration', `Action names must be unique in stage ${name}`);
    for (const action of actions) {
      if ((action.actionTypeId.category === 'Source') !== (position === 0)) {
        refuse('InvalidStructure', 'The first stage has only source actions, and no other stage has one');
      }
    }
    if (pipelineType === 'V1' && (stage.onFailure ?? stage.onSuccess ?? stage.beforeEntry) !== undefined) {
      refuse('InvalidStructure', `Conditions of stage ${name} need pipeline type V2`);
    }
  });
}

function hasDuplicates(items: readonly { readonly name: string }[]): boolean {
  return new Set(items.map(({ name }) => name)).size < items.length;
}

function refuse(kind: string, message: string): never {
  throw new ServiceError(`${kind}Exception`, message);
}
