import * as z from 'zod';
import { ConfigurationError } from '../configuration-error.ts';
import { counted } from '../doctor/report.ts';

/** A stage whose inbound transition a controller has disabled. */
export interface FrozenStage {
  readonly pipeline: string;
  readonly stage: string;
  /** The incident that the reason names. */
  readonly incident: string;
}

const Status = z.object({
  decision: z.string(),
  code: z.string().optional(),
  reason: z.string(),
  stages: z
    .array(
      z.object({
        stage: z.string(),
        incident: z.object({ id: z.string(), phase: z.string() }).optional(),
        paused: z.string().optional(),
      }),
    )
    .default([]),
  unusableGuards: z.array(z.string()).default([]),
});

/** What would be left behind, for people; `open` counts what has to be ended first. */
export interface OpenEnds {
  readonly lines: readonly string[];
  readonly open: number;
}

/**
 * What has to be ended before a controller is deleted: incidents that nobody would follow, and stages that nobody would open again. `answer` is that
 * of the command `status`; absent where the function is gone. Throws ConfigurationError where the answer tells nothing of the stages.
 */
export function openEnds(answer: unknown, frozen: readonly FrozenStage[]): OpenEnds {
  const { stages, unusableGuards } = answer === undefined ? NO_CONTROLLER : readStatus(answer);
  const guarded = new Set(stages.map(({ stage }) => stage));
  const incidents = stages.flatMap(({ stage, incident }) => (incident ? [{ stage, ...incident }] : []));
  const lines = [
    ...incidents.map(
      ({ stage, id, phase }) =>
        `open      ${stage}: incident ${id} (${phase}) is followed by nobody afterwards; let it end, or: ${event('abort', stage)}`,
    ),
    ...frozen.map(({ pipeline, stage, incident }) => {
      const name = `${pipeline}/${stage}`;
      const release = guarded.has(name)
        ? event('release', name)
        : `aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${stage} --transition-type Inbound`;
      return `frozen    ${name}: by incident ${incident}; no deployment enters it until somebody opens it: ${release}`;
    }),
    ...stages.map(
      ({ stage, paused }) =>
        `guarded   ${stage}${paused === undefined ? '' : `, paused ${paused}`}: alarms roll nothing back here afterwards`,
    ),
    ...unusableGuards.map((guard) => `guarded   ${guard}`),
  ];
  const open = incidents.length + frozen.length;
  const guards = stages.length + unusableGuards.length;
  const found = [
    counted(guards, 'guard'),
    counted(frozen.length, 'freeze'),
    counted(incidents.length, 'open incident'),
  ];
  return {
    lines: [
      ...lines,
      `${found.join(', ')}: ${open === 0 ? 'nothing is in the way' : 'end what is open or frozen first'}`,
    ],
    open,
  };
}

const NO_CONTROLLER: Pick<z.output<typeof Status>, 'stages' | 'unusableGuards'> = { stages: [], unusableGuards: [] };

function readStatus(answer: unknown): z.output<typeof Status> {
  const { data } = Status.safeParse(answer);
  if (data === undefined)
    throw new ConfigurationError('the function does not answer like a rollback controller; is --function its name?');
  if (data.decision !== 'status' && data.code !== 'not-guarded') {
    throw new ConfigurationError(`the controller could not tell what is open: ${data.reason}`);
  }
  return data;
}

function event(action: 'abort' | 'release', name: string): string {
  const [pipeline, stage] = name.split('/');
  return JSON.stringify({ action, pipeline, stage });
}
