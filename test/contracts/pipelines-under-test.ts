import type { CodePipeline } from '../../emulator/services/codepipeline/codepipeline.ts';
import type { PipelineStory } from '../../emulator/services/codepipeline/pipeline-story.ts';
import type { ActionState } from '../../lambda/decision/stage.ts';
import type { StageKey } from '../../lambda/decision/stage-key.ts';
import type { Pipelines } from '../../lambda/ports.ts';

export interface PipelinesUnderTest {
  readonly pipelines: Pipelines;
  /** The account behind the port. */
  readonly script: CodePipeline['script'];
  readonly now: () => number;
  readonly pass: (minutes: number) => Promise<void>;
}

export const MINUTE = 60_000;
/** Well-formed, and nobody's. */
export const UNKNOWN_ID = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
let pipelineCount = 0;

/** A pipeline of its own with so many successes in its past, the last an hour ago, or of that story; actions take a minute. */
export function aPipeline(under: PipelinesUnderTest, story: number | Omit<PipelineStory, 'name'>) {
  const { script, now } = under;
  const pipeline = `shop-${++pipelineCount}`;
  const successes = typeof story === 'number' ? story : 0;
  script.createPipeline({ name: pipeline, ...(typeof story === 'number' ? { stages: ['Source', 'Prod'] } : story) });
  const from = now() - successes * 60 * MINUTE;
  const ids = script.addSuccesses(pipeline, { count: successes, from, everyMillis: 60 * MINUTE });
  return { ...under, key: { pipeline, stage: 'Prod' }, ids };
}

/** The approval of a stage, as the port shows it. */
export async function approvalIn(pipelines: Pipelines, key: StageKey): Promise<ActionState | undefined> {
  const stage = await pipelines.stage(key);
  return stage === 'not-found' ? undefined : stage.actions.find(({ name }) => name === 'Approve');
}

export function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new Error('there is none');
  return item;
}
