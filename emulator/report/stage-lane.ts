import type { EpochMillis } from '../account/clock.ts';
import type { StageFact } from '../stories/happening.ts';
import type { LiveFrom, RecordedStage } from '../stories/recorded-stock.ts';
import type { RecordedStory } from '../stories/recorded-story.ts';
import type { TimeSpan } from './time-scale.ts';

/** One execution in a stage. */
export interface StageRun extends TimeSpan, Pick<StageFact, 'release' | 'rollback'> {
  readonly result: 'succeeded' | 'failed' | 'stopped' | 'canceled' | 'running';
}

/** What a stage ran, what was live in it by truth, and when its inbound transition was disabled. */
export interface StageLane {
  readonly name: string;
  readonly runs: readonly StageRun[];
  readonly live: readonly (TimeSpan & Pick<LiveFrom, 'releases'>)[];
  readonly closed: readonly (TimeSpan & { readonly ours: boolean })[];
}

const RESULTS: { readonly [state: string]: StageRun['result'] } = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  STOPPED: 'stopped',
  CANCELED: 'canceled',
};

export function stageLanes(story: RecordedStory): StageLane[] {
  return story.stages.map((stage) => {
    const { name } = stage;
    return { name, runs: runsOf(name, story), live: liveIn(stage, story), closed: closedOf(name, story) };
  });
}

function runsOf(stage: string, { happenings, until }: RecordedStory): StageRun[] {
  const facts = happenings.filter((happening) => happening.kind === 'stage' && happening.stage === stage);
  const runs: StageRun[] = [];
  const running = new Map<string, { readonly fact: StageFact; readonly from: EpochMillis }>();
  for (const fact of facts) {
    if (fact.kind !== 'stage') continue;
    const begun = running.get(fact.executionId);
    const result = RESULTS[fact.state];
    if (result === undefined) running.set(fact.executionId, begun ?? { fact, from: fact.time });
    else {
      runs.push(runOf(fact, { from: begun?.from ?? fact.time, until: fact.time }, result));
      running.delete(fact.executionId);
    }
  }
  for (const { fact, from } of running.values()) runs.push(runOf(fact, { from, until }, 'running'));
  return runs.toSorted((a, b) => a.from - b.from);
}

function runOf({ release, rollback }: StageFact, span: TimeSpan, result: StageRun['result']): StageRun {
  return { ...span, release, rollback, result };
}

function liveIn({ live }: RecordedStage, { until }: RecordedStory): StageLane['live'] {
  return live
    .map(({ time: from, releases }, index) => ({ from, until: live[index + 1]?.time ?? until, releases }))
    .filter(({ from }) => from < until);
}

function closedOf(stage: string, { happenings, until }: RecordedStory): StageLane['closed'] {
  const changes = happenings.flatMap((happening) =>
    happening.kind === 'transition' && happening.stage === stage ? [happening] : [],
  );
  return changes.flatMap(({ enabled, ours, time }, index) =>
    enabled ? [] : [{ from: time, until: changes[index + 1]?.time ?? until, ours }],
  );
}
