import type { Defect } from '../../emulator/account/truth/defect.ts';
import type { Execution } from '../../emulator/services/codepipeline/execution.ts';
import { isActive } from '../../emulator/services/codepipeline/execution.ts';
import { MIX } from './mix.ts';
import type { People, Scene } from './people.ts';
import { defectOf, MINUTE } from './plan.ts';
import { FIX_NUMBERS } from './trunk.ts';

/** How often people see after a fix on its way, and how long. */
const EVERY = 5 * MINUTE;
const FOR = 12 * 60 * MINUTE;
const LOOKS_AGAIN_AFTER = 120 * MINUTE;

/** Fixes and reverts of what is known to be wrong, one at a time, seen through to the last stage. */
export class Fixes {
  readonly #scene: Scene;
  readonly #known: Set<Defect>;
  readonly #call: People['call'];
  readonly #lookAgain: () => void;
  #planned = false;
  #pushed = 0;

  constructor(scene: Scene, known: Set<Defect>, call: People['call'], lookAgain: () => void) {
    this.#scene = scene;
    this.#known = known;
    this.#call = call;
    this.#lookAgain = lookAgain;
  }

  /** Somebody works on a fix. */
  get underway(): boolean {
    return this.#planned;
  }

  plan(minutes: number): void {
    const { time } = this.#scene;
    if (this.#planned) return;
    this.#planned = true;
    time.at(time.now() + minutes * MINUTE, () => this.#push());
  }

  #push(): void {
    const { trunk, dice, start, time } = this.#scene;
    this.#planned = false;
    const fix = this.#pushed++;
    const number = FIX_NUMBERS + fix;
    const isBad = dice.percent(MIX.people.fixIsBadPercent, 'fix is bad', fix);
    if (!dice.percent(MIX.people.fixFailsPercent, 'fix fails', fix)) {
      trunk.fix(this.#known, number, {
        reverts: dice.percent(MIX.people.revertPercent, 'reverts', fix),
        ...(isBad && { adds: defectOf(dice, `of fix ${fix}`) }),
      });
    }
    this.#follow(start(number, true), time.now() + FOR, undefined);
    time.at(time.now() + LOOKS_AGAIN_AFTER, this.#lookAgain);
  }

  /** `asked`: the stage whose way in the decider was asked to open the last time. */
  #follow(id: string, until: number, asked: string | undefined): void {
    const { time, codePipeline, pipeline } = this.#scene;
    time.at(time.now() + EVERY, () => {
      const fix = codePipeline.script.execution(pipeline, id);
      const newest = codePipeline.script.executions(pipeline).findLast(({ type }) => type === 'STANDARD');
      if (fix.status === 'Superseded' && newest !== undefined) return this.#follow(newest.id, until, asked);
      if (!isActive(fix) || time.now() > until) return;
      this.#follow(id, until, this.#letIn(fix, asked));
    });
  }

  /** Opens the way for a fix that waits before a closed stage; returns the stage. */
  #letIn(fix: Readonly<Execution>, asked: string | undefined): string | undefined {
    const { guards, codePipeline, pipeline, decider, isReleaseFreeze } = this.#scene;
    const guard = guards.find(({ stage }) => stage === fix.waitingFor);
    if (guard === undefined) return undefined;
    const { stage } = guard;
    const { inbound, waiting } = codePipeline.script.stage({ pipeline, stage });
    if (inbound.enabled) return undefined;
    this.#clearQueue(waiting, fix);
    if (asked !== stage) decider().release(guard);
    else if (!isReleaseFreeze()) {
      this.#call('EnableStageTransition', { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' });
    }
    return stage;
  }

  /** Those that wait before the fix and are known to be bad would enter before it. */
  #clearQueue(waiting: readonly Execution[], fix: Readonly<Execution>): void {
    const { dice, pipeline, releaseOf } = this.#scene;
    if (!dice.percent(MIX.people.clearsQueuePercent, 'clears queue', this.#pushed)) return;
    const before = waiting.slice(
      0,
      waiting.findIndex(({ id }) => id === fix.id),
    );
    for (const { id } of before) {
      if (!releaseOf(id)?.defects.some((defect) => this.#known.has(defect))) continue;
      this.#call('StopPipelineExecution', { pipelineName: pipeline, pipelineExecutionId: id });
    }
  }
}
