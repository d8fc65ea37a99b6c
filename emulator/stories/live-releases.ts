import type { EpochMillis } from '../account/clock.ts';
import type { LocalAccount } from '../account/local-account.ts';
import { releasesIn } from '../account/truth/live.ts';
import { LiveStages } from '../account/truth/live-stages.ts';
import type { StageReference } from '../services/codepipeline/stage-reference.ts';
import type { BusEvent } from '../services/events/event.ts';
import type { LiveFrom } from './recorded-stock.ts';
import { releaseName } from './releases.ts';

const ENDS = ['Succeeded', 'Failed', 'Abandoned'] as const;

/** Which releases are live in the stages of an account, by what their actions did: not by who is in the stage, or waits there. */
export class LiveReleases {
  readonly #account: LocalAccount;
  readonly #truth: LiveStages<string>;
  readonly #courses = new Map<string, LiveFrom[]>();

  /** What was deployed before is what the actions of the past did. */
  constructor(account: LocalAccount, pipelines: Iterable<string>) {
    this.#account = account;
    const { script } = account.codePipeline;
    this.#truth = new LiveStages<string>({
      now: () => account.clock.now(),
      releaseOf: (pipeline, id) => {
        const execution = script.execution(pipeline, id);
        return releaseName(execution.rollbackTarget ?? execution);
      },
      onChange: (stage) => this.#note(stage, releasesIn(stage.live)),
    });
    for (const pipeline of pipelines) this.#readPast(pipeline);
  }

  /** Hand it every event. */
  onEvent({ source, 'detail-type': detailType, resources, detail }: BusEvent): void {
    this.#truth.onEvent({ source, detailType, resources, detail });
  }

  /** From when on which releases were live in a stage; those of before count from `from` on. */
  courseOf(stage: StageReference, from: EpochMillis): readonly LiveFrom[] {
    const course = this.#courses.get(placeOf(stage)) ?? [];
    const before = course.findLast(({ time }) => time <= from);
    return [...(before === undefined ? [] : [{ ...before, time: from }]), ...course.filter(({ time }) => time > from)];
  }

  #readPast(pipeline: string): void {
    const actions = this.#account.codePipeline.script
      .executions(pipeline)
      .flatMap(({ id: executionId, actions }) => actions.map((action) => ({ executionId, action })))
      .toSorted((one, other) => one.action.lastUpdateTime - other.action.lastUpdateTime);
    for (const { executionId, action } of actions) {
      const end = ENDS.find((one) => one === action.status);
      if (end === undefined) continue;
      const { name, actionTypeId } = action.declaration;
      const { category } = actionTypeId;
      this.#truth.onActionEnd({ pipeline, stage: action.stageName, action: name, category, executionId, end });
    }
  }

  #note(stage: StageReference, releases: readonly string[]): void {
    const course = this.#courses.get(placeOf(stage)) ?? [];
    this.#courses.set(placeOf(stage), course);
    const latest = course.at(-1);
    if (latest?.releases.join() === releases.join()) return;
    course.push({ time: this.#account.clock.now(), releases });
  }
}

function placeOf({ pipeline, stage }: StageReference): string {
  return `${pipeline}/${stage}`;
}
