import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { DEFAULT_SWITCHES, type SwitchOverrides } from './switches.ts';

/** Of the report of a game day: each assumption by its id, and what AWS did, where it was tried. */
const Report = z.object({
  findings: z.array(z.object({ id: z.string(), observed: z.union([z.string(), z.number(), z.boolean()]).optional() })),
});

const Refusal = z.enum([
  'ValidationException',
  'PipelineExecutionNotFoundException',
  'PipelineExecutionOutdatedException',
  'UnableToRollbackStageException',
  'ConflictException',
]);
const Millis = z.int().min(0);

/** What each switch can be. Members that AWS was not seen to do are left out. */
const Overrides = z.object({
  rollbackErrors: z
    .object({
      v1Pipeline: Refusal,
      parallelMode: Refusal,
      sourceStage: Refusal,
      versionChanged: Refusal,
      beforeFebruary2024: Refusal,
      rollbackTypeTarget: Refusal,
      notSucceededInStage: Refusal,
      stageRunning: Refusal,
      stageSkipped: Refusal,
      transitionDisabled: Refusal,
    })
    .partial(),
  disabledTransitionAndRollback: z.enum(['ignores', 'waits', 'refuses']),
  succeededInStageIncludesRollbacks: z.boolean(),
  unknownStageInFilter: z.enum(['empty', 'ValidationException']),
  executionOrder: z.enum(['newestFirst', 'shuffled']),
  newExecutionDelayMillis: Millis,
  stageStateDelayMillis: Millis,
  standardTypeShown: z.boolean(),
  parallelPipelineState: z.enum(['noStages', 'emptyStages']),
  rollbackRuns: z.enum(['allActions', 'allButApprovals']),
  stopWithPendingApproval: z.enum(['waits', 'abandonsApproval']),
  answeredApproval: z.enum(['ApprovalAlreadyCompletedException', 'InvalidApprovalTokenException']),
  rollbackEvaluatesEntryConditions: z.boolean(),
  stageStartedEvent: z.enum(['onEntry', 'afterEntryConditions']),
  connectionRevisionSummary: z.enum(['message', 'json']),
  editedExecutionStatus: z.enum(['Cancelled', 'Failed']),
  failedActionsRetryRuns: z.enum(['failedActions', 'wholeStage']),
  stageCarriesPipelineTags: z.boolean(),
  failedRollbackRollsBackAgain: z.boolean(),
});

/** How AWS was seen to behave. */
export interface Behaviour {
  readonly switches: SwitchOverrides;
  /** What AWS did that no switch can play, in words. */
  readonly unplayable: readonly string[];
}

/** Reads the JSON report of a game day. Throws with the name of the file where it is none. */
export function readBehaviourFile(path: string): Behaviour {
  const parsed = Report.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is no report of a game day: ${z.prettifyError(parsed.error)}`);
  return behaviourOf(parsed.data.findings);
}

/** The same of findings that have been read. */
export function behaviourOf(
  findings: readonly { readonly id: string; readonly observed?: string | number | boolean | undefined }[],
): Behaviour {
  const seen = findings.flatMap(({ id, observed }) => (observed === undefined ? [] : [{ id, observed }]));
  const played = seen.filter(({ id }) => id.replace(/\..*/, '') in DEFAULT_SWITCHES);
  const readable = played.map((finding) => ({ ...finding, ...Overrides.partial().safeParse(nested(finding)) }));
  const switches = readable.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return {
    switches: {
      ...Object.assign({}, ...switches),
      rollbackErrors: Object.assign({}, ...switches.map(({ rollbackErrors }) => rollbackErrors)),
    },
    unplayable: readable.flatMap(({ id, observed, success }) => (success ? [] : [`${id}: ${observed}`])),
  };
}

function nested({ id, observed }: { readonly id: string; readonly observed: unknown }): object {
  const [name = '', member] = id.split('.');
  return { [name]: member === undefined ? observed : { [member]: observed } };
}
